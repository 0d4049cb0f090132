import { describe, expect, test } from 'vitest';
import type { Caller, Conference } from '../../../../../lib/conferences/model/conference.ts';
import { plan } from '../../../../../lib/conferences/reconcile/plan/plan.ts';
import { startMs } from '../../../../support/new-conference.ts';
import { bridgeIn, c1, callerIn, outside, running } from '../../support.ts';

const able = { traits: outside, letIn: () => Promise.resolve('done' as const) };
const waiting = (call: string, change: Partial<Caller> = {}) =>
  callerIn(call, { presence: 'waiting', ...change });
/** Who is to be moved in. */
const movedIn = (conference: Conference, callers: readonly Caller[], by: Parameters<typeof plan>[0] = able) =>
  plan(by, conference, callers, startMs).commands.flatMap((each) =>
    each.kind === 'letIn' ? [each.call] : [],
  );

test('of all callers those go in who wait outside, and neither are removed nor to be led on', () => {
  const transfer = { to: { kind: 'conference', conference: c1 }, atMs: startMs } as const;
  const callers = [
    waiting('waits'),
    waiting('is-removed', { kicked: { why: 'kicked', atMs: startMs } }),
    waiting('is-led-on', { transfer }),
    waiting('was-not-led-on', { transfer: { ...transfer, outcome: 'failed' } }),
    ...(['joining', 'in', 'absent', 'gone'] as const).map((presence) => callerIn(presence, { presence })),
  ];
  expect(movedIn(running(), callers)).toEqual(['waits', 'was-not-led-on']);
});

describe('nobody goes in', () => {
  test.each<[string, Partial<Conference>, Parameters<typeof plan>[0]]>([
    ['the bridge is out', { bridge: { state: 'absent', tries: 0, notBeforeMs: 0 } }, able],
    ['the bridge may be a stranger', { bridge: { ...bridgeIn, isUnasked: true } }, able],
    ['the conference is closed', { isClosed: true }, able],
    ['the provider can move nobody', {}, { traits: outside }],
  ])('while %s', (_, change, by) => {
    expect(movedIn(running(change), [waiting('CA1')], by)).toEqual([]);
  });
});

describe('whoever is on their way in is looked for over ten minutes', () => {
  const bridge = callerIn('leg').call;
  test.each([
    ['callers', 599_999, true],
    ['callers', 600_000, false],
    ['the bridge', 599_999, true],
    ['the bridge', 600_000, false],
  ])('%s, after %i ms: %s', (of, ms, isLookedFor) => {
    const caller = callerIn('CA1', { presence: 'joining' });
    const comingBridge = { call: bridge, atMs: startMs };
    const [conference, callers] = of === 'callers' ? [running(), [caller]] : [running({ comingBridge }), []];
    const found = plan(able, conference, callers, startMs + ms).commands.filter(
      ({ kind }) => kind === 'findJoin',
    );
    const expected = of === 'callers' ? { callers, bridge: undefined } : { callers, bridge };
    expect(found).toEqual(isLookedFor ? [{ kind: 'findJoin', ...expected }] : []);
  });
});
