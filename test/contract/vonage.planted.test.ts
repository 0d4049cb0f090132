import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Http } from '../../lib/http/http.ts';
import { tokenFor } from '../lib/providers/vonage/vectors.ts';
import { startMs } from '../support/new-conference.ts';
import type { VoiceProviderKit, Webhook } from './voice/kit.ts';
import { runScenario, talkingAs } from './voice/planted.ts';
import { vonageKit } from './voice/vonage-kit.ts';

// A contract that finds nothing proves nothing: each of these bugs, of which any would be easy to make at Vonage, has to be
// found by the scenario that is named.

/** Webhooks reach the functions changed, as if these did not see a difference. */
const seeing = (change: (webhook: Webhook) => Webhook): VoiceProviderKit => ({
  ...vonageKit,
  handlers: (...given) => {
    const { handle, rereads } = vonageKit.handlers(...given);
    return { handle: (webhook) => handle(change(webhook)), rereads };
  },
});

/** A webhook whose body and token fit each other again, if Vonage made the token at all. */
function madeWhole(webhook: Webhook, body = webhook.body ?? ''): Webhook {
  const [, claims = ''] = webhook.headers.authorization?.split('.') ?? [];
  const isVonages = Buffer.from(claims, 'base64url').toString().includes('payload_hash');
  const authorization = isVonages
    ? `Bearer ${tokenFor(body, { nowMs: startMs })}`
    : webhook.headers.authorization;
  return { ...webhook, body, headers: { ...webhook.headers, authorization } };
}

const talking = (change: (fetch: Http['fetch']) => Http['fetch']) => talkingAs(vonageKit, change);

const pageSchema = z.looseObject({ _links: z.unknown() });
let presses = 0;

const bugs: readonly (readonly [string, number, VoiceProviderKit])[] = [
  ['the hash of the body is not looked at', 2, seeing((webhook) => madeWhole(webhook))],
  [
    'a key is known by the time at which it comes, and counts each time it is reported',
    46,
    seeing((webhook) => {
      presses += 1;
      const at = new Date(startMs + presses * 10_000).toISOString();
      return madeWhole(webhook, webhook.body?.replace(/"timestamp":"[^"]*"/, `"timestamp":"${at}"`));
    }),
  ],
  [
    'the order is not looked for in the address',
    51,
    seeing((webhook) => ({ ...webhook, rawQueryString: webhook.rawQueryString.replace('callOut', 'order') })),
  ],
  [
    'the end of a leg that was called is nobody’s',
    53,
    seeing((webhook) => madeWhole(webhook, webhook.body?.replace('"status":"busy"', '"status":"ringing"'))),
  ],
  [
    'an order of which nobody knows what became is sent once more',
    50,
    talking((fetch) => async (url, init) => {
      const answer = await fetch(url, init);
      return init.method === 'POST' && answer.status === 503 ? fetch(url, init) : answer;
    }),
  ],
  [
    'the region of a call is forgotten',
    37,
    talking((fetch) => (url, init) => fetch(url.replace(/\/[a-z]{2}-\d\//, '/'), init)),
  ],
  [
    'the first page of a list is taken for all of it',
    32,
    talking((fetch) => async (url, init) => {
      const answer = await fetch(url, init);
      const page = pageSchema.safeParse(
        await answer
          .clone()
          .json()
          .catch(() => undefined),
      );
      return page.success
        ? Response.json({ ...page.data, _links: undefined }, { status: answer.status })
        : answer;
    }),
  ],
];

test.each(bugs)('%s: found by scenario %d', async (_, number, kit) => {
  await runScenario(vonageKit, number);
  await expect(runScenario(kit, number)).rejects.toThrow();
});

test('a webhook that fits its token does so still once it is made whole', () => {
  const webhook = vonageKit.sends.arrival({ from: '15550001111', dialled: '+15550002222' });
  const hash = createHash('sha256')
    .update(webhook.body ?? '')
    .digest('hex');
  const [, claims = ''] = madeWhole(webhook).headers.authorization?.split('.') ?? [];
  expect(Buffer.from(claims, 'base64url').toString()).toContain(hash);
});
