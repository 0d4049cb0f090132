import { expect, test } from 'vitest';
import { plan } from '../../../../../lib/conferences/reconcile/plan/plan.ts';
import type { Command } from '../../../../../lib/conferences/model/command.ts';
import type { Caller } from '../../../../../lib/conferences/model/conference.ts';
import { twilioTraits } from '../../../../../lib/providers/twilio/traits.ts';
import { newConference, startMs } from '../../../../support/new-conference.ts';
import { announcedAs, callerIn, running, session } from '../../support.ts';

const nowMs = startMs + 60_000;
const restedMs = nowMs + 5_000;
const kicked = { kicked: { why: 'kicked', atMs: startMs } } as const;
const shown = (change: Partial<Caller> = {}) => callerIn('CA1', { ...announcedAs(), ...change });
const over = running({ session: { ...session, endedAtMs: nowMs - 40_000 } });

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
  ['voice', 'hangUpLeg', running({ replacedBridge: callerIn('CA9').call }), undefined],
])(
  'while the %s provider wants to be left alone, it is not asked for %s',
  (side, kind, conference, caller) => {
    const callers = caller === undefined ? [] : [caller];
    const kinds = (rests: { readonly room?: number; readonly voice?: number }, atMs = nowMs) =>
      plan({ traits: twilioTraits }, { ...conference, rests }, callers, atMs).commands.map(
        (each) => each.kind,
      );
    const other = side === 'room' ? 'voice' : 'room';
    expect([kinds({ [other]: restedMs }), kinds({ [side]: restedMs })]).toEqual([[kind], []]);
    expect(kinds({ [side]: restedMs }, restedMs)).toContain(kind);
  },
);
