import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoBrowser } from './chromium.ts';
import { House } from './house.ts';

const title =
  'the console by keyboard alone' + (whyNoBrowser === undefined ? '' : `: left out, ${whyNoBrowser}`);

/** More steps than there is to focus on the page. */
const maxTabs = 150;

describe.skipIf(whyNoBrowser !== undefined)(title, () => {
  const house = new House();
  beforeAll(() => house.start());
  afterAll(() => house.stop());

  /** What has the focus, as somebody hears it who does not see the page. */
  const focused = (page: Page) =>
    page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return '';
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });

  /** Goes on from where the focus is until something of this name has it. */
  async function tabTo(page: Page, name: RegExp): Promise<void> {
    for (let tabs = 0; tabs < maxTabs; tabs += 1) {
      await page.keyboard.press('Tab');
      if (name.test(await focused(page))) return;
    }
    throw new Error(`Nothing of the name ${name.source} can be reached.`);
  }
  const press = async (page: Page, name: RegExp, key = 'Enter') => {
    await tabTo(page, name);
    await page.keyboard.press(key);
  };

  test('a PIN call is placed, keyed, muted, opened, closed and hung up', async () => {
    const page = await house.open();
    await press(page, /^Join as Ana/);
    await press(page, /^Dial into a conference/);
    const phone = page.locator('[data-phone]').first();
    await phone.getByRole('log').getByText('Please enter your PIN').waitFor();
    await press(page, /^Key the PIN of Board meeting/);
    await phone.getByText('in the meeting', { exact: true }).waitFor();
    await page.getByRole('list', { name: 'Who is in the room' }).getByText('by phone').waitFor();
    await press(page, /^Mute:/, 'Space');
    await phone.getByText('muted', { exact: true }).waitFor();

    await press(page, /88.*→ \+1 202 555 0151/);
    await page.getByRole('list', { name: 'Timeline' }).waitFor();
    expect(await focused(page)).toMatch(/→ \+1 202 555 0151: in/);
    await press(page, /^The gateway/, 'Space');
    expect(await page.getByRole('button', { name: /^The gateway/ }).getAttribute('aria-pressed')).toBe(
      'true',
    );
    await page.keyboard.press('Shift+Tab');
    await press(page, /^Close$/);
    await page.getByRole('list', { name: 'Timeline' }).waitFor({ state: 'detached' });
    expect(await focused(page)).toMatch(/→ \+1 202 555 0151/);

    await press(page, /^Hang up$/);
    await phone.getByText('hangs up', { exact: true }).waitFor();
    await press(page, /^End session/);
    await page.context().close();
  });

  test('faults are switched, bots chosen, waits shortened, and all of it undone', async () => {
    const page = await house.open();
    await press(page, /^Webhooks are lost/, 'Space');
    await page.getByRole('switch', { name: /Webhooks are lost/, checked: true }).waitFor();
    await tabTo(page, /^Undo all \(1\)/);
    await page.keyboard.press('Enter');
    await page.getByRole('switch', { name: /Webhooks are lost/, checked: false }).waitFor();
    await page.getByLabel('The next calls on hold wait').focus();
    await page.keyboard.press('ArrowDown');
    await page.getByLabel('The next bots').focus();
    await page.keyboard.press('End');
    await page.getByRole('button', { name: 'Undo all (1)' }).waitFor();
    const other = await house.open();
    expect(await other.getByLabel('The next calls on hold wait').inputValue()).toBe('8');
    expect(await other.getByLabel('The next bots').inputValue()).toBe('failing');
    await other.context().close();
    await page.context().close();
  });

  test('what is heard and whether the page is up to date is told to whoever does not see it', async () => {
    const page = await house.open();
    await page.getByRole('button', { name: /Dial into a conference/ }).press('Enter');
    await page.getByRole('log', { name: /hears/i }).first().waitFor();
    expect(await page.getByRole('status').innerText()).toBe('Live');
    await page.getByRole('button', { name: 'Hang up' }).first().press('Enter');
    await page.context().close();
  });

  test('hold music can be switched off by itself, and comes back', async () => {
    const page = await house.openBlank();
    await page.addInitScript(() => {
      const tones = { playing: 0 };
      class Counted extends AudioContext {
        override createOscillator(): OscillatorNode {
          const oscillator = super.createOscillator();
          const [start, stop] = [oscillator.start.bind(oscillator), oscillator.stop.bind(oscillator)];
          return Object.assign(oscillator, {
            start: () => {
              tones.playing += 1;
              start();
            },
            stop: () => {
              tones.playing -= 1;
              stop();
            },
          });
        }
      }
      Object.assign(globalThis, { tones, AudioContext: Counted });
    });
    await page.goto(house.running.served.address);
    const playing = (count: number) => expect.poll(() => page.evaluate('tones.playing')).toBe(count);
    const button = (name: RegExp | string) => page.getByRole('button', { name });
    await page.getByLabel('The next bots').selectOption('dead');
    await button(/Call a bot/).click();
    await playing(1);
    await button('Hold music on').click();
    await playing(0);
    await button('Hold music off').click();
    await playing(1);
    await button('Sound on').click();
    await playing(0);
    await button('Sound off').click();
    await playing(1);
    await button('Hang up').first().click();
    await playing(0);
    await page.context().close();
  });

  test('no page complained of anything', () => {
    expect(house.complaints).toEqual([]);
  });
});
