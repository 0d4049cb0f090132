import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { whyNoBrowser } from './chromium.ts';
import { House } from './house.ts';

const violationsSchema = z.array(
  z.object({ id: z.string(), impact: z.string(), where: z.array(z.string()) }),
);

const title = 'the console in a browser' + (whyNoBrowser === undefined ? '' : `: left out, ${whyNoBrowser}`);

describe.skipIf(whyNoBrowser !== undefined)(title, () => {
  const house = new House();
  beforeAll(() => house.start());
  afterAll(() => house.stop());

  const button = (on: Page | Locator, name: RegExp | string) => on.getByRole('button', { name });
  const board = (page: Page, name: string) => page.getByRole('list', { name });
  /** The phone that was taken last. */
  const phone = (page: Page) => page.locator('[data-phone]').first();
  const heard = (page: Page, text: string) => phone(page).getByRole('log').getByText(text).first().waitFor();

  async function callConference(page: Page): Promise<void> {
    await button(page, /Dial into a conference/).click();
    await heard(page, 'Please enter your PIN');
  }

  async function hangUpAll(page: Page): Promise<void> {
    const live = page.locator('[data-phone]').filter({ has: button(page, 'Hang up') });
    const ids = await live.evaluateAll((phones) => phones.map((each) => each.getAttribute('data-phone')));
    for (const id of ids) await button(page.locator(`[data-phone="${id}"]`), 'Hang up').click();
    await button(page, 'Hang up').first().waitFor({ state: 'detached' });
  }

  test('a held call by mouse alone: placed, heard, seen, opened, hung up', async () => {
    const page = await house.open();
    await button(page, /Call a bot/).click();
    await heard(page, 'Hears hold music');
    await phone(page).getByText('in the room', { exact: true }).waitFor();
    const lane = board(page, 'Held calls').getByRole('link').first();
    await lane.getByText('talks').waitFor();
    await lane.click();
    const timeline = page.getByRole('list', { name: 'Timeline' });
    await timeline.getByText('The caller is in the room.').waitFor();
    await timeline.getByText('POST /daily/pinless').waitFor();
    await timeline.getByText('→ Daily POST /v1/rooms').first().waitFor();
    await timeline.getByText('call.connected', { exact: true }).waitFor();
    await button(page, 'The caller').click();
    await timeline.getByText('POST /daily/pinless').waitFor({ state: 'detached' });
    await hangUpAll(page);
    await lane.getByText('the caller hung up').waitFor();
    await page.context().close();
  });

  test('a PIN call by mouse alone, and a mute by the moderator is seen on the phone', async () => {
    const page = await house.open();
    await button(page, /Join as Ana/).click();
    await page.getByText('session live').waitFor();
    await callConference(page);
    await button(page, /Key the PIN of Board meeting/).click();
    await phone(page).getByText('in the meeting', { exact: true }).waitFor();
    const room = page.getByRole('list', { name: 'Who is in the room' });
    await button(room, /^Mute:/).click();
    await phone(page).getByText('muted', { exact: true }).waitFor();
    await board(page, 'PIN calls').getByText('in, muted').waitFor();
    await button(room, /^Unmute:/).click();
    await phone(page).getByText('muted', { exact: true }).waitFor({ state: 'detached' });
    await house.shoot(page, 'console-1280-light');
    await phone(page).getByRole('log').getByText('Keys •••••••••••#').waitFor();
    await button(room, /^Remove:/).click();
    await heard(page, 'Your host has removed you');
    await button(page, 'End session').click();
    await page.context().close();
  });

  test('a moderator has the room recorded, which the caller hears, and hears the end of', async () => {
    const page = await house.open();
    await button(page, /Join as Ana/).click();
    await callConference(page);
    await button(page, /Key the PIN of Board meeting/).click();
    await phone(page).getByText('in the meeting', { exact: true }).waitFor();
    await button(page, "Start the room's recording").click();
    await page.getByText('recorded', { exact: true }).waitFor();
    await heard(page, 'This conference is being recorded.');
    const startedS = Math.floor(Date.now() / 1000);
    expect(await violations(page)).toEqual([]);
    // The room's times are whole seconds: an end in the same one would count for less than the start.
    await expect.poll(() => Math.floor(Date.now() / 1000)).toBeGreaterThan(startedS);
    await button(page, "End the room's recording").click();
    await heard(page, 'The recording of this conference has stopped.');
    await page.getByText('recorded', { exact: true }).waitFor({ state: 'detached' });
    await hangUpAll(page);
    await button(page, 'End session').click();
    await page.context().close();
  });

  test('the keypad works by the keyboard', async () => {
    const page = await house.open();
    await callConference(page);
    await button(phone(page), /^1$/).focus();
    await page.keyboard.type('12345678901#');
    await heard(page, 'That PIN is not right.');
    await hangUpAll(page);
    await page.context().close();
  });

  test('a fault is switched on, is felt, and is undone with all others', async () => {
    const page = await house.open();
    await page.getByRole('switch', { name: /The room's API answers 503/ }).click();
    await page.getByRole('switch', { name: /Webhooks come twice/ }).click();
    await page.getByLabel('The next bots').selectOption('full');
    expect(house.running.localGateway.digitalSamba?.faults.outage).toBe('unavailable');
    await button(page, 'Undo all (3)').click();
    await button(page, 'Undo all').and(page.locator(':disabled')).waitFor();
    expect(house.running.localGateway.digitalSamba?.faults.outage).toBe('none');
    expect(await page.getByRole('switch', { checked: true }).count()).toBe(0);
    await page.context().close();
  });

  test('a reload in the middle of a call finds the phone and the call again, and the address names the call', async () => {
    const page = await house.open();
    await callConference(page);
    await board(page, 'PIN calls').getByRole('link').first().press('Enter');
    await page.getByRole('list', { name: 'Timeline' }).waitFor();
    await page.reload();
    await heard(page, 'Please enter your PIN');
    await page.getByRole('list', { name: 'Timeline' }).waitFor();
    await hangUpAll(page);
    await page.context().close();
  });

  test('markup in what comes from outside stays text', async () => {
    const page = await house.open();
    const room = house.running.localGateway.digitalSamba?.rooms.all[0];
    const name = '<img src=x onerror="document.title=1"><b>Bo</b>';
    room?.join(name);
    await page.getByText(name).waitFor();
    expect(await page.title()).toBe('Patchbay console');
    room?.endSession();
    await page.context().close();
  });

  test('nobody is let in with a wrong token, or without one', async () => {
    const page = await house.openBlank();
    const { url } = house.running.served;
    expect((await page.goto(`${url}/?token=wrong`))?.status()).toBe(401);
    expect((await page.goto(url))?.status()).toBe(401);
    await page.context().close();
  });

  test.each([
    ['1280', 'light'],
    ['400', 'light'],
    ['1280', 'dark'],
    ['400', 'dark'],
  ] as const)(
    'at %s px, %s, nothing is out of sight, and axe finds nothing serious',
    async (width, colorScheme) => {
      const page = await house.open({ viewport: { width: Number(width), height: 900 }, colorScheme });
      await callConference(page);
      // By key: under a mouse the row may move, as the bridge's call comes in, between press and release, which is no click.
      await board(page, 'PIN calls').getByRole('link').first().press('Enter');
      await page.getByRole('list', { name: 'Timeline' }).waitFor();
      await house.shoot(page, `call-${width}-${colorScheme}`);
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
      expect(await violations(page)).toEqual([]);
      await hangUpAll(page);
      await page.context().close();
    },
  );

  test('a gateway that is started again is found again', async () => {
    const page = await house.open();
    await house.stopGateway();
    await page.getByText('Connection lost').waitFor();
    await house.startGateway();
    await page.getByText('Live', { exact: true }).waitFor();
    await button(page, /Call a bot/).click();
    await heard(page, 'Hears hold music');
    await page.context().close();
  });

  test('no page complained of anything', () => {
    expect(house.complaints).toEqual([]);
  });
});

/** What axe finds of serious and critical things. The policy of the page forbids other scripts, so it comes by the debugger. */
async function violations(page: Page) {
  await page.evaluate(axe.source);
  const found: unknown = await page.evaluate(
    `axe.run().then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ html }) => html) })))`,
  );
  return violationsSchema.parse(found).filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
