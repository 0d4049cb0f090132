import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { aligned, tableText, withProgress } from '../../../cli/kit/output.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

async function written(isTTY: boolean, write: (sink: PassThrough & { isTTY: boolean }) => unknown) {
  const sink = Object.assign(new PassThrough(), { isTTY });
  await write(sink);
  sink.end();
  return text(sink);
}

describe('columns', () => {
  const cases = [
    { what: 'nothing', rows: [], lines: [] },
    {
      what: 'as wide as the widest',
      rows: [
        ['a', 'b'],
        ['long', 'c'],
      ],
      lines: ['a     b', 'long  c'],
    },
    { what: 'nothing trailing', rows: [['a', ''], ['long']], lines: ['a', 'long'] },
  ];
  test.each(cases)('$what', ({ rows, lines }) => {
    expect(aligned(rows)).toBe(lines.join('\n'));
  });

  test('headings are bold on a terminal only', async () => {
    vi.stubEnv('NO_COLOR', undefined);
    vi.stubEnv('FORCE_COLOR', undefined);
    vi.stubEnv('NODE_DISABLE_COLORS', undefined);
    const write = (sink: PassThrough) => sink.write(`${tableText(sink, ['KEY'], [['x']])}\n`);
    expect(await written(false, write)).toBe('KEY\nx\n');
    expect(await written(true, write)).toBe('\u001B[1mKEY\u001B[22m\nx\n');
  });
});

describe('progress', () => {
  test.each([
    { ms: 999, said: '' },
    { ms: 1_000, said: 'Waiting …\n' },
  ])('after $ms ms: "$said"', async ({ ms, said }) => {
    vi.useFakeTimers();
    const out = await written(false, async (sink) => {
      const work = Promise.withResolvers<string>();
      const waiting = withProgress(sink, 'Waiting', work.promise);
      vi.advanceTimersByTime(ms);
      work.resolve('result');
      expect(await waiting).toBe('result');
      vi.advanceTimersByTime(10_000);
    });
    expect(out).toBe(said);
  });

  test('a failure passes through, and nothing is said later', async () => {
    vi.useFakeTimers();
    const out = await written(false, async (sink) => {
      await expect(withProgress(sink, 'Waiting', Promise.reject(new Error('no')))).rejects.toThrow('no');
      vi.advanceTimersByTime(10_000);
    });
    expect(out).toBe('');
  });
});
