import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { voiceIds } from '../../lib/conferences/model/conference.ts';
import { readConferencesFile } from '../../local/conferences-file.ts';
import { newToken } from '../../local/console/server/token.ts';
import { readRoutesFile } from '../../local/routes-file.ts';
import { dynamoAt } from '../../local/runtime/dynamo.ts';
import { startWithConsole, type Running } from '../../local/with-console.ts';
import { runningDynamo } from '../support/dynamo.ts';
import { startChromium } from './chromium.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const screenshots = `${top}build/screenshots/`;

/** A gateway as `npm start` has it, its console, and a browser. */
export class House {
  readonly token = newToken();
  /** What pages complained of: none may. */
  readonly complaints: string[] = [];
  #running: Running | undefined;
  #browser: Browser | undefined;
  #port = 0;

  async start(): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    const [browser] = await Promise.all([startChromium(), this.startGateway()]);
    this.#browser = browser;
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.stopGateway();
  }

  get running(): Running {
    if (this.#running === undefined) throw new Error('The gateway has not started.');
    return this.#running;
  }

  /** At the same address as before, if it has run before. */
  async startGateway(): Promise<void> {
    const options = {
      environment: { PORT: 0 },
      routes: readRoutesFile(`${top}local/routes.json`),
      conferences: readConferencesFile(`${top}local/conferences.json`),
      settings: { voiceProviders: [...voiceIds], events: {} },
      // Prompts and a bridge's pauses are over twice as soon; a test on a busy machine still keys in time.
      twilio: { timeScale: 0.5 },
      ...{ dynamo: dynamoAt(runningDynamo().endpoint), timers: false, onLog: () => undefined },
    };
    this.#running = await startWithConsole(options, { port: this.#port, token: this.token });
    this.#port = Number(new URL(this.#running.served.url).port);
  }

  async stopGateway(): Promise<void> {
    await this.#running?.stop();
    this.#running = undefined;
  }

  /** A page that has opened the printed address, and hears of what happens. */
  async open(options: BrowserContextOptions = {}, hash = ''): Promise<Page> {
    const page = await this.openBlank(options);
    await page.goto(`${this.running.served.address}${hash}`);
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  }

  async openBlank(options: BrowserContextOptions = {}): Promise<Page> {
    if (this.#browser === undefined) throw new Error('The browser has not started.');
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/Failed to load resource|ERR_/.test(message.text()))
        this.complaints.push(message.text());
    });
    return page;
  }

  async shoot(page: Page, name: string): Promise<void> {
    await page.screenshot({ path: `${screenshots}${name}.png`, fullPage: true });
  }
}
