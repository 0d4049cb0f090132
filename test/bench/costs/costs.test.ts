import { describe, expect, test } from 'vitest';
import {
  combine,
  costOf,
  idleCostOf,
  perCall,
  minutesPerMonth,
  totalOf,
  type Usage,
} from '../../../bench/costs/costs.ts';

const nothing: Usage = {
  transitions: 0,
  apiRequests: 0,
  invocations: 0,
  lambdaMs: 0,
  readUnits: 0,
  writeUnits: 0,
  secretReads: 0,
  queueRequests: 0,
  functionLogBytes: 0,
  machineLogBytes: 0,
  accessLogBytes: 0,
};

const million = 1e6;
const gb = 1024 ** 3;

describe('the cost of a usage', () => {
  test.each<{ what: string; usage: Partial<Usage>; memoryMb?: number; usd: number }>([
    { what: 'nothing', usage: {}, usd: 0 },
    { what: 'a million transitions', usage: { transitions: million }, usd: 25 },
    { what: 'a million API requests', usage: { apiRequests: million }, usd: 1 },
    { what: 'a million invocations', usage: { invocations: million }, usd: 0.2 },
    { what: 'a second at 1 GB', usage: { lambdaMs: 1000 }, memoryMb: 1024, usd: 0.0000133334 },
    { what: 'a second at 512 MB', usage: { lambdaMs: 1000 }, memoryMb: 512, usd: 0.0000066667 },
    { what: 'a million write units', usage: { writeUnits: million }, usd: 0.625 },
    { what: 'a million read units', usage: { readUnits: million }, usd: 0.125 },
    { what: 'ten thousand reads of the secret', usage: { secretReads: 10_000 }, usd: 0.05 },
    { what: 'a million requests to the queue', usage: { queueRequests: million }, usd: 0.5 },
    { what: "a GB of the functions' logs", usage: { functionLogBytes: gb }, usd: 0.5 },
    { what: "a GB of the machine's logs", usage: { machineLogBytes: gb }, usd: 0.5 },
    { what: 'a GB of access logs', usage: { accessLogBytes: gb }, usd: 0.5 },
  ])('$what: $usd dollars', ({ usage, memoryMb = 512, usd }) => {
    expect(totalOf(costOf({ ...nothing, ...usage }, memoryMb))).toBeCloseTo(usd, 12);
  });

  test('is the sum of its parts', () => {
    const call = { ...nothing, transitions: 2, apiRequests: 3, invocations: 5, writeUnits: 20 };
    const parts = 50 + 3 + 1 + 12.5;
    expect(totalOf(costOf(call, 512)) * million).toBeCloseTo(parts, 9);
  });

  test('grows with the calls and not with their number', () => {
    const one = { ...nothing, transitions: 2, writeUnits: 20 };
    const hundred = combine(one, one, (figure) => figure * 100);
    expect(perCall(hundred, 100)).toEqual(one);
  });
});

describe('the cost of a month without calls', () => {
  const parts = { alarmMetrics: 5, dashboards: 1, secrets: 1, queues: 0 };

  test('is that of what stands there when the sweep costs nothing', () => {
    expect(totalOf(idleCostOf(nothing, parts, 512))).toBeCloseTo(0.5 + 3 + 0.4, 12);
  });

  test('counts the requests that find a queue empty: five every 20 s', () => {
    const bill = idleCostOf(nothing, { ...parts, queues: 1 }, 512);
    expect(bill.queuePolls).toBeCloseTo(657_000 * 0.5e-6, 12);
  });

  test('counts a sweep a minute', () => {
    const sweep = { ...nothing, invocations: 1, lambdaMs: 10, readUnits: 2 };
    const bill = idleCostOf(sweep, { alarmMetrics: 0, dashboards: 0, secrets: 0, queues: 0 }, 512);
    expect(minutesPerMonth).toBe(43_800);
    expect(bill.sweepLambdaRequests).toBeCloseTo(43_800 * 0.2e-6, 12);
    expect(bill.sweepLambdaTime).toBeCloseTo(438 * 0.5 * 0.0000133334, 12);
    expect(bill.sweepTableUse).toBeCloseTo(87_600 * 0.125e-6, 12);
  });

  test('pays for logs when they are written and while they are kept', () => {
    const sweep = { ...nothing, functionLogBytes: gb / minutesPerMonth };
    const bill = idleCostOf(sweep, { alarmMetrics: 0, dashboards: 0, secrets: 0, queues: 0 }, 512);
    expect(bill.sweepLogs).toBeCloseTo(0.5, 12);
    expect(bill.sweepLogStorage).toBeCloseTo(0.03, 12);
  });
});
