import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Browser } from 'playwright-core';
import * as z from 'zod';
import type { CallView } from '../../lib/admin/call-schema.ts';
import { Audience } from '../../local/console/feed/audience.ts';
import { readAssets } from '../../local/console/server/assets.ts';
import { serveConsole, type ServedConsole } from '../../local/console/server/serve.ts';
import { newToken } from '../../local/console/server/token.ts';
import { startChromium, whyNoBrowser } from './chromium.ts';

const howMany = 200;
/** Between two of the news that are measured. */
const everyMs = 25;
/**
 * What is promised for a machine with nothing else to do is 100 ms. This one may be busy with other tests, or with something else:
 * half the time that the news take in all, which a page that draws them together at the end would miss.
 */
const longestMs = (howMany * everyMs) / 2;

const call = (index: number, change: Partial<CallView & { journey: 'held' }> = {}): CallView => ({
  ...{
    journey: 'held',
    id: `call-${index}`,
    isLive: true,
    state: 'waiting',
    to: '+12025550143',
    from: '…88',
  },
  ...{
    arrivedAt: new Date().toISOString(),
    reason: 'number',
    heard: [],
    targets: [],
    attempts: 1,
    connects: 0,
  },
  timeline: [],
  ...change,
});

const title = `${howMany} live calls` + (whyNoBrowser === undefined ? '' : `: left out, ${whyNoBrowser}`);

describe.skipIf(whyNoBrowser !== undefined)(title, () => {
  const audience = new Audience();
  const calls = Array.from({ length: howMany }, (_, index) => call(index));
  let served: ServedConsole;
  let browser: Browser;
  beforeAll(async () => {
    browser = await startChromium();
    const source = {
      whole: () => {
        const about = { kind: 'stage' as const, name: 'many' };
        return { kind: 'whole' as const, about, calls, phones: [], rooms: [], faults: [] };
      },
      subscribe: (listener: Parameters<Audience['subscribe']>[0]) => audience.subscribe(listener),
      exchanges: () => [],
      orders: undefined,
    };
    served = await serveConsole(source, { port: 0, token: newToken(), assets: readAssets() });
  });
  afterAll(async () => {
    await browser.close();
    await served.stop();
  });

  test('each of their moves is on the page at once', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(served.address);
    await page.getByText(`${howMany} live`).waitFor();
    const watching = page.evaluate(watchRows, howMany);
    for (let index = 0; index < howMany; index += 1) {
      // The moment of the news is told as the number that was called, which the page shows.
      audience.tell({ kind: 'call', call: call(index, { state: 'connected', to: `at ${Date.now()}` }) });
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    const delays = z
      .array(z.number())
      .parse(await watching)
      .toSorted((a, b) => a - b);
    const at = (share: number) =>
      delays[Math.min(delays.length - 1, Math.floor(delays.length * share))] ?? NaN;
    console.log(
      `${howMany} live calls: on the page after ${at(0.5)} ms, p95 ${at(0.95)} ms, at most ${at(1)} ms`,
    );
    expect(delays).toHaveLength(howMany);
    expect(at(0.95)).toBeLessThan(longestMs);
  });
});

/** In the page: how many ms after its news each row showed it. */
function watchRows(wanted: number): Promise<number[]> {
  return new Promise((resolve) => {
    const delays = new Map<string, number>();
    const look = () => {
      for (const row of document.querySelectorAll('[data-call]')) {
        const id = row.getAttribute('data-call') ?? '';
        const at = /at (\d+)/.exec(row.textContent)?.[1];
        if (at !== undefined && !delays.has(id)) delays.set(id, Date.now() - Number(at));
      }
      if (delays.size === wanted) resolve([...delays.values()]);
    };
    new MutationObserver(look).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}
