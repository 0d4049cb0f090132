import { expect, test } from 'vitest';
import {
  cutShort,
  freezeTable,
  killAtRandom,
  randomFrom,
  heldCallVictims,
  type Fault,
} from '../../../bench/load/faults.ts';

test('the same seed draws the same numbers, all from 0 up to 1', () => {
  const draw = (seed: number) => {
    const random = randomFrom(seed);
    return Array.from({ length: 1_000 }, random);
  };
  const drawn = draw(7);
  expect(draw(7)).toEqual(drawn);
  expect(draw(8)).not.toEqual(drawn);
  expect(drawn.every((one) => one >= 0 && one < 1)).toBe(true);
  expect(new Set(drawn.map((one) => Math.floor(one * 10))).size).toBe(10);
});

test('every function is killed sooner or later, one at a time, until told to stop', async () => {
  const faults: Fault[] = [];
  const stopping = new AbortController();
  const killed = new Set<string>();
  let running = 0;
  const crash = async (name: string) => {
    running += 1;
    expect(running).toBe(1);
    await Promise.resolve();
    running -= 1;
    killed.add(name);
    if (killed.size === heldCallVictims.length) stopping.abort();
  };
  await killAtRandom({ crash }, faults, {
    ...{ victims: heldCallVictims, everyMs: 0, random: randomFrom(1) },
    stopped: stopping.signal,
  });
  expect([...killed].sort()).toEqual([...heldCallVictims].sort());
  expect(new Set(faults.map(({ what }) => what))).toEqual(killed);
  expect(faults.every(({ kind, fromMs, toMs }) => kind === 'killed' && fromMs <= toMs)).toBe(true);
});

test('a table that was frozen is thawed', async () => {
  const done: string[] = [];
  const faults: Fault[] = [];
  const dynamo = {
    endpoint: '',
    createTable: () => Promise.resolve(),
    freeze: () => void done.push('freeze'),
    thaw: () => void done.push('thaw'),
    stop: () => Promise.resolve(),
  };
  await freezeTable({ dynamo }, faults, 1);
  expect(done).toEqual(['freeze', 'thaw']);
  expect(faults).toMatchObject([{ kind: 'frozen', what: 'table' }]);
});

test('only what the runtime says was cut short counts', () => {
  const error = (errorType: string) => `ERROR\tInvoke Error\t${JSON.stringify({ errorType })}`;
  const lines = [error('Runtime.ExitError'), error('Error'), '{"cause":"Runtime.ExitError"}'];
  expect(cutShort(lines)).toBe(1);
});
