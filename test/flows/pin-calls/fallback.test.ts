import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import { ConferenceStack, hears, hearsAndIsHungUp } from './conference-stack.ts';

/** A rule of the account has it sign all that this stack is asked. */
const sharedKey = { id: 'webhooks_sharedkey_1', secret: 'the-secret-of-a-rule' };
const stack = new ConferenceStack({ conferences: { signed: {} }, twilio: { sharedKey } });

afterEach(() => stack.localGateway.gateway.dynamo.thaw());

/** Every try dies in the middle of its work, which a table that does not answer makes long enough to be hit. */
async function killFunctionsUntilOver(call: SimulatedCall): Promise<void> {
  const { gateway } = stack.localGateway;
  gateway.dynamo.freeze();
  const over = new AbortController();
  void call.ended.then(() => over.abort());
  while (!over.signal.aborted) {
    await gateway.crash('twilio-voice');
    await sleep(betweenKillsMs);
  }
}

/** Long enough for a request to reach its function, short enough to hit each before it has apologised itself. */
const betweenKillsMs = 200;

/** The documents that the caller's steps came from, the first one first. */
function askedFor(call: SimulatedCall): readonly string[] {
  const urls = call.events.flatMap((event) => (event.kind === 'fetched' ? [event.url] : []));
  return urls.map((url) => url.replace(/[?#].*$/, ''));
}

/** The last word is the last language's; the first language is heard before it. */
async function hearsTheFallback(call: SimulatedCall): Promise<void> {
  await hears(call, 'internal-failure', 'en');
  await hearsAndIsHungUp(call, 'internal-failure', 'de');
  expect(askedFor(call).at(-1)).toBe(stack.localGateway.voices.twilio.simulated?.fallbackUrl);
}

test('a new caller hears the apology in every language while every function is killed', async () => {
  const call = stack.dial();
  await killFunctionsUntilOver(call);
  await hearsTheFallback(call);
});

test('so does a caller whose PIN cannot be looked at', async () => {
  const call = stack.dial();
  await call.waitForText('enter your PIN');
  await Promise.all([call.press('01234567890#'), killFunctionsUntilOver(call)]);
  await hearsTheFallback(call);
});

test('and so does one whose requests are signed by a shared key that we do not know, or by one that has expired', async () => {
  for (const key of [
    { ...sharedKey, id: 'webhooks_sharedkey_2' },
    { ...sharedKey, secret: 'another-secret-of-it' },
  ]) {
    stack.twilio.signWith(key);
    await hearsTheFallback(stack.dial());
  }
  stack.twilio.signWith(sharedKey);
  expect(stack.logs.some((line) => line.includes('signature-unknown-key'))).toBe(true);
  expect(stack.logs.some((line) => line.includes('signature-bad'))).toBe(true);
});

test('a caller whose requests are signed by the shared key that we know is in', async () => {
  const conference = stack.conference('signed');
  await stack.isIn(conference, stack.dialInto(conference));
});

test('and while there is no API at all', async () => {
  await stack.localGateway.gateway.stop();
  await hearsTheFallback(stack.dial());
});
