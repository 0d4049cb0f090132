import { expect, test } from 'vitest';
import { plan, type Able } from '../../../../../lib/conferences/reconcile/plan/plan.ts';
import type { Command } from '../../../../../lib/conferences/model/command.ts';
import type { Caller } from '../../../../../lib/conferences/model/conference.ts';
import { destinationSchema } from '../../../../../lib/numbers/destination.ts';
import { twilioTraits } from '../../../../../lib/providers/twilio/traits.ts';
import { newConference, startMs } from '../../../../support/new-conference.ts';
import { announcedAs, bridgeIn, callerIn, meeting, running, session } from '../../support.ts';

const nowMs = startMs + 60_000;
const restedMs = nowMs + 5_000;
const kicked = { kicked: { why: 'kicked', atMs: startMs } } as const;
const shown = (change: Partial<Caller> = {}) => callerIn('CA1', { ...announcedAs(), ...change });
const over = running({ session: { ...session, endedAtMs: nowMs - 40_000 } });

const waiting = callerIn('CA1', { presence: 'waiting', waitToldAtMs: nowMs });
const asked = shown({ asked: { atMs: nowMs, isTold: false } });
const to = { kind: 'destination', destination: destinationSchema.parse('+12025550123') } as const;
const transfer = { to, atMs: nowMs };
const ledOut = callerIn('CA1', {
  presence: 'gone',
  transfer: { to, atMs: startMs, ledAtMs: nowMs - 120_000 },
});
const lost = { meeting, atMs: startMs };
const atHosts = newConference('c1', { settings: { bridge: 'host' }, meeting, lost });

/** It can do all, and tells no joins. */
const able: Able = {
  traits: { ...twilioTraits, reportsJoins: false },
  letIn: () => Promise.resolve('done'),
  leadOut: () => Promise.resolve('done'),
};

test.each<['room' | 'voice', Command['kind'], ReturnType<typeof running>, Caller | undefined]>([
  ['room', 'announce', running(), callerIn('CA1')],
  ['room', 'withdraw', running(), shown({ presence: 'gone' })],
  [
    'room',
    'muteInRoom',
    running(),
    shown({ muted: { is: true, by: 'caller', atMs: nowMs }, phone: { muted: true } }),
  ],
  ['room', 'handInRoom', running(), shown({ hand: true })],
  ['room', 'connectBridge', newConference('c1'), callerIn('CA1')],
  ['room', 'disconnectBridge', over, undefined],
  ['voice', 'endCall', running(), callerIn('CA1', kicked)],
  ['voice', 'mutePhone', running(), shown({ phone: { muted: true } })],
  ['voice', 'askToUnmute', running(), asked],
  ['voice', 'letIn', running(), waiting],
  ['voice', 'leadOut', running(), shown({ transfer })],
  ['voice', 'askTransfer', running(), ledOut],
  ['voice', 'findJoin', running(), callerIn('CA1', { presence: 'joining', presenceAtMs: nowMs })],
  [
    'voice',
    'tellRecording',
    running({ recording: { isOn: true, atMs: startMs, session: session.id } }),
    shown(),
  ],
  ['voice', 'tellWait', atHosts, callerIn('CA1')],
  ['voice', 'proveBridge', running({ bridge: { ...bridgeIn, isCarriedOver: true } }), undefined],
  ['voice', 'hangUpLeg', running({ replacedBridge: callerIn('CA9').call }), undefined],
])(
  'while the %s provider wants to be left alone, it is not asked for %s',
  (side, kind, conference, caller) => {
    const callers = caller === undefined ? [] : [caller];
    const kinds = (rests: { readonly room?: number; readonly voice?: number }, atMs = nowMs) =>
      plan(able, { ...conference, rests }, callers, atMs).commands.map((each) => each.kind);
    const other = side === 'room' ? 'voice' : 'room';
    expect([kinds({ [other]: restedMs }), kinds({ [side]: restedMs })]).toEqual([[kind], []]);
    expect(kinds({ [side]: restedMs }, restedMs)).toContain(kind);
  },
);
