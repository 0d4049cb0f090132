import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canaryUsage } from '../../../bench/costs/canary-usage.ts';
import { warmUp } from './helpers-connecting.ts';
import { numbers, Stack, until } from '../stack.ts';
import { canaryRetentionMs } from '../../../lib/canary/route.ts';

const stack = new Stack({
  settings: {
    canary: { everyMinutes: 5 },
    holdBudgetS: 32,
    holdSliceS: 8,
    holdAttempts: 1,
    connectSliceS: 4,
  },
  daily: { rateLimits: false },
});
warmUp(stack);

const proofSchema = z.object({ ok: z.boolean(), callId: z.string(), why: z.string().optional() });

/** Runs the canary, and waits for the line that says how it went. */
async function runCanary() {
  const before = stack.logs.length;
  const ran = await stack.localGateway.gateway.schedules.runNow('canary');
  if (!ran.ok) throw new Error(`the canary crashed: ${ran.error.errorMessage}`);
  const metric = await until('the canary’s metric', () =>
    stack.logs.slice(before).find((line) => line.startsWith('{') && line.includes('"CanaryFailed":')),
  );
  const { CanaryFailed } = z.object({ CanaryFailed: z.number() }).parse(JSON.parse(metric));
  return { ...proofSchema.parse(ran.payload), failed: CanaryFailed, lines: stack.logs.slice(before) };
}

/** Metrics that lines of the embedded metric format send. */
const metricsIn = (lines: readonly string[]) =>
  lines.flatMap((line) => {
    if (!line.startsWith('{')) return [];
    const parsed = z
      .object({
        _aws: z.object({
          CloudWatchMetrics: z.array(z.object({ Metrics: z.array(z.object({ Name: z.string() })) })),
        }),
      })
      .safeParse(JSON.parse(line));
    return parsed.success
      ? parsed.data._aws.CloudWatchMetrics.flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name))
      : [];
  });

describe('the canary', () => {
  test('proves that a call gets through, and leaves nothing behind that anybody would count or meet', async () => {
    const { recorder } = stack.localGateway.gateway;
    const before = recorder.records.length;
    const { ok, why, callId, failed, lines } = await runCanary();
    expect({ ok, why, failed }).toEqual({ ok: true, why: undefined, failed: 0 });
    const item = await stack.item(callId);
    expect(item).toMatchObject({ state: 'ended', outcome: 'caller-left', updates: 1 });
    expect(item.timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['held', 'tokenStored', 'ready', 'claimed', 'connected', 'callerLeft']),
    );
    expect(item.ttl * 1000).toBeLessThanOrEqual(item.heldAtMs + canaryRetentionMs);
    expect((await stack.machineEnded(callId)).status).toBe('SUCCEEDED');
    // No provider has heard of it.
    expect(stack.updates(callId)).toEqual([]);
    expect(stack.sessions(callId)).toEqual([]);

    expect(await stack.sweep()).toMatchObject({ ok: true, payload: { cleaned: 1, failed: 0 } });
    expect((await stack.item(callId)).dueAtMs).toBeUndefined();
    expect(new Set(metricsIn(lines))).toEqual(new Set(['CanaryFailed']));

    // What docs/cost.md reckons its cost with.
    const records = recorder.records.slice(before).filter(({ functionName }) => functionName !== 'local');
    const total = (of: (record: (typeof records)[number]) => number) =>
      records.reduce((sum, record) => sum + of(record), 0);
    expect(total(({ readUnits }) => readUnits)).toBeLessThanOrEqual(canaryUsage.readUnits);
    expect(total(({ writeUnits }) => writeUnits)).toBeLessThanOrEqual(canaryUsage.writeUnits);
    const secretReads = total(({ action }) => (action === 'secretsmanager:GetSecretValue' ? 1 : 0));
    // One of them is the sweep's, which looks after Daily's webhook.
    expect(secretReads).toBeLessThanOrEqual(canaryUsage.secretReads + 1);
  });

  test('leaves callers alone, who are served as ever', async () => {
    const call = stack.place({ to: numbers.bot });
    expect(await runCanary()).toMatchObject({ ok: true });
    await stack.expectConnectedOnce(call);
    expect(stack.updates(call.callId)).toHaveLength(1);
    call.hangUp();
    await stack.reaches(call.callId, 'ended');
  });

  test('turns red when the function that hears bots dies each time it is asked, and green again', async () => {
    const { gateway } = stack.localGateway;
    const over = new AbortController();
    const killing = (async () => {
      while (!over.signal.aborted) {
        await gateway.crash('bot-ready');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const red = await runCanary();
    over.abort();
    await killing;
    expect(red).toMatchObject({ ok: false, failed: 1 });
    expect(red.lines.find((line) => line.includes('"canary-failed"'))).toContain(red.callId);
    await stack.machineEnded(red.callId);
    expect(await runCanary()).toMatchObject({ ok: true, failed: 0 });
  });
});
