import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { voiceIds } from '../../lib/conferences/model/conference.ts';
import { readConferencesFile } from '../../local/conferences-file.ts';
import { openConsole, type ConsoleClient } from '../../local/console/api/client.ts';
import { openKept } from '../../local/kept.ts';
import { readRoutesFile } from '../../local/routes-file.ts';
import { watch, type Watch } from '../../local/scenarios/watch.ts';
import { startWithConsole, type Running } from '../../local/with-console.ts';
import { patienceMs } from './stack.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const to = '+12025550151';

const folder = mkdtempSync(join(tmpdir(), 'kept-'));
let running: Running | undefined;
afterEach(async () => {
  await running?.stop();
  rmSync(folder, { recursive: true });
});

async function start() {
  const options = {
    environment: { PORT: 0 },
    routes: readRoutesFile(`${top}local/routes.json`),
    conferences: readConferencesFile(`${top}local/conferences.json`),
    settings: { voiceProviders: [...voiceIds] },
    ...{ timers: false, kept: openKept(folder), onLog: () => undefined, twilio: { timeScale: 0.1 } },
  };
  running = await startWithConsole(options, { port: 0, token: 'a token' });
  const client = openConsole(running.served);
  const watching = await watch(client);
  const { about } = watching.state();
  const numbers = about?.kind === 'local' ? about.numbers : [];
  return { client, watching, pins: numbers.flatMap(({ pin }) => pin ?? []), made: running.localGateway };
}

async function getIn(client: ConsoleClient, watching: Watch, pin = ''): Promise<string> {
  const id = await client.place({ provider: 'twilio', to });
  const hears = (kind: string) =>
    watching.until(
      ({ phones }) =>
        phones.find((phone) => phone.id === id)?.events.some((event) => event.kind === kind) || undefined,
      patienceMs,
    );
  await hears('say');
  await client.key(id, `${pin}#`);
  expect(await hears('conference-joined')).toBe(true);
  return id;
}

test('what was kept is there at the next start: the call, the PIN, and the room that the PIN leads to', async () => {
  const first = await start();
  expect(first.pins).toHaveLength(first.made.conferences.length);
  const id = await getIn(first.client, first.watching, first.pins[0]);
  await first.client.hangUp(id);
  await running?.stop();

  const second = await start();
  expect(second.pins).toEqual(first.pins);
  expect(second.made.forwardPins).toEqual(first.made.forwardPins);
  const found = await second.watching.until(({ calls }) => calls.find((call) => call.id === id), patienceMs);
  expect(found).toMatchObject({ journey: 'pin', to });
  const room = second.watching.state().rooms.find(({ name }) => name === 'Board meeting');
  expect(room?.id).toBe(first.made.conferences[0]?.room);
  await second.client.step(room?.id ?? '', 'join Ana');
  const again = await getIn(second.client, second.watching, second.pins[0]);
  const shown = await second.watching.until(
    ({ rooms }) => rooms.some(({ callers }) => callers.some(({ callId }) => callId === again)) || undefined,
    patienceMs,
  );
  expect(shown).toBe(true);

  // The PINs are in it.
  expect(statSync(join(folder, 'kept.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'kept.json'), 'utf8')).toContain(first.pins[0]);
});
