import * as z from 'zod';
import { voiceCallIdSchema, type VoiceCallId } from '../../conferences/model/conference.ts';
import { textOf } from '../../conferences/model/languages/index.ts';
import type { VoiceProvider } from '../../conferences/ports.ts';
import { commandResult } from '../voice-client.ts';
import { requestPlivo, type PlivoClient, type PlivoRequest } from './client.ts';
import { speechLanguages } from './documents.ts';
import { listMembers, toMember } from './members.ts';
import { plivoTraits } from './traits.ts';
import { farewellUrl, joinUrl, plivoUrl } from './urls.ts';

/** What Plivo tells of a live call begins with its name. */
const liveCallSchema = z.object({ call_uuid: z.string() });

/** Running calls and conferences at Plivo. `publicUrl`: where Plivo reaches us, without a slash at the end. */
export function makeVoice(client: PlivoClient, publicUrl: string): VoiceProvider {
  const change = async (request: PlivoRequest) =>
    commandResult(await requestPlivo(client, request), client.http.clock.now());
  /** Sends a call to another document, out of wherever it is. */
  const transfer = (call: VoiceCallId, url: string) =>
    change({
      method: 'POST',
      path: `${callPath(call)}/`,
      json: { legs: 'aleg', aleg_url: url, aleg_method: 'POST' },
    });

  return {
    traits: plivoTraits,

    mute: (seat, muted) =>
      toMember(client, seat, {
        command: 'Mute',
        ...(muted ? { method: 'POST', json: {} } : { method: 'DELETE' }),
      }),

    /** If Plivo does not want the document, the call ends without a word. */
    async end(call, spoken) {
      const told = await transfer(call, farewellUrl(publicUrl, spoken));
      return told === 'refused' ? this.hangUp(call) : told;
    },

    tell(seat, { sentence, language, audioUrl }) {
      const speech = { text: textOf(sentence, language), language: speechLanguages[language] };
      return toMember(client, seat, {
        method: 'POST',
        ...(audioUrl === undefined
          ? { command: 'Speak', json: speech }
          : { command: 'Play', json: { url: audioUrl } }),
      });
    },

    hangUp: (call) => change({ method: 'DELETE', path: `${callPath(call)}/` }),

    /** A conference has no name but its own: whoever is in it is in the one that runs. */
    async participants(conference) {
      const { members } = await listMembers(client, conference);
      if (members === undefined) return undefined;
      const legs = members.flatMap(({ call_uuid, muted }) => {
        const call = voiceCallIdSchema.safeParse(call_uuid).data;
        return call === undefined ? [] : [{ call, muted }];
      });
      return { meeting: legs.length === 0 ? undefined : conference, legs };
    },

    /** Of calls that are live, Plivo tells of no others than those that are on the line. */
    async isUp(call) {
      const answer = await requestPlivo(client, { method: 'GET', path: `${callPath(call)}?status=live` });
      if (answer.kind === 'gone') return false;
      const named = answer.kind === 'ok' ? liveCallSchema.safeParse(answer.body).data : undefined;
      return named?.call_uuid === call ? true : undefined;
    },

    leadOut: (call, { language }) => transfer(call, plivoUrl(publicUrl, 'waited', { language })),

    letIn: (call, join) => transfer(call, joinUrl(publicUrl, join)),
  };
}

const callPath = (call: VoiceCallId) => `Call/${encodeURIComponent(call)}`;
