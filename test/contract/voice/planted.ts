import type { Http } from '../../../lib/http/http.ts';
import { callOutScenarios } from './call-outs.ts';
import { commandScenarios } from './commands.ts';
import type { VoiceProviderKit } from './kit.ts';
import { scenariosIn } from './scenarios.ts';
import { webhookScenarios } from './webhooks.ts';

/** A kit whose requests go out, or whose answers come in, changed. */
export const talkingAs = (
  kit: VoiceProviderKit,
  change: (fetch: Http['fetch']) => Http['fetch'],
): VoiceProviderKit => ({
  ...kit,
  voice: (http) => kit.voice({ ...http, fetch: change(http.fetch) }),
  callOuts: {
    ...kit.callOuts,
    phone: (http) => kit.callOuts.phone({ ...http, fetch: change(http.fetch) }),
  },
});

/** Runs one scenario of the contract, of those about webhooks, commands and call-outs, with a kit. */
export async function runScenario(kit: VoiceProviderKit, number: number): Promise<void> {
  const scenarios = scenariosIn((scenario) => {
    webhookScenarios(kit, scenario);
    commandScenarios(kit, scenario);
    callOutScenarios(kit, scenario);
  });
  await scenarios.get(number)?.();
}
