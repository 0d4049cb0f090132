import { expect, test } from 'vitest';
import type { NumberOffer, RoomView } from '../../../local/console/api/events.ts';
import { readScenario, writeScenario } from '../../../local/scenarios/file.ts';
import type { Noted } from '../../../local/scenarios/noted.ts';
import { scenarioOf } from '../../../local/scenarios/recorded.ts';

const [to, pin] = ['+12025550151', '48151623421'];
const offers: readonly NumberOffer[] = [
  { number: '+12025550143', provider: 'daily', leadsTo: 'the bot receptionist' },
  { number: to, provider: 'twilio', leadsTo: 'asks for a PIN', pin, conference: 'Board meeting' },
];
const s = (seconds: number) => Date.UTC(2026, 0, 1) + seconds * 1_000;
const at = (seconds: number) => ({ atMs: s(seconds) });
const room = (change: Partial<RoomView> = {}): RoomView => ({
  ...{ id: 'r', name: 'Board meeting', isLive: true, people: ['Ana'], bridge: 'connected', callers: [] },
  isRecorded: false,
  ...change,
});
const shown = (callId: string, muted = false) => ({ callId, name: '…88', muted, hand: false });
const heard = (seconds: number, call: string, kind: string, more: object = {}): Noted => ({
  ...at(seconds),
  ...{ kind: 'heard', call, event: { kind, time: new Date(s(seconds)).toISOString(), ...more } },
});
const says = (seconds: number, call: string, text: string) => heard(seconds, call, 'say', { text });
const keyed = (seconds: number, call: string, keys: string): Noted => ({
  ...at(seconds),
  ...{ kind: 'keyed', call, keys },
});
const calls = (seconds: number, call: string): Noted => ({
  ...at(seconds),
  ...{ kind: 'called', call, caller: { at: 'twilio', to } },
});

function write(
  notes: readonly Noted[],
  rooms: readonly RoomView[] = [],
  states: Record<string, string> = {},
) {
  const { scenario, leftOut } = scenarioOf({
    ...{ name: 'Recorded', notes, rooms, offers, hurry: 1, bot: 'good', stateOf: (call) => states[call] },
  });
  if (scenario === undefined) throw new Error('Nobody called.');
  const file = writeScenario(scenario);
  // What is written can be read.
  expect(readScenario('recorded.yaml', file)).toMatchObject({ ok: true });
  const lines = file.split('steps:\n')[1]?.trimEnd().split('\n') ?? [];
  return { steps: lines.map((line) => line.replace(/^ {2}- /, '')), leftOut, file };
}
const steps = (...given: Parameters<typeof write>) => write(...given).steps;

test('acts have the pauses between them, and what was heard is expected before them', () => {
  expect(
    steps(
      [
        calls(0, 'a'),
        says(0.2, 'a', 'Please enter your PIN, followed by the hash key.'),
        ...`${pin}#`.split('').map((key, index) => keyed(4 + index / 4, 'a', key)),
        heard(8, 'a', 'conference-joined', { muted: false }),
        { ...at(9), kind: 'room', room: room({ callers: [shown('a')] }) },
        { ...at(10), kind: 'moderated', room: 'Board meeting', step: 'mute a' },
        heard(10.1, 'a', 'muted'),
        { ...at(10.1), kind: 'room', room: room({ callers: [shown('a', true)] }) },
        heard(12.1, 'a', 'hung-up', { by: 'caller' }),
      ],
      [],
      { a: 'ended' },
    ),
  ).toEqual([
    'caller 1 calls',
    'caller 1 hears "Please enter your PIN, followed by the hash key." within 20 s',
    'wait 3.8 s',
    'caller 1 keys PIN#',
    'caller 1 hears "conference-joined" within 20 s',
    'room shows 1 within 60 s',
    'room shows 0 muted within 60 s',
    'wait 2 s',
    'moderator mute caller 1',
    'caller 1 hears "muted" within 20 s',
    'room shows 1 within 60 s',
    'room shows 1 muted within 60 s',
    'wait 2 s',
    'caller 1 hangs up',
    'caller 1 is ended within 20 s',
  ]);
});

test('no PIN is written down: neither that of the conference, nor one that nobody here knows', () => {
  const { file } = write([calls(0, 'a'), keyed(1, 'a', `${pin}#`), keyed(9, 'a', '99887766554#')]);
  expect(file).toContain('keys PIN#');
  expect(file).toContain('keys 00000000000#');
  expect(file).not.toMatch(/48151623421|99887766554/);
});

test('who was in the room before, and faults that were on, are there from the first step', () => {
  expect(
    steps([{ ...at(0), kind: 'fault', name: 'room-slow', isOn: true }, calls(0, 'a')], [room()]),
  ).toEqual(['moderator join Ana', 'fault room-slow on', 'caller 1 calls']);
});

test('a sentence is expected as far as a step can quote it, and once however often it is said', () => {
  const text = 'The room "Board" has 2 callers';
  const waiting = 'Please wait, the meeting has not begun';
  expect(
    steps([calls(0, 'a'), says(1, 'a', text), ...[2, 3, 4].map((second) => says(second, 'a', waiting))]),
  ).toEqual([
    'caller 1 calls',
    'caller 1 hears "The room" within 20 s',
    `caller 1 hears "${waiting}" within 20 s`,
  ]);
});

test('an expectation may take twice as long as it took', () => {
  expect(steps([calls(0, 'a'), heard(30, 'a', 'hung-up', { by: 'twilio' })])).toEqual([
    'caller 1 calls',
    'caller 1 is hung up within 60 s',
  ]);
});

test('what no scenario can say is left out, and told', () => {
  const { leftOut, steps: written } = write(
    [
      calls(0, 'a'),
      keyed(1, 'earlier', '1'),
      { ...at(2), kind: 'moderated', room: 'Town hall', step: 'end' },
      { ...at(3), kind: 'moderated', room: 'Board meeting', step: 'mute earlier' },
      { ...at(4), kind: 'left-out', what: 'a call that a script keys' },
    ],
    [room({ people: [], callers: [shown('earlier')] })],
  );
  expect(leftOut).toEqual([
    'what was done with calls that were there before',
    'the moderator of Town hall: a scenario has one room, that of its first caller',
    'a call that a script keys',
  ]);
  expect(written).toEqual(['moderator start', 'caller 1 calls']);
});

test('without a call there is no scenario', () => {
  expect(
    scenarioOf({ name: 'R', notes: [], rooms: [], offers, hurry: 1, bot: 'good', stateOf: () => undefined })
      .scenario,
  ).toBe(undefined);
});
