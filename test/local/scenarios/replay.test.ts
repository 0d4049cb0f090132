import { describe, expect, test } from 'vitest';
import type { CallView } from '../../../lib/admin/call-schema.ts';
import type { NumberOffer } from '../../../local/console/api/events.ts';
import { readScenario, writeScenario } from '../../../local/scenarios/file.ts';
import { replayOf } from '../../../local/scenarios/replay.ts';
import { writeStep } from '../../../local/scenarios/steps.ts';
import { heldCall, pinCall } from '../console/derive/calls.ts';

const offers: readonly NumberOffer[] = [
  { number: '+12025550144', provider: 'daily', leadsTo: 'the room lobby, else the bot receptionist' },
  { number: '+12025550143', provider: 'daily', leadsTo: 'the bot receptionist' },
  { number: '+12025550145', provider: 'daily', leadsTo: 'is refused' },
  {
    number: '+12025550161',
    provider: 'sinch',
    leadsTo: 'asks for a PIN: Team',
    pin: '1',
    conference: 'Team',
  },
];
const lines = (...events: readonly (readonly [string, string?])[]): CallView['timeline'] =>
  events.map(([event, detail]) => ({ at: '2026-05-04T10:00:00.000Z', afterMs: 0, event, detail }));

/** The scenario as its file says it. */
function replayed(view: CallView) {
  const made = replayOf(view, offers);
  if (!made.ok) throw new Error(made.problem);
  const { scenario } = made;
  expect(readScenario('a.yaml', writeScenario(scenario))).toMatchObject({ ok: true, scenario });
  return { caller: scenario.callers[0], steps: scenario.steps.map(writeStep) };
}

const over = { isLive: false, from: '…88' } as const;

describe('a call that is over is played as it went:', () => {
  test('the first bot was at capacity, the second silent, the third good', () => {
    const timeline = lines(
      ['held'],
      ['targetRefused', 'pipecat-cloud:a at-capacity'],
      ['asked'],
      ['movedOn', 'silent'],
      ['asked'],
      ['connected', 'provider'],
    );
    const targets = ['pipecat-cloud:a'];
    const view = heldCall({ ...over, to: '+4930123456', state: 'ended', timeline, targets });
    expect(replayed(view)).toEqual({
      caller: { at: 'daily', to: '+12025550143', bots: ['full', 'dead', 'good'] },
      steps: [
        'caller 1 calls',
        'caller 1 is connected within 150 s',
        'wait 1 s',
        'caller 1 hangs up',
        'caller 1 is ended within 150 s',
      ],
    });
  });

  test('it was refused', () => {
    const view = heldCall({ ...over, to: '+4930123456', state: 'refused', timeline: lines(['refused']) });
    expect(replayed(view)).toEqual({
      caller: { at: 'daily', to: '+12025550145' },
      steps: ['caller 1 calls', 'caller 1 is refused within 150 s'],
    });
  });

  test('a PIN was wrong, the next right, and the caller was removed; whoever it was', () => {
    const timeline = lines(
      ['arrived'],
      ['tried', '1, wrong-pin'],
      ['admitted'],
      ['announced'],
      ['kicked', 'kicked'],
    );
    const view = pinCall({
      ...over,
      state: 'ended',
      voice: 'sinch',
      to: '+4930123456',
      conference: 'c',
      timeline,
    });
    const { caller, steps } = replayed({ ...view, muted: false });
    expect(caller).toEqual({ at: 'sinch', to: '+12025550161' });
    expect(steps).toEqual([
      'moderator start',
      'moderator join Host',
      'caller 1 calls',
      'caller 1 hears "say" within 60 s',
      'caller 1 keys 0000#',
      'caller 1 hears "say" within 60 s',
      'caller 1 keys PIN#',
      'room shows 1 within 60 s',
      'moderator remove caller 1',
      'caller 1 is hung up within 60 s',
    ]);
  });
});

test.each<[string, CallView, RegExp]>([
  ['goes on', pinCall({ isLive: true }), /is not over/],
  ['is a bridge', pinCall({ ...over, role: 'bridge' }), /is the bridge of a room/],
  ['came from a provider that is not here', pinCall({ ...over, voice: 'vonage' }), /has no number of vonage/],
])('a call that %s is not played', (_, view, problem) => {
  const made = replayOf(view, offers);
  expect(made.ok ? '' : made.problem).toMatch(problem);
});
