import * as z from 'zod';
import type { Leg } from '../../conferences/ports.ts';
import { callIdOf } from './call-id.ts';
import type { RequestVonage } from './client.ts';
import { regions, type Region } from './regions.ts';
import { channelSchema, legIdsOf } from './requests.ts';

/** More than a conversation holds, so that its legs come on one page (Vonage docs, page_size). */
const pageSize = 100;

const links = z.object({ next: z.unknown() }).partial().optional();
const callsSchema = z.object({
  _links: links,
  _embedded: z.object({ calls: z.array(z.object({ uuid: z.string() })) }),
});
const audioSchema = z.object({ muted: z.boolean().optional() });
const membersSchema = z.object({
  _links: links,
  _embedded: z.object({
    members: z.array(
      z.object({
        state: z.string().default('JOINED'),
        channel: channelSchema,
        media: z.object({ audio_settings: audioSchema.optional() }).optional(),
      }),
    ),
  }),
});

/**
 * Who is in a conversation, by its id; undefined if it cannot be said. Its members say who is muted, and the lists of calls in
 * which region each of them is, without which no leg has a name here. Half a list is none: whoever is not on it would be taken
 * for gone.
 */
export function openConversations(
  request: RequestVonage,
): (conversation: string) => Promise<readonly Leg[] | undefined> {
  /** Where something was found last comes first: an application's calls are mostly in one region. */
  let lately: readonly (Region | undefined)[] = [...regions, undefined];
  const usedLately = (region: Region | undefined) => {
    lately = [region, ...lately.filter((each) => each !== region)];
  };
  const list = async <Page extends { readonly _links?: { next?: unknown } | undefined }>(
    region: Region | undefined,
    path: string,
    schema: z.ZodType<Page>,
  ): Promise<Page | 'none' | undefined> => {
    const answer = await request({ method: 'GET', region, path });
    if (answer.kind === 'gone') return 'none';
    const page = answer.kind === 'ok' ? schema.safeParse(answer.body).data : undefined;
    return page?._links?.next === undefined ? page : undefined;
  };
  /** Whether each leg is muted. Whether a region knows the conversations of others, is not documented. */
  const membersOf = async (conversation: string): Promise<Map<string, boolean> | undefined> => {
    for (const region of lately) {
      const path = `/v1/conversations/${conversation}/members?page_size=${pageSize}`;
      const page = await list(region, path, membersSchema);
      if (page === 'none') continue;
      const legs = page?._embedded.members
        .filter(({ state }) => state.toUpperCase() === 'JOINED')
        .flatMap(({ channel, media }) =>
          legIdsOf(channel).map((leg) => [leg, media?.audio_settings?.muted === true] as const),
        );
      return legs && new Map(legs);
    }
    return new Map();
  };

  return async (conversation) => {
    const members = await membersOf(conversation);
    if (members === undefined) return undefined;
    const legs: Leg[] = [];
    for (const region of lately) {
      if (members.size === 0) break;
      const path = `/v1/calls?conversation_uuid=${conversation}&status=answered&page_size=${pageSize}`;
      const page = await list(region, path, callsSchema);
      if (page === undefined) return undefined;
      for (const { uuid } of page === 'none' ? [] : page._embedded.calls) {
        const [call, muted] = [callIdOf(uuid, region), members.get(uuid)];
        if (call === undefined || muted === undefined) continue;
        members.delete(uuid);
        legs.push({ call, muted });
        usedLately(region);
      }
    }
    // Of somebody who is in and has no call, the call is where we do not look, or over since a moment.
    return members.size === 0 ? legs : undefined;
  };
}
