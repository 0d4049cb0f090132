import { describe, expect, test } from 'vitest';
import type { CallerEvent } from '../../../../../lib/conferences/model/caller-events.ts';
import type { Caller } from '../../../../../lib/conferences/model/conference.ts';
import { leftMeanwhile } from '../../../../../lib/conferences/state/reduce/transfer.ts';
import { destinationSchema } from '../../../../../lib/numbers/destination.ts';
import { conferenceId } from '../../../../support/new-conference.ts';
import { callerIn } from '../../support.ts';
import { at, callerOf } from '../reducing.ts';

const number = { kind: 'destination', destination: destinationSchema.parse('+12025550123') } as const;
const elsewhere = { kind: 'conference', conference: conferenceId('c2') } as const;
const ordered = { to: number, atMs: at(1) } as const;
const led = { ...ordered, ledAtMs: at(2) } as const;
const failed = { outcome: 'failed', outcomeAtMs: at(3) } as const;
const kicked = { why: 'kicked', atMs: at(3) } as const;

const order = { kind: 'transferOrdered', atMs: at(9), to: elsewhere } as const;
const leadingOut = { kind: 'leadingOut', atMs: at(9) } as const;
const ledOn = { kind: 'ledOn', atMs: at(9) } as const;
const cameBack = { kind: 'cameBack', atMs: at(9), outcome: 'no-answer' } as const;

test.each<[string, Partial<Caller>, CallerEvent]>([
  ['an order for somebody who is gone', { presence: 'gone' }, order],
  ['an order for somebody who is being removed', { kicked }, order],
  ['an order while another is open', { transfer: ordered }, order],
  [
    'an order that is told again, of which something has come',
    { transfer: { ...failed, to: elsewhere, atMs: at(9) } },
    order,
  ],
  ['leading out somebody of whom no order is known', {}, leadingOut],
  ['leading out somebody who was led on', { transfer: led }, leadingOut],
  ['leading on somebody of whom no order is known', {}, ledOn],
  ['leading on somebody who may have been removed', { leftRoomAtMs: at(5), transfer: ordered }, ledOn],
  ['coming back of somebody who is in', { transfer: ordered }, cameBack],
  [
    'coming back out of another conference',
    { presence: 'gone', transfer: { ...led, to: elsewhere } },
    cameBack,
  ],
  ['coming back of a call that is over', { presence: 'gone', transfer: { ...led, isOver: true } }, cameBack],
])('nothing comes of %s', (_, change, event) => {
  const before = callerIn('CA1', change);
  expect(callerOf(before, event)).toBe(before);
});

describe('somebody', () => {
  const missed = { outcome: 'no-answer', outcomeAtMs: at(9) } as const;

  test.each<[string, Partial<Caller>, CallerEvent, Partial<Caller>]>([
    [
      'is ordered to go',
      { transfer: { ...led, ...failed } },
      order,
      { transfer: { to: elsewhere, atMs: at(9) } },
    ],
    ['is led out', { transfer: ordered }, leadingOut, { transfer: { ...ordered, askedAtMs: at(9) } }],
    [
      'is led on, and nobody has taken them yet',
      { transfer: ordered },
      ledOn,
      { presence: 'gone', presenceAtMs: at(9), transfer: { ...ordered, ledAtMs: at(9) } },
    ],
    [
      'is led on, and that is all',
      { transfer: ordered },
      { ...ledOn, outcome: 'answered' },
      {
        ...{ presence: 'gone', presenceAtMs: at(9) },
        transfer: { ...ordered, ledAtMs: at(9), outcome: 'answered', outcomeAtMs: at(9) },
      },
    ],
    [
      'comes back whom nobody took',
      { presence: 'gone', transfer: led },
      cameBack,
      { presence: 'absent', presenceAtMs: at(9), awaySinceMs: at(9), transfer: { ...led, ...missed } },
    ],
    [
      'comes back while the bridge is out',
      { presence: 'gone', transfer: led },
      { ...cameBack, waits: { joinSequence: 2 } },
      {
        ...{ presence: 'waiting', presenceAtMs: at(9), awaySinceMs: at(9), joinSequence: 2 },
        transfer: { ...led, ...missed },
      },
    ],
    [
      'comes out to be led on when the order has come to nothing',
      { presence: 'absent', transfer: { ...ordered, askedAtMs: at(2), ...failed } },
      cameBack,
      { presence: 'absent', presenceAtMs: at(9), awaySinceMs: at(9) },
    ],
  ])('%s', (_, before, event, after) => {
    const caller = callerIn('CA1', before);
    expect(callerOf(caller, event)).toStrictEqual({ ...caller, ...after });
  });
});

describe('when a call is over, of an open order', () => {
  const comesOf = (change: Partial<Caller>, end?: Parameters<typeof leftMeanwhile>[2]) =>
    leftMeanwhile(callerIn('CA1', change), at(9), end).transfer;
  const out = { presence: 'gone', transfer: led } as const;

  test.each<[string, Partial<Caller>, Parameters<typeof leftMeanwhile>[2], Caller['transfer']]>([
    ['nothing is known while they are in', { transfer: ordered }, 'busy', ordered],
    [
      'the caller has left who was led nowhere yet, however it ended',
      { presence: 'gone', transfer: ordered },
      'busy',
      { ...ordered, outcome: 'caller-left', outcomeAtMs: at(9) },
    ],
    [
      'it failed if they were removed',
      { presence: 'gone', kicked, transfer: ordered },
      'over',
      { ...ordered, outcome: 'failed', outcomeAtMs: at(9) },
    ],
    [
      'the caller has left who was led out',
      out,
      undefined,
      { ...led, outcome: 'caller-left', outcomeAtMs: at(9), isOver: true },
    ],
    [
      'the caller has left if it was simply over',
      out,
      'over',
      { ...led, outcome: 'caller-left', outcomeAtMs: at(9), isOver: true },
    ],
    [
      'the other side was busy',
      out,
      'busy',
      { ...led, outcome: 'rejected', outcomeAtMs: at(9), isOver: true },
    ],
    ['it rang', out, 'no-answer', { ...led, outcome: 'no-answer', outcomeAtMs: at(9), isOver: true }],
    ['it failed', out, 'failed', { ...led, outcome: 'failed', outcomeAtMs: at(9), isOver: true }],
    [
      'what is known stays',
      { presence: 'gone', transfer: { ...led, ...failed } },
      'busy',
      { ...led, ...failed, isOver: true },
    ],
    ['there is none', { presence: 'gone' }, 'busy', undefined],
  ])('%s', (_, change, end, transfer) => {
    expect(comesOf(change, end)).toStrictEqual(transfer);
  });
});
