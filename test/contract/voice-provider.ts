import { describe } from 'vitest';
import { callOutScenarios } from './voice/call-outs.ts';
import { commandScenarios } from './voice/commands.ts';
import type { VoiceProviderKit } from './voice/kit.ts';
import { meetingScenarios } from './voice/meetings.ts';
import { scenariosFor } from './voice/scenarios.ts';
import { webhookScenarios } from './voice/webhooks.ts';

/**
 * The contract of voice providers: 54 scenarios over the real functions, the provider's adapter and its simulator, with the
 * vendor's own code and documents as judges on both sides. docs/adding-a-voice-provider.md says how one is added.
 */
export function voiceProviderContract(kit: VoiceProviderKit): void {
  const scenario = scenariosFor(kit.skips);
  describe(`${kit.traits.id} keeps the contract of a voice provider`, () => {
    webhookScenarios(kit, scenario);
    meetingScenarios(kit, scenario);
    commandScenarios(kit, scenario);
    callOutScenarios(kit, scenario);
  });
}
