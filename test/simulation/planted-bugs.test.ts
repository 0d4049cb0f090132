import { beforeAll, expect, test } from 'vitest';
import { runBatch } from './frame/batch.ts';
import { drawBlueprint, type Blueprint } from './held-calls/blueprint.ts';
import { plantedBugs } from './held-calls/planted/bugs.ts';
import { plantedReleases } from './held-calls/planted/releases.ts';
import { heldCalls } from './subjects.ts';

// Checks that find nothing prove nothing: each of these bugs has to be found within the calls that it states.

const seed = 'planted';
const worldsAtOnce = 5;

let blueprint: Blueprint;
beforeAll(() => {
  blueprint = drawBlueprint();
});

test.each([...plantedBugs, ...plantedReleases])('$name', async (bug) => {
  let calls = 0;
  for (let from = bug.fromWorld ?? 0; calls < bug.withinCalls; from += worldsAtOnce) {
    const order = { seed, level: bug.level, from, until: from + worldsAtOnce };
    const run = (each: string) => heldCalls({ seed: each, level: bug.level, blueprint }, bug);
    const batch = await runBatch(order, run);
    calls += batch.calls;
    const [failure] = batch.failures;
    if (failure === undefined) continue;
    expect(bug.breaks, failure.message).toContain(failure.promise);
    console.info(`found after ${calls} calls, in world ${failure.world}: ${failure.message}`);
    return;
  }
  expect.fail(`not found within ${calls} calls`);
});
