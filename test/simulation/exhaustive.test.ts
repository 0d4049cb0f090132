import { beforeAll, describe, expect, test } from 'vitest';
import { flowsWithDeaths, outsideOf, withDeaths as conferenceWithDeaths } from './conferences/exhaustive.ts';
import { everyDeath, everyTwoDeaths, type Searched } from './frame/deaths.ts';
import { Random } from './frame/random.ts';
import { drawBlueprint, type Blueprint } from './held-calls/blueprint.ts';
import { testSeed } from '../support/seed.ts';
import { everyOrder, flows, oneCall, twoCallsOneRoom, withDeaths } from './held-calls/exhaustive.ts';

// Spaces that are searched, not sampled; of deaths a slice, of which another seed gets the rest.
// `npm run simulate -- --exhaustive` searches all of them.

const random = new Random(testSeed, 'deaths');
const every = 5;
const slice = () => ({ from: random.between(1, every), every });

let blueprint: Blueprint;
beforeAll(() => {
  blueprint = drawBlueprint();
});

/** Every world must keep every promise; returns how often they ended in which way. */
async function ends(worlds: AsyncIterable<Searched>): Promise<Record<string, number>> {
  const seen: Record<string, number> = {};
  for await (const { what, end, violation } of worlds) {
    expect(violation?.message, what).toBeUndefined();
    seen[end] = (seen[end] ?? 0) + 1;
  }
  return seen;
}

describe('one function dies at any moment', () => {
  test.each([
    'a bot takes the call',
    'no bot reports, Daily does',
    'the first bot refuses',
    'the existing room is closed, a bot takes the call',
  ] as const)('%s: the caller is connected all the same', async (name) => {
    expect(Object.keys(await ends(everyDeath(flowNamed(name), slice())))).toEqual(['connected']);
  });

  test.each(['nobody opens the existing room', 'no bot can be had'] as const)(
    '%s: the call is released',
    async (name) => {
      expect(Object.keys(await ends(everyDeath(flowNamed(name), slice())))).toEqual(['released']);
    },
  );

  test('the caller hangs up on hold', async () => {
    const seen = await ends(everyDeath(flowNamed('the caller hangs up on hold'), slice()));
    expect(Object.keys(seen)).toEqual(['caller-gone']);
  });

  test('an existing room: connected, or released where its only order may have been lost', async () => {
    // All moments: of those that matter here are few.
    const seen = await ends(everyDeath(flowNamed('an existing room is opened while the caller waits')));
    expect(Object.keys(seen).sort()).toEqual(['connected', 'released']);
    // From the note of the order until its answer: the look at the room is part of that time.
    expect(seen.released).toBeLessThanOrEqual(4);
  });
});

test('two functions die, at any two moments of a call', async () => {
  const seen = await ends(everyTwoDeaths(flowNamed('a bot takes the call'), slice()));
  expect(seen.connected).toBeGreaterThan(200);
});

describe('one function dies at any moment of a conference', () => {
  test.each(Object.entries(flowsWithDeaths))('%s', async (_, flow) => {
    const seen = await ends(everyDeath(conferenceWithDeaths(flow, blueprint), slice()));
    expect(Object.keys(seen)).toEqual([`${flow.shown} shown`]);
  });
});

describe('one function dies at any moment of a conference whose callers wait outside', () => {
  test.each([
    ['a caller waits, and is let in with the bridge', 'plivo'],
    ['the caller mutes in the menu, the host unmutes', 'sinch'],
    ['the bridge drops, and is dialled again', 'vonage'],
  ] as const)('%s, over %s', async (name, id) => {
    const flow = outsideOf(flowsWithDeaths[name], id);
    const seen = await ends(everyDeath(conferenceWithDeaths(flow, blueprint), slice()));
    expect(Object.keys(seen)).toEqual([`${flow.shown} shown`]);
  });
});

describe('events arrive in every possible order', () => {
  test('those of one call, two of them repeated: eight in all, and the same end', async () => {
    const seen = await ends(everyOrder({ scenario: oneCall, repeated: 2 }, blueprint));
    expect(Object.keys(seen)).toEqual(['connected']);
    expect(seen.connected).toBeGreaterThan(400);
  });

  test('those of two calls that want one address', async () => {
    const seen = await ends(everyOrder({ scenario: twoCallsOneRoom, repeated: 1 }, blueprint));
    expect(seen['connected+connected']).toBeGreaterThan(20);
  });
});

const flowNamed = (name: keyof typeof flows) => withDeaths(flows[name], blueprint);
