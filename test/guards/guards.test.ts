import { describe, expect, test } from 'vitest';
import { callStates } from '../../lib/held-calls/model/call-states.ts';
import { withSwitches } from './guards.ts';
import { caughtBySearch, kept, open } from './record.ts';
import { numbered } from './numbered.ts';

const guardsIn = (path: string, code: string) =>
  withSwitches(path, code, 0).guards.map(({ id }) => id.slice(id.indexOf(': ') + 2));

describe('guards', () => {
  test('of a reducer are the reasons to leave things as they are', () => {
    const code = `function f(caller, event) {
      const isOld = event.n < caller.n;
      if (isOld || caller.isGone) return caller;
      return caller.isIn && !event.isLate ? { ...caller } : caller;
    }`;
    expect(guardsIn('lib/conferences/state/f.ts', code)).toEqual([
      'event.n < caller.n → false',
      'caller.isGone → false',
      'caller.isIn → true',
      'event.isLate → false',
    ]);
  });

  test('of a table are its conditions, and the states that an event may not happen in', () => {
    const from = callStates.filter((state) => state !== 'abandoned' && state !== 'refused');
    const code = `const life = { gone: { from: ['${from.join("', '")}'] } };
      const f = () => ({ when: [{ attribute: 'token', equals: 1 }, ...isLeg(event)] });`;
    expect(guardsIn('lib/held-calls/state/life.ts', code)).toEqual([
      'gone not if abandoned',
      'gone not if refused',
      "{ attribute: 'token', equals: 1 }",
    ]);
  });

  test('are notes before somebody is asked, and limits of age', () => {
    const code = `const maxMs = 5;
      async function f() { await conferences.changeCaller(a); if (now - then > maxMs) return; await rooms.mute(a); }`;
    expect(guardsIn('lib/conferences/reconcile/f.ts', code)).toEqual([
      'await conferences.changeCaller(a);',
      'now - then > maxMs → false',
    ]);
  });
});

test('code with its switches does what it did, and without a guard what that kept from happening', () => {
  const { code, guards } = withSwitches(
    'lib/conferences/state/f.js',
    'const f = (caller, event) => { if (event.isOld || caller.isGone) return caller; return { ...caller, n: 2 }; };',
    0,
  );
  const run = (off: number): unknown =>
    // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- what is made is code
    new Function('__guards', `${code}; return [f({}, { isOld: true }), f({ isGone: true }, {}), f({}, {})]`)({
      is: (guard: number, value: unknown, neutral: boolean) => (guard === off ? neutral : value),
    });
  expect(guards).toHaveLength(2);
  expect(run(-1)).toEqual([{}, { isGone: true }, { n: 2 }]);
  expect(run(0)).toEqual([{ n: 2 }, { isGone: true }, { n: 2 }]);
  expect(run(1)).toEqual([{}, { isGone: true, n: 2 }, { n: 2 }]);
});

test('those that are listed are there', () => {
  const ids = new Set(numbered().flatMap(({ guards }) => guards.map(({ id }) => id)));
  const listed = [...kept.map(({ guard }) => guard), ...open, ...Object.keys(caughtBySearch)];
  expect(listed.filter((id) => !ids.has(id))).toEqual([]);
});
