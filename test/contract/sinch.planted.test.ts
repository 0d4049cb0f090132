import { expect, test } from 'vitest';
import * as z from 'zod';
import type { CallerEvent } from '../../lib/conferences/model/caller-events.ts';
import type { Http } from '../../lib/http/http.ts';
import type { VoiceProviderKit } from './voice/kit.ts';
import { runScenario, talkingAs } from './voice/planted.ts';
import { sinchKit } from './voice/sinch-kit.ts';

// A contract that finds nothing proves nothing: each of these bugs, of which any would be easy to make at Sinch, has to be
// found by the scenario that is named.

const talking = (change: (fetch: Http['fetch']) => Http['fetch']) => talkingAs(sinchKit, change);

const listSchema = z.looseObject({ participants: z.array(z.looseObject({ id: z.string().optional() })) });
const isList = (url: string) => /\/conferences\/id\/[^/]+$/.test(url);

async function listIn(answer: Response) {
  const json: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  return listSchema.safeParse(json).data;
}

function withoutPress(event: CallerEvent): CallerEvent {
  if (event.kind !== 'muted' && event.kind !== 'hand') return event;
  const { press, ...rest } = event;
  return press === undefined ? event : rest;
}

const bugs: readonly (readonly [string, number, VoiceProviderKit])[] = [
  [
    'documents go out as text',
    10,
    {
      ...sinchKit,
      handlers: (...given) => {
        const { handle, rereads } = sinchKit.handlers(...given);
        return {
          handle: async (webhook) => {
            const answer = await handle(webhook);
            return { ...answer, headers: { ...answer.headers, 'content-type': 'text/plain' } };
          },
          rereads,
        };
      },
    },
  ],
  [
    'a participant without a name is taken for one who has left',
    32,
    talking((fetch) => async (url, init) => {
      const answer = await fetch(url, init);
      const list = await listIn(answer);
      return list === undefined
        ? answer
        : Response.json({ participants: list.participants.filter(({ id }) => id !== undefined) });
    }),
  ],
  [
    'a list that cannot be had is the one that was had before',
    32,
    talking((fetch) => async (url, init) => {
      const answer = await fetch(url, init);
      return isList(url) && !answer.ok ? Response.json({ participants: [] }) : answer;
    }),
  ],
  [
    'a leg is named without its conference',
    37,
    talking(
      (fetch) => (url, init) => fetch(url.replace(/\/conferences\/id\/[^/]+\/(?=.)/, '/calls/id/'), init),
    ),
  ],
  [
    'a key that is reported twice is pressed twice',
    46,
    {
      ...sinchKit,
      handlers: ({ conferences, ...deps }, ...given) =>
        sinchKit.handlers(
          {
            ...deps,
            conferences: {
              ...conferences,
              changeCaller: (id, call, event) => conferences.changeCaller(id, call, withoutPress(event)),
            },
          },
          ...given,
        ),
    },
  ],
];

test.each(bugs)('%s: found by scenario %d', async (_, number, kit) => {
  await runScenario(sinchKit, number);
  await expect(runScenario(kit, number)).rejects.toThrow();
});
