import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCall } from '../../local/call.ts';
import { Audience } from '../../local/console/feed/audience.ts';
import { Phones } from '../../local/console/feed/phones.ts';
import { RoomWatch } from '../../local/console/feed/rooms.ts';
import { done, refusal } from '../../local/console/feed/result.ts';
import { serveConsole } from '../../local/console/server/serve.ts';
import type { Source } from '../../local/console/server/source.ts';
import type { LocalGatewayFile } from '../../local/gateway-file.ts';
import { startSimulatedDigitalSamba } from '../../local/simulated/digital-samba/start.ts';
import { startSimulatedTwilio, type SimulatedTwilio } from '../../local/simulated/twilio/start.ts';
import { twilioVoice } from '../../local/voices/twilio.ts';

const number = '+12025550151';
const token = 'a token of the tests';
const started: { stop(): Promise<void> }[] = [];
let gateway: LocalGatewayFile;
let roomId: string;
/** Streams of events that are open: one that is left keeps the command from ending. */
let listening = 0;

/** What the console of a gateway has whose only providers are these. */
function sourceOf(twilio: SimulatedTwilio, audience: Audience, rooms: RoomWatch): Source {
  const voice = { place: (order: { to: string; keys?: string }) => twilioVoice.place(twilio, order) };
  const phones = new Phones({
    daily: undefined,
    voiceOf: () => ({ name: 'Twilio', simulated: voice }),
    audience,
  });
  const about = { kind: 'stage', name: 'local' } as const;
  return {
    whole: () => ({
      kind: 'whole',
      about,
      calls: [],
      phones: [...phones.all],
      rooms: [...rooms.all],
      faults: [],
    }),
    subscribe: (listener) => {
      listening += 1;
      const stop = audience.subscribe(listener);
      return () => {
        listening -= 1;
        stop();
      };
    },
    exchanges: () => [],
    orders: {
      place: (order) => phones.place(order),
      key: (id, keys) => phones.key(id, keys),
      hangUp: (id) => phones.hangUp(id),
      step: (room, step) => rooms.step(room, step),
      setFault: () => refusal(404, 'no-fault', 'There is none.'),
      undoFaults: () => done,
      setBot: () => done,
      setClock: () => done,
      record: () => done,
      endRecording: () => refusal(409, 'no-recording', 'Nothing is being recorded.'),
    },
  };
}

beforeAll(async () => {
  const [twilio, samba] = [await startSimulatedTwilio(), await startSimulatedDigitalSamba()];
  const audience = new Audience();
  const made = samba.rooms.create({ description: 'Board meeting', friendly_url: 'board' });
  if (!made.ok) throw new Error('The room cannot be made.');
  roomId = made.room.id;
  const rooms = new RoomWatch(samba, audience);
  rooms.lookForNew();
  const served = await serveConsole(sourceOf(twilio, audience, rooms), { port: 0, token, assets: new Map() });
  started.push(twilio, samba, served);
  gateway = {
    ...{ url: '', awsEndpoint: '', region: '', tableName: '', secretId: '', machineArn: '', stage: 'local' },
    ...{ digitalSambaEventsUrl: '', digitalSambaUrl: '' },
    providers: { daily: { apiUrl: '', pinlessUrl: '', eventsUrl: '' } },
    numbers: [{ number, at: 'twilio', leadsTo: 'the question for a PIN (en)' }],
    simulated: ['twilio'],
    console: { url: served.url, token },
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
    [
      'a step of a moderator that there is not',
      ['room', '--room', 'board', '--script', 'start, sing'],
      /"sing" is no step.*mute all/,
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
    await expect.poll(() => listening).toBe(0);
  });
});

test('a gateway that is there no more is told to be started', async () => {
  const gone = { ...gateway, console: { url: 'http://127.0.0.1:1', token } };
  expect(await runCall(['twilio', '--to', number], () => gone)).toEqual({
    exitCode: 2,
    problem: 'The gateway has ended. Start one in another terminal: npm start',
  });
  expect(await runCall(['twilio', '--to', number], () => undefined)).toEqual({
    exitCode: 2,
    problem: 'No gateway is running here. Start one in another terminal: npm start',
  });
});

test('a moderator acts step by step, and what happens in the room is printed', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await run('room', '--room', roomId, '--script', 'join Ana, mute #1, end')).toEqual({ exitCode: 1 });
  const lines = printed.mock.calls.map(([line]) => String(line)).join('\n');
  printed.mockRestore();
  for (const part of [
    'step, join Ana',
    'participant-joined, name Ana',
    'step-failed, There is no phone',
    'session-ended',
  ])
    expect(lines).toContain(part);
});

test('a call ends as its script says, and its PIN is not printed', async () => {
  const printed = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  expect(await run('twilio', '--to', number, '--keys', '12345678901#, hangup')).toEqual({ exitCode: 1 });
  const lines = printed.mock.calls.map(([line]) => String(line)).join('\n');
  printed.mockRestore();
  expect(lines).toContain('The caller did NOT get in.');
  expect(lines).not.toContain('12345678901');
});
