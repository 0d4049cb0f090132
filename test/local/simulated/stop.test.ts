import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Longer than any honest stop takes, shorter than the timers that the script leaves running. */
const EXIT_LIMIT_MS = 8_000;

const script = `
const { startSimulatedDaily } = await import('./local/simulated/daily/start.ts');
const { startSimulatedBots } = await import('./local/simulated/bots.ts');
const daily = await startSimulatedDaily();
const bots = await startSimulatedBots({ daily });
daily.rooms.create({ name: 'a', properties: { exp: Math.ceil(Date.now() / 1000) + 3600 } });
daily.join({ room: 'a' });
daily.registerWebhook({ url: bots.endpointUrl + '/none', hmac: 'c2VjcmV0' });
daily.placeCall({ to: '+12025550143', patienceMs: 60_000 });
daily.faults.next('GET /', { hang: true });
void fetch(daily.url, { headers: { authorization: 'Bearer ' + daily.settings.apiKey } }).catch(() => undefined);
await fetch(bots.pipecatCloudUrl);
const { startSimulatedPlivo } = await import('./local/simulated/plivo/start.ts');
const plivo = await startSimulatedPlivo();
plivo.configureNumber({ number: '+12025550170' });
plivo.configureApplication({ answerUrl: bots.endpointUrl + '/none' });
plivo.placeCall({ to: '+12025550170', keys: 'wait 60' });
const { startSimulatedSinch } = await import('./local/simulated/sinch/start.ts');
const sinch = await startSimulatedSinch({ retries: 9, retryDelayMs: 60_000 });
sinch.configureNumber({ number: '+12025550160' });
sinch.configureCallbacks({ primary: bots.endpointUrl + '/none' });
sinch.placeCall({ to: '+12025550160', keys: 'wait 60' });
const { startSimulatedVonage } = await import('./local/simulated/vonage/start.ts');
const vonage = await startSimulatedVonage({ retryDelayMs: 60_000 });
vonage.configureNumber({ number: '+12025550180' });
vonage.configureWebhooks({ answer: bots.endpointUrl + '/none', event: 'http://127.0.0.1:9/none' });
vonage.placeCall({ to: '+12025550180', keys: 'wait 60' });
await daily.stop();
await bots.stop();
await plivo.stop();
await sinch.stop();
await vonage.stop();
console.log('stopped');
`;

test('stopping leaves nothing that keeps a process alive', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: EXIT_LIMIT_MS,
  });
  expect(stdout).toBe('stopped\n');
});
