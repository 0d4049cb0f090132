import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startSchedules } from '../../../local/runtime/schedules.ts';

const spec = {
  arn: 'arn:aws:events:us-east-1:123456789012:rule/r',
  functionName: 'sweep',
  everyMs: 60_000,
  source: 'aws.events',
  input: undefined,
} as const;

const invoked: { functionName: string; event: unknown }[] = [];
const invoke = (functionName: string, event: unknown) => {
  invoked.push({ functionName, event });
  return Promise.resolve({ ok: true, payload: null } as const);
};

beforeEach(() => {
  vi.useFakeTimers();
  invoked.splice(0);
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a schedule', () => {
  it('runs after each interval until it is stopped', () => {
    const schedules = startSchedules([spec], invoke, true);
    vi.advanceTimersByTime(59_999);
    expect(invoked).toHaveLength(0);
    vi.advanceTimersByTime(60_001);
    expect(invoked).toHaveLength(2);
    schedules.stop();
    vi.advanceTimersByTime(600_000);
    expect(invoked).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('runs only when asked if its timer is off', async () => {
    const schedules = startSchedules([spec], invoke, false);
    vi.advanceTimersByTime(600_000);
    expect(invoked).toHaveLength(0);
    await schedules.runNow('sweep');
    expect(invoked).toMatchObject([
      {
        functionName: 'sweep',
        event: { source: 'aws.events', 'detail-type': 'Scheduled Event', resources: [spec.arn] },
      },
    ]);
  });

  it('hands on the input of its target', async () => {
    const schedules = startSchedules([{ ...spec, input: '{"a":1}' }], invoke, false);
    await schedules.runNow('sweep');
    expect(invoked[0]?.event).toEqual({ a: 1 });
  });
});
