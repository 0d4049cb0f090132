import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Longer than any honest stop takes, shorter than the timers that the script leaves running. */
const EXIT_LIMIT_MS = 8_000;

const script = `
const { startSimulatedDigitalSamba } = await import('./local/simulated/digital-samba/start.ts');
const on = await startSimulatedDigitalSamba({ dialDelayMs: 60_000, deliveryTries: 2, deliveryRetryDelayMs: 60_000 });
on.webhooks.create({ endpoint: 'http://127.0.0.1:9/', events: ['session_started'] });
const { room } = on.rooms.create({ telephony_enabled: true, telephony_phone_number: '+12025550110' });
room.startSession();
room.connectTelephony();
on.faults.outage = 'hang';
void fetch(on.url).catch(() => undefined);
const order = { room: room.id, script: 'wait 60' };
void on.perform(order);
await on.stop();
console.log('stopped');
`;

test('stopping leaves nothing that keeps a process alive', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    timeout: EXIT_LIMIT_MS,
  });
  expect(stdout).toBe('stopped\n');
});
