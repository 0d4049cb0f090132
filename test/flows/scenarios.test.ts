import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { voiceIds } from '../../lib/conferences/model/conference.ts';
import { observe } from '../../local/console/start.ts';
import { serveConsole, type ServedConsole } from '../../local/console/server/serve.ts';
import { readConferencesFile } from '../../local/conferences-file.ts';
import { openExistingRooms } from '../../local/existing-rooms.ts';
import { startLocalGateway, type LocalGateway } from '../../local/local-gateway.ts';
import { readRoutesFile } from '../../local/routes-file.ts';
import { voiceNames } from '../../local/voices/voices.ts';
import { dynamoAt } from '../../local/runtime/dynamo.ts';
import { run } from '../cli/gateway.ts';
import { runningDynamo } from '../support/dynamo.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const scenarios = globSync('examples/scenarios/*.yaml', { cwd: top }).toSorted();

/** Pauses of simulated calls pass this much faster; the scenarios' own times are real. */
const quick = { timeScale: 0.25 };

let folder: string;
let gateway: LocalGateway;
let served: ServedConsole;
const ends: (() => void)[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'scenarios-'));
  const routes = readRoutesFile(`${top}local/routes.json`);
  const conferences = readConferencesFile(`${top}local/conferences.json`);
  const observation = observe(voiceNames);
  gateway = await startLocalGateway({
    ...{ environment: { PORT: 0 }, routes, conferences, timers: false, ...observation.options },
    ...{ twilio: quick, sinch: quick, plivo: quick, vonage: quick },
    dynamo: dynamoAt(runningDynamo().endpoint),
    // What fails is tried again sooner.
    visibilityScale: 0.1,
    settings: { voiceProviders: [...voiceIds] },
    onLog: () => undefined,
  });
  if (gateway.daily) openExistingRooms(gateway.daily, routes);
  const { source, stop } = observation.attach(gateway, { routes, conferences });
  ends.push(stop);
  served = await serveConsole(source, { port: 0, token: 'a token', assets: new Map() });
});
afterAll(async () => {
  for (const end of ends) end();
  await served.stop();
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

const play = (...args: readonly string[]) =>
  run(['scenario', 'run', ...args], {
    console: served,
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });

test('there are ten', () => {
  expect(scenarios).toHaveLength(10);
});

test.each(scenarios)('%s goes as it says', async (file) => {
  const { exitCode, out, err } = await play(top + file);
  expect({ exitCode, out, err }).toEqual({
    exitCode: 0,
    out: expect.stringMatching(/^ok /) as string,
    err: '',
  });
});

test('what differs is told, with file and line, and in JUnit XML', async () => {
  const [wrong, junit] = [join(folder, 'wrong.yaml'), join(folder, 'results.xml')];
  writeFileSync(
    wrong,
    [
      'name: A refusal that nobody gives',
      'callers:',
      "  - { at: twilio, to: '+12025550151', from: '+12025550129' }",
      'steps:',
      '  - caller 1 calls',
      '  - caller 1 hears "You have <reached> Mars" within 1 s',
      '',
    ].join('\n'),
  );
  const { exitCode, out, err } = await play(wrong, '--junit', junit);
  expect({ exitCode, err }).toEqual({
    exitCode: 3,
    err: 'patchbay: 1 of 1 scenarios went otherwise than expected.\n',
  });
  expect(out).toContain(`${wrong}:6: caller 1 hears "You have <reached> Mars" within 1 s`);
  expect(out).toContain('After 1 s it heard');
  expect(readFileSync(junit, 'utf8')).toContain('tests="1" failures="1"');
  expect(readFileSync(junit, 'utf8')).toContain('You have &lt;reached&gt; Mars');
});

test('a bot that never comes costs no two minutes where held calls wait less', async () => {
  const file = join(folder, 'hurried.yaml');
  writeFileSync(
    file,
    [
      'name: Nobody comes',
      'hurry: 6',
      'callers:',
      "  - { at: daily, to: '+12025550143', bots: [dead] }",
      "  - { at: daily, to: '+12025550143', bots: [slow] }",
      'steps:',
      '  - caller 1 calls',
      '  - caller 2 calls',
      '  - caller 2 is connected within 16 s',
      '  - caller 1 is released within 45 s',
      '',
    ].join('\n'),
  );
  const { exitCode, out, err } = await play(file);
  expect({ exitCode, out, err }).toMatchObject({ exitCode: 0, err: '' });
});
