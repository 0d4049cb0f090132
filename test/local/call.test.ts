import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCall } from '../../local/call.ts';
import type { LocalGatewayFile } from '../../local/gateway-file.ts';
import { startSimulatedDigitalSamba } from '../../local/simulated/digital-samba/start.ts';
import { startSimulatedTwilio } from '../../local/simulated/twilio/start.ts';

const number = '+12025550151';
const started: { stop(): Promise<void> }[] = [];
let gateway: LocalGatewayFile;

beforeAll(async () => {
  const [twilio, room] = [await startSimulatedTwilio(), await startSimulatedDigitalSamba()];
  started.push(twilio, room);
  gateway = {
    ...{ url: '', awsEndpoint: '', region: '', tableName: '', secretId: '', machineArn: '', stage: 'local' },
    ...{ digitalSambaEventsUrl: '', digitalSambaUrl: '' },
    providers: { daily: { apiUrl: '', pinlessUrl: '', eventsUrl: '' } },
    numbers: [{ number, at: 'twilio', leadsTo: 'the question for a PIN (en)' }],
    voiceControlUrls: { twilio: twilio.controlUrl },
    digitalSambaControlUrl: room.controlUrl,
  };
});
afterAll(() => Promise.all(started.map((each) => each.stop())));

const run = (...args: readonly string[]) => runCall(args, () => gateway);

describe('an order that cannot be carried out ends at once, with 2 and what is allowed:', () => {
  test.each([
    [
      'a step that there is not',
      ['twilio', '--to', number, '--keys', 'press 1'],
      /"press 1" is no step.*hangup/,
    ],
    ['a room that there is not', ['room', '--room', 'nope', '--script', 'start'], /no such room/],
    [
      'another number',
      ['twilio', '--to', '+12025550100'],
      /twilio --to \+12025550151 {3}the question for a PIN/,
    ],
    ['a real provider', ['daily', '--to', '+12025550143'], /uses the real Daily: call its number/],
  ])('%s', async (_, args, says) => {
    const { exitCode, problem } = await run(...args);
    expect(exitCode).toBe(2);
    expect(problem).toMatch(says);
  });
});

test('a gateway that is there no more is told to be started', async () => {
  gateway = { ...gateway, voiceControlUrls: { twilio: 'http://127.0.0.1:1/simulated' } };
  expect(await run('twilio', '--to', number)).toEqual({
    exitCode: 2,
    problem: 'The gateway has ended. Start one in another terminal: npm start',
  });
  expect(await runCall(['twilio', '--to', number], () => undefined)).toEqual({
    exitCode: 2,
    problem: 'No gateway is running here. Start one in another terminal: npm start',
  });
});
