import { describe, expect, test } from 'vitest';
import type { Caller, Transfer } from '../../../../../lib/conferences/model/conference.ts';
import {
  leadOutCommands,
  leadOutDeadlines,
  unheardCommands,
  unheardDeadlines,
} from '../../../../../lib/conferences/reconcile/plan/leading-out.ts';
import { destinationSchema } from '../../../../../lib/numbers/destination.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { callerIn } from '../../support.ts';

const able = { leadOut: () => Promise.resolve('done' as const) };
const to = { kind: 'destination', destination: destinationSchema.parse('+493012345678') } as const;

/** A caller whose being led on was ordered at `startMs`. */
const ordered = (transfer: Partial<Transfer> = {}, change: Partial<Caller> = {}) =>
  callerIn('CA1', { transfer: { to, atMs: startMs, ...transfer }, ...change });

describe('a caller who is to be led on', () => {
  const leadOut = [{ kind: 'leadOut', call: 'CA1', joinSequence: 1 }];
  const giveUp = [{ kind: 'giveUpTransfer', call: 'CA1' }];
  const asked = { askedAtMs: startMs + 5_000 };
  const kicked = { why: 'kicked', atMs: startMs } as const;

  test.each<[string, Caller, number, readonly unknown[]]>([
    ['is taken out at once', ordered(), 0, leadOut],
    ['is not again for ten seconds', ordered(asked), 14_999, []],
    ['is once more after that', ordered(asked), 15_000, leadOut],
    ['is not while a removal may just be being told', ordered({}, { leftRoomAtMs: startMs }), 0, []],
    ['asks by themselves if they wait outside', ordered({}, { presence: 'waiting' }), 0, []],
    ['is given up a minute after the order', ordered(asked), 60_000, giveUp],
    ['is not a moment before', ordered({ askedAtMs: startMs + 55_000 }), 59_999, []],
    ['is given up outside too', ordered({}, { presence: 'waiting' }), 60_000, giveUp],
    ['was removed', ordered({}, { kicked }), 60_000, []],
    ['was led on', ordered({ ledAtMs: startMs }), 60_000, []],
    ['stays, since nothing came of it', ordered({ outcome: 'failed' }), 60_000, []],
    ['was never to be', callerIn('CA1'), 60_000, []],
  ])('%s', (_, caller, ms, commands) => {
    expect(leadOutCommands(able, [caller], startMs + ms)).toEqual(commands);
  });

  test.each([
    [59_999, []],
    [60_000, giveUp],
  ])('where nobody can be taken out is given up all the same: after %i ms', (ms, commands) => {
    expect(leadOutCommands({}, [ordered()], startMs + ms)).toEqual(commands);
  });

  test.each<[string, Caller, readonly number[]]>([
    ['first at its end', ordered(), [60_000]],
    ['also to be taken out once more', ordered(asked), [60_000, 15_000]],
    ['no more once led on', ordered({ ...asked, ledAtMs: startMs }), []],
    ['no more once removed', ordered(asked, { kicked }), []],
    ['never without an order', callerIn('CA1'), []],
  ])('is looked after: %s', (_, caller, ms) => {
    expect(leadOutDeadlines(caller)).toEqual(ms.map((each) => startMs + each));
  });
});

describe('a caller who was led out, of whom nobody has said whether they were taken,', () => {
  const out = (transfer: Partial<Transfer> = {}, change: Partial<Caller> = {}) =>
    ordered({ ledAtMs: startMs, ...transfer }, { presence: 'gone', ...change });
  const ask = [{ kind: 'askTransfer', call: 'CA1', joinSequence: 1 }];
  const giveUp = [{ kind: 'giveUpTransfer', call: 'CA1' }];

  test.each<[string, Caller, number, readonly unknown[]]>([
    ['may be hearing it ring', out(), 104_999, []],
    ['is asked about when nothing can ring any more', out(), 105_000, ask],
    ['is asked about for a minute', out(), 164_999, ask],
    ['is given up then', out(), 165_000, giveUp],
    ['is asked about no more once it is known', out({ outcome: 'answered' }), 165_000, []],
    ['is asked about no more once the call is over', out({ isOver: true }), 165_000, []],
    ['is not asked about if they are in', out({}, { presence: 'in' }), 165_000, []],
    ['is not asked about in the other conference', intoAnother(), 165_000, []],
  ])('%s', (_, caller, ms, commands) => {
    expect(unheardCommands([caller], startMs + ms)).toEqual(commands);
  });

  test('is looked after at both times, and nobody else is', () => {
    const all = [out(), out({ outcome: 'answered' }), out({ isOver: true }), ordered(), intoAnother()];
    expect(unheardDeadlines(all)).toEqual([startMs + 105_000, startMs + 165_000]);
  });

  function intoAnother(): Caller {
    const { conference } = callerIn('CA1');
    return out({ to: { kind: 'conference', conference } });
  }
});
