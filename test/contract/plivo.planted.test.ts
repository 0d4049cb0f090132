import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Http } from '../../lib/http/http.ts';
import { callUuid } from '../lib/providers/plivo/vectors.ts';
import type { VoiceProviderKit, Webhook } from './voice/kit.ts';
import { fromPlivo, plivoKit } from './voice/plivo-kit.ts';
import { runScenario, talkingAs } from './voice/planted.ts';

// A contract that finds nothing proves nothing: each of these bugs, of which any would be easy to make at Plivo, has to be
// found by the scenario that is named.

type Handlers = ReturnType<VoiceProviderKit['handlers']>;
type Answer = Awaited<ReturnType<Handlers['handle']>>;

/** Webhooks reach the functions changed, or their answers go out so. */
const answering = (
  change: (webhook: Webhook, handle: Handlers['handle']) => Promise<Answer>,
): VoiceProviderKit => ({
  ...plivoKit,
  handlers: (...given) => {
    const { handle, rereads } = plivoKit.handlers(...given);
    return { handle: (webhook) => change(webhook, handle), rereads };
  },
});

const talking = (change: (fetch: Http['fetch']) => Http['fetch']) => talkingAs(plivoKit, change);

const fieldsOf = ({ body = '' }: Webhook) => Object.fromEntries(new URLSearchParams(body));
const signature = 'x-plivo-signature-v3';

/** What is signed for the answer URL is as good for any other. */
function signedAnywhere(webhook: Webhook): Webhook {
  const { rawPath, rawQueryString } = webhook;
  const genuine = fromPlivo('/plivo/voice', fieldsOf(webhook)).headers;
  if (webhook.headers[signature] !== genuine[signature]) return webhook;
  const path = rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`;
  return { ...webhook, headers: { ...webhook.headers, ...fromPlivo(path, fieldsOf(webhook)).headers } };
}

const listSchema = z.looseObject({ members: z.array(z.unknown()) });
const isList = (url: string) => /\/Conference\/[^/]+\/$/.test(url);

/** A list that cannot be had is the one that was had before. */
function remembering(fetch: Http['fetch'], remembered: { list?: unknown }): Http['fetch'] {
  return async (url, init) => {
    const answer = await fetch(url, init).catch(() => Response.json({}, { status: 500 }));
    if (!isList(url)) return answer;
    const json: unknown = await answer
      .clone()
      .json()
      .catch(() => undefined);
    if (answer.ok && listSchema.safeParse(json).success) remembered.list = json;
    return Response.json(remembered.list);
  };
}

const remembered = {};
let laterMs = 0;

const bugs: readonly (readonly [string, number, VoiceProviderKit])[] = [
  [
    'the path and the query are not part of what is signed',
    2,
    answering((webhook, handle) => handle(signedAnywhere(webhook))),
  ],
  [
    'documents go out as JSON',
    10,
    answering(async (webhook, handle) => {
      const answer = await handle(webhook);
      return { ...answer, headers: { ...answer.headers, 'content-type': 'application/json' } };
    }),
  ],
  [
    'Plivo writes PINs down',
    18,
    answering(async (webhook, handle) => {
      const { body, ...answer } = await handle(webhook);
      return body === undefined ? answer : { ...answer, body: body.replace(' log="false"', '') };
    }),
  ],
  [
    'members are named by their calls',
    37,
    talking((fetch) => (url, init) => fetch(url.replace(/\/Member\/\d+\//, `/Member/${callUuid}/`), init)),
  ],
  [
    'half a list is taken for all of it',
    32,
    talking((fetch) => async (url, init) => {
      const answer = await fetch(url, init);
      const list = listSchema.safeParse(
        await answer
          .clone()
          .json()
          .catch(() => undefined),
      ).data;
      return list === undefined
        ? answer
        : Response.json({ ...list, conference_member_count: String(list.members.length) });
    }),
  ],
  [
    'a list that cannot be had is the one that was had before',
    36,
    talking((fetch) => remembering(fetch, remembered)),
  ],
  [
    'a key that is reported twice is pressed twice',
    46,
    {
      ...plivoKit,
      handlers: (deps, ...given) => {
        const now = () => deps.clock.now() + (laterMs += 2_000);
        return plivoKit.handlers({ ...deps, clock: { ...deps.clock, now } }, ...given);
      },
    },
  ],
];

test.each(bugs)('%s: found by scenario %d', async (_, number, kit) => {
  await runScenario(plivoKit, number);
  await expect(runScenario(kit, number)).rejects.toThrow();
});
