import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { compiled } from '../../support/compiled.ts';

const folder = fileURLToPath(new URL('../../../lib/aws/clients/', import.meta.url));
const lineSchema = z.record(z.string(), z.unknown());

/** What a process that runs this code writes, line by line: Powertools writes past the test's own console. */
function output(code: string): Record<string, unknown>[] {
  const script = `
    import { createLog } from '${folder}log.ts';
    import { createCounter } from '${folder}metrics.ts';
    ${code}`;
  const env = { ...compiled, PATH: process.env.PATH, POWERTOOLS_LOGGER_LOG_EVENT: 'true' };
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    env,
    encoding: 'utf8',
  });
  return `${stdout}${stderr}`
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => lineSchema.parse(JSON.parse(line)));
}

describe('the log', () => {
  test('is one line of JSON with code and fields; what is undefined is left out', () => {
    const lines = output(`createLog().info('call-held', { callId: 'call-1', targets: 2, from: undefined });
      createLog().warn('target-refused');`);
    expect(lines).toMatchObject([
      {
        level: 'INFO',
        message: 'call-held',
        code: 'call-held',
        callId: 'call-1',
        targets: 2,
        service: 'patchbay',
      },
      { level: 'WARN', code: 'target-refused' },
    ]);
    expect(lines[0]).not.toHaveProperty('from');
  });

  test('has nothing of a cause but names and messages', () => {
    const [line] = output(`
      const inner = Object.assign(new RangeError('too far'), { request: { headers: 'hunter2' } });
      createLog().error('provider-failed', { status: 500 }, new TypeError('fetch failed', { cause: inner }));`);
    expect(line).toMatchObject({ level: 'ERROR', code: 'provider-failed', status: 500 });
    expect(line?.cause).toEqual({
      name: 'TypeError',
      message: 'fetch failed',
      cause: { name: 'RangeError', message: 'too far' },
    });
    expect(JSON.stringify(line)).not.toContain('hunter2');
  });

  test.each([
    ['a string', `'broken'`, { name: 'string', message: 'broken' }],
    [
      'an endless chain',
      `(() => { const e = new Error('round'); e.cause = e; return e; })()`,
      { name: 'Error', message: 'round' },
    ],
  ])('stands %s as a cause', (_, cause, expected) => {
    const [line] = output(`createLog().error('provider-failed', {}, ${cause});`);
    expect(line?.cause).toMatchObject(expected);
  });
});

const emf = z.object({
  _aws: z.object({
    CloudWatchMetrics: z.tuple([
      z.object({
        Namespace: z.string(),
        Dimensions: z.array(z.array(z.string())),
        Metrics: z.array(z.object({ Name: z.string(), Unit: z.string() })),
      }),
    ]),
  }),
});

describe('the metrics', () => {
  test('are silent when nothing was counted, and after a flush', () => {
    expect(output(`createCounter('test').flush();`)).toEqual([]);
    expect(
      output(`const { count, flush } = createCounter('test'); count('callsHeld'); flush(); flush();`),
    ).toHaveLength(1);
  });

  test('are collected until the flush, with their units and Stage as their only dimension', () => {
    const [line, ...more] = output(`
      const { count, flush } = createCounter('test');
      count('callsHeld'); count('callsHeld', 2); count('waitedMs', 1234); flush();`);
    expect(more).toEqual([]);
    expect(emf.parse(line)._aws.CloudWatchMetrics[0]).toEqual({
      Namespace: 'Patchbay',
      Dimensions: [['Stage']],
      Metrics: [
        { Name: 'CallsHeld', Unit: 'Count' },
        { Name: 'WaitedMs', Unit: 'Milliseconds' },
      ],
    });
    expect(line).toMatchObject({ Stage: 'test', CallsHeld: [1, 2], WaitedMs: 1234 });
  });

  test('with a reason count in the total and by reason, and leave other metrics alone', () => {
    const lines = output(`
      const { count, flush } = createCounter('test');
      count('callsHeld'); count('callsRefused', 1, 'denied'); count('callsRefused', 1, 'closed'); flush();`);
    const sets = lines.map((line) => emf.parse(line)._aws.CloudWatchMetrics[0].Dimensions);
    expect(sets).toEqual([[['Stage'], ['Stage', 'Reason']], [['Stage'], ['Stage', 'Reason']], [['Stage']]]);
    expect(lines).toMatchObject([
      { Reason: 'denied', CallsRefused: 1 },
      { Reason: 'closed', CallsRefused: 1 },
      { Stage: 'test', CallsHeld: 1 },
    ]);
  });

  test('of one reason share a line, and the next flush has none of them', () => {
    const lines = output(`
      const { count, flush } = createCounter('test');
      count('providerMs', 12, 'daily'); count('providerErrors', 0, 'daily'); count('providerMs', 9, 'daily'); flush();
      count('providerMs', 7, 'twilio'); flush();`);
    expect(lines).toMatchObject([
      { Reason: 'daily', ProviderMs: [12, 9], ProviderErrors: 0 },
      { Reason: 'twilio', ProviderMs: 7 },
    ]);
    expect(lines[1]).not.toHaveProperty('ProviderErrors');
  });

  test('keep their reason when they are more than a line holds', () => {
    const lines = output(`
      const { count, flush } = createCounter('test');
      for (let n = 1; n <= 250; n += 1) count('providerMs', n, 'daily');
      flush();`);
    expect(lines.map(({ Reason }) => Reason)).toEqual(['daily', 'daily', 'daily']);
    const values = lines.flatMap(({ ProviderMs }) => ProviderMs);
    expect(values).toEqual(Array.from({ length: 250 }, (_, index) => index + 1));
    for (const line of lines) {
      expect(emf.parse(line)._aws.CloudWatchMetrics[0].Dimensions).toEqual([['Stage'], ['Stage', 'Reason']]);
    }
  });
});
