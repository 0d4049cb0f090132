import * as z from 'zod';
import type { Leg, VoiceProvider } from '../../conferences/ports.ts';
import { textOf } from '../../conferences/model/languages/index.ts';
import { commandResult } from '../voice-client.ts';
import { callIdOf, locate } from './call-id.ts';
import { openVonage, type VonageClient } from './client.ts';
import { renderFarewell, renderJoin, voiceLanguages, type Ncco } from './ncco.ts';
import { isFinalStatus, legIdsOf, channelSchema } from './requests.ts';
import type { Region } from './regions.ts';
import { vonageTraitsWith, type VonageKeys } from './traits.ts';

/** More than a conversation holds, so that its legs come on one page (Vonage docs, page_size). */
const pageSize = 100;

const next = z.object({ next: z.unknown() }).partial().optional();
const callsSchema = z.object({
  _links: next,
  _embedded: z.object({ calls: z.array(z.object({ uuid: z.string(), status: z.string() })) }),
});
const membersSchema = z.object({
  _links: next,
  _embedded: z.object({
    members: z.array(
      z.object({
        channel: channelSchema,
        media: z
          .object({ audio_settings: z.object({ muted: z.boolean() }).partial() })
          .partial()
          .optional(),
      }),
    ),
  }),
});
const callSchema = z.object({ status: z.string() });

/**
 * Running calls and conversations at Vonage.
 *
 * @param publicUrl where Vonage reaches us, without a slash at the end
 */
export function makeVoice(client: VonageClient, publicUrl: string, keys: VonageKeys): VoiceProvider {
  const request = openVonage(client);
  const put = async (call: string, json: object, { path = '', isPlain = true } = {}) => {
    const { region, id } = locate(call);
    const answer = await request({ method: 'PUT', region, path: `/v1/calls/${id}${path}`, json, isPlain });
    return commandResult(answer, client.http.clock.now());
  };
  const transfer = (call: string, ncco: Ncco) =>
    put(call, { action: 'transfer', destination: { type: 'ncco', ncco } }, { isPlain: false });
  /** Half a list is none: whoever is not on it would be taken for gone. */
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

  return {
    traits: vonageTraitsWith(keys),

    mute: ({ call }, muted) => put(call, { action: muted ? 'mute' : 'unmute' }),

    /** A call that is transferred leaves the conversation, and loses the rest of its document. */
    async end(call, spoken) {
      const told = await transfer(call, renderFarewell([spoken]));
      return told === 'refused' ? this.hangUp(call) : told;
    },

    tell: ({ call }, { sentence, language, audioUrl }) =>
      audioUrl === undefined
        ? put(
            call,
            { text: textOf(sentence, language), language: voiceLanguages[language] },
            {
              path: '/talk',
            },
          )
        : put(call, { stream_url: [audioUrl], loop: 1, level: '0' }, { path: '/stream' }),

    hangUp: (call) => put(call, { action: 'hangup' }),

    letIn: (call, join) => transfer(call, renderJoin(join, { call, publicUrl, keys })),

    /**
     * Who is in says the list of calls, and who is muted that of the conversation's members. A conversation has no list by its
     * conference's name: as long as nobody has told of one, nothing can be said.
     */
    async participants(_conference, meeting) {
      if (meeting === undefined) return undefined;
      const { region, id } = locate(meeting);
      const [calls, members] = await Promise.all([
        list(region, `/v1/calls?conversation_uuid=${id}&status=answered&page_size=${pageSize}`, callsSchema),
        list(region, `/v1/conversations/${id}/members?page_size=${pageSize}`, membersSchema),
      ]);
      // Where its region is not known it may be at another.
      if (calls === undefined || (calls === 'none' && region === undefined)) return undefined;
      if (calls === 'none' || calls._embedded.calls.length === 0) return { meeting, legs: [] };
      if (members === undefined || members === 'none') return undefined;
      const muted = new Set(
        members._embedded.members
          .filter(({ media }) => media?.audio_settings?.muted === true)
          .flatMap(({ channel }) => legIdsOf(channel)),
      );
      const legs = calls._embedded.calls.flatMap(({ uuid, status }): Leg[] => {
        const call = isFinalStatus(status) ? undefined : callIdOf(uuid, region);
        return call === undefined ? [] : [{ call, muted: muted.has(uuid) }];
      });
      return { meeting, legs };
    },

    async isUp(call) {
      const { region, id } = locate(call);
      const answer = await request({ method: 'GET', region, path: `/v1/calls/${id}` });
      // Where its region is not known it may be at another.
      if (answer.kind === 'gone') return region === undefined ? undefined : false;
      const status = answer.kind === 'ok' ? callSchema.safeParse(answer.body).data?.status : undefined;
      return status === undefined ? undefined : !isFinalStatus(status);
    },
  };
}
