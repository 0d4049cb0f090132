import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where Debian, Ubuntu and others put it; `CHROMIUM_PATH` names another. */
const places = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const found = places.find((path) => path !== undefined && existsSync(path));

/** Why the tests in a browser are left out here; undefined: they are not, and in CI they never are. */
export const whyNoBrowser =
  found === undefined && process.env.CI === undefined
    ? 'no Chromium was found: install it (Debian: apt-get install chromium), or name it in CHROMIUM_PATH'
    : undefined;

/** Starts a browser without a window. */
export function startChromium(): Promise<Browser> {
  if (found === undefined) throw new Error('There is no Chromium here, and in CI there has to be one.');
  // Chromium's own sandbox does not start for root, as whom containers run.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath: found, args });
}
