import * as z from 'zod';
import {
  voiceCallIdSchema,
  type ConferenceId,
  type VoiceCallId,
} from '../../conferences/model/conference.ts';
import type { CommandResult } from '../../conferences/model/command-result.ts';
import { textOf } from '../../conferences/model/languages/index.ts';
import type { Seat, VoiceProvider } from '../../conferences/ports.ts';
import { commandResult, type VoiceAnswer } from '../voice-client.ts';
import { requestPlivo, type PlivoClient, type PlivoRequest } from './client.ts';
import { speechLanguages } from './documents.ts';
import { plivoTraits } from './traits.ts';
import { farewellUrl, joinUrl } from './urls.ts';

/** Numbers and yes or no come as such, or as text. */
const text = z.union([z.string(), z.number().transform(String)]);
const flag = z.union([z.boolean(), z.stringbool()]);

const conferenceSchema = z.object({
  conference_member_count: z.coerce.number().int(),
  members: z.array(z.object({ member_id: text, call_uuid: z.string(), muted: flag })),
});
type Member = z.infer<typeof conferenceSchema>['members'][number];

/** Running calls and conferences at Plivo. `publicUrl`: where Plivo reaches us, without a slash at the end. */
export function makeVoice(client: PlivoClient, publicUrl: string): VoiceProvider {
  const result = (answer: VoiceAnswer) => commandResult(answer, client.http.clock.now());
  const change = async (request: PlivoRequest) => result(await requestPlivo(client, request));

  /** Half a list is none: whoever is not on it would be taken for gone. */
  async function membersOf(
    conference: ConferenceId,
  ): Promise<{ readonly answer: VoiceAnswer; readonly members: readonly Member[] | undefined }> {
    const answer = await requestPlivo(client, { method: 'GET', path: conferencePath(conference) });
    if (answer.kind === 'gone') return { answer, members: [] };
    const read = answer.kind === 'ok' ? conferenceSchema.safeParse(answer.body).data : undefined;
    const isWhole = read !== undefined && read.members.length >= read.conference_member_count;
    return { answer, members: isWhole ? read.members : undefined };
  }

  /** Plivo knows those in a conference by names of its own, which only its list tells, and which are new for each join. */
  async function toMember(
    { conference, call }: Seat,
    request: Omit<PlivoRequest, 'path'> & { readonly command: string },
  ): Promise<CommandResult> {
    const { answer, members } = await membersOf(conference);
    const { command, ...rest } = request;
    const member = members?.find((each) => each.call_uuid === call);
    if (member !== undefined) {
      const id = encodeURIComponent(member.member_id);
      return change({ ...rest, path: `${conferencePath(conference)}Member/${id}/${command}/` });
    }
    if (members !== undefined) return 'gone';
    return answer.kind === 'ok' ? 'unknown' : result(answer);
  }

  /** Sends a call to another document, out of wherever it is. */
  const transfer = (call: VoiceCallId, url: string) =>
    change({
      method: 'POST',
      path: callPath(call),
      json: { legs: 'aleg', aleg_url: url, aleg_method: 'POST' },
    });

  return {
    traits: plivoTraits,

    mute: (seat, muted) =>
      muted
        ? toMember(seat, { method: 'POST', command: 'Mute', json: {} })
        : toMember(seat, { method: 'DELETE', command: 'Mute' }),

    /** If Plivo does not want the document, the call ends without a word. */
    async end(call, spoken) {
      const told = await transfer(call, farewellUrl(publicUrl, spoken));
      return told === 'refused' ? this.hangUp(call) : told;
    },

    tell: (seat, { sentence, language, audioUrl }) =>
      audioUrl === undefined
        ? toMember(seat, {
            method: 'POST',
            command: 'Speak',
            json: { text: textOf(sentence, language), language: speechLanguages[language] },
          })
        : toMember(seat, { method: 'POST', command: 'Play', json: { url: audioUrl } }),

    hangUp: (call) => change({ method: 'DELETE', path: callPath(call) }),

    /** A conference has no name but its own: whoever is in it is in the one that runs. */
    async participants(conference) {
      const { members } = await membersOf(conference);
      if (members === undefined) return undefined;
      const legs = members.flatMap(({ call_uuid, muted }) => {
        const call = voiceCallIdSchema.safeParse(call_uuid).data;
        return call === undefined ? [] : [{ call, muted }];
      });
      return { meeting: legs.length === 0 ? undefined : conference, legs };
    },

    /** Of live calls Plivo has no others than those that are on the line. */
    async isUp(call) {
      const answer = await requestPlivo(client, { method: 'GET', path: `${callPath(call)}?status=live` });
      if (answer.kind === 'gone') return false;
      return answer.kind === 'ok' ? true : undefined;
    },

    letIn: (call, join) => transfer(call, joinUrl(publicUrl, join)),
  };
}

const conferencePath = (conference: ConferenceId) => `Conference/${encodeURIComponent(conference)}/`;
const callPath = (call: VoiceCallId) => `Call/${encodeURIComponent(call)}/`;
