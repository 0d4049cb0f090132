import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { routeSchema } from '../../../lib/held-calls/model/route.ts';
import { openExistingRooms } from '../../../local/existing-rooms.ts';
import { startLocalGateway, type LocalGateway } from '../../../local/local-gateway.ts';
import { dynamoAt } from '../../../local/runtime/dynamo.ts';
import { runningDynamo } from '../../support/dynamo.ts';
import { containing } from '../../support/matching.ts';
import { run } from '../gateway.ts';

const number = '+12025550143';
const [callers, bridge] = ['+12025550151', '+12025550152'];
const routes = new Map([
  [
    number,
    routeSchema.parse({
      kind: 'targets',
      targets: [
        { kind: 'room', room: 'lobby' },
        { kind: 'pipecat-cloud', agent: 'receptionist' },
      ],
    }),
  ],
  // The local gateway has a number on purpose that leads here without a route of its own.
  ['default', routeSchema.parse({ kind: 'refuse' })],
]);
const conferences = {
  dialIns: {
    [callers]: dialInSchema.parse({ kind: 'pin', opensTo: 'callers' }),
    [bridge]: dialInSchema.parse({ kind: 'pin', opensTo: 'bridge' }),
  },
  conferences: [newConferenceSchema.parse({ name: 'Board meeting', dialIn: callers, bridgeDialIn: bridge })],
};

const logged: string[] = [];
let localGateway: LocalGateway;
let folder: string;
let localGatewayFile: string;
let simulatedFile: string;
beforeAll(async () => {
  localGateway = await startLocalGateway({
    environment: { PORT: 0 },
    routes,
    conferences,
    timers: false,
    dynamo: dynamoAt(runningDynamo().endpoint),
    onLog: ({ line }) => void logged.push(line),
  });
  const { gateway, daily, providers, digitalSambaUrl, digitalSambaEventsUrl } = localGateway;
  if (daily === undefined) throw new Error('Daily is not simulated.');
  openExistingRooms(daily, routes);
  folder = mkdtempSync(join(tmpdir(), 'patchbay-doctor-'));
  localGatewayFile = join(folder, 'local-gateway.json');
  const described = {
    url: gateway.url,
    awsEndpoint: gateway.awsClient.endpoint,
    region: gateway.awsClient.region,
    tableName: gateway.tableName,
    secretId: gateway.stack.secretArn,
    digitalSambaUrl,
    digitalSambaEventsUrl,
    providers,
  };
  writeFileSync(localGatewayFile, JSON.stringify(described));
  simulatedFile = join(folder, 'simulated.json');
  writeFileSync(simulatedFile, JSON.stringify({ ...described, simulated: ['daily', 'twilio'] }));
});
afterAll(async () => {
  await localGateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

const doctor = (file = localGatewayFile) =>
  run(['doctor', '--local'], { localGatewayFile: file, nowMs: Date.now() });

test('finds one thing with the gateway that runs on a local gateway, its functions included: nobody vouches for its bridge', async () => {
  const ran = await doctor();
  expect(ran.out).toContain('front door      fine');
  expect(ran.out).toContain(
    `warning: At the dial-in ${bridge} anybody with a bridge PIN can pass for the bridge`,
  );
  expect(ran.out.trimEnd()).toMatch(/: 1 warning\.$/);
  expect(ran.exitCode).toBe(1);
});

test('finds nothing where the providers are simulated, since nobody outside can call there', async () => {
  const ran = await doctor(simulatedFile);
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
  expect(ran.out).toContain('PINs            fine');
});

test('its own requests are probes in the log, and no refused webhooks', () => {
  expect(logged.filter((line) => line.includes('webhook-probe')).length).toBeGreaterThan(2);
  expect(logged.filter((line) => line.includes('webhook-refused'))).toEqual([]);
});

test('its front answers the command line, signed as the local caller', async () => {
  for (const args of [
    ['route', 'set', '+12025550143', '--refuse'],
    ['route', 'show', '+1 202 555 0143'],
    ['route', 'set', 'someone@example.sip.daily.co', '--refuse'],
    ['call', 'list', '--since', '7d'],
    ['conference', 'create', '--name', 'Board', '--dial-in', '+12025550151'],
  ])
    expect(await run([...args, '--local'], { localGatewayFile, nowMs: Date.now() })).toMatchObject({
      exitCode: 0,
    });
});

test('finds that it has stopped', async () => {
  await localGateway.stop();
  expect(await doctor()).toMatchObject({ exitCode: 2, err: containing('it has stopped without saying so') });
});
