import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../cli/gateway.ts';
import { whyNoBrowser } from './chromium.ts';
import { House } from './house.ts';

const title = 'a recording' + (whyNoBrowser === undefined ? '' : `: left out, ${whyNoBrowser}`);

describe.skipIf(whyNoBrowser !== undefined)(title, () => {
  const house = new House();
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  beforeAll(() => house.start());
  afterAll(async () => {
    await house.stop();
    rmSync(folder, { recursive: true });
  });

  test('of a PIN call by mouse is saved, and the scenario goes as it was done', async () => {
    const page = await house.open();
    const button = (name: RegExp | string) => page.getByRole('button', { name });
    const phone = page.locator('[data-phone]').first();
    await button(/^Record$/).click();
    await button(/Stop recording/).waitFor();
    await button(/Join as Ana/).click();
    await button(/Dial into a conference/).click();
    await phone.getByRole('log').getByText('Please enter your PIN').waitFor();
    await button(/Key the PIN of Board meeting/).click();
    await phone.getByText('in the meeting', { exact: true }).waitFor();
    await button(/^Mute:/).click();
    await phone.getByText('muted', { exact: true }).waitFor();
    await page.getByRole('switch', { name: /Webhooks come twice/ }).click();
    await button('Hang up').click();
    await page.getByText('No phone is shown yet').waitFor();
    await button(/Stop recording/).click();
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download recorded.yaml' }).click();
    const file = join(folder, 'recorded.yaml');
    await (await downloading).saveAs(file);
    await house.shoot(page, 'recording-1280-light');
    await button('Copy').waitFor();
    await button('Undo all (1)').click();
    await button('End session').click();
    // What is played begins as what was recorded did: with a room in which nobody is, nor a bridge.
    for (const state of ['no session', 'telephony off'])
      await page.getByText(state, { exact: true }).waitFor();
    await page.context().close();

    const written = readFileSync(file, 'utf8');
    for (const step of [
      'moderator join Ana',
      'caller 1 hears "Please enter your PIN',
      'caller 1 keys PIN#',
      'room shows 1 within',
      'moderator mute caller 1',
      'fault webhooks-doubled on',
      'caller 1 hangs up',
      'room shows 0 within',
    ])
      expect(written).toContain(step);
    const played = await run(['scenario', 'run', file], {
      console: house.running.served,
      now: () => Date.now(),
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    expect(played, `${played.out}\n${written}`).toMatchObject({ exitCode: 0, err: '' });
  });

  test('without a call is told to be none, and goes on after a reload until it is ended', async () => {
    const page = await house.open();
    await page.getByRole('button', { name: /^Record$/ }).click();
    await page.getByRole('button', { name: /Stop recording/ }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /Stop recording/ }).click();
    await page.getByText('Nobody called while it was recorded').waitFor();
    await page.getByRole('button', { name: /^Record$/ }).waitFor();
    await page.context().close();
  });
});
