import * as z from 'zod';
import { voiceCallIdSchema, type VoiceCallId } from '../conference/conference.ts';
import type { Told, Voice } from '../conference/ports.ts';
import { requestTwilio, type TwilioAnswer, type TwilioClient } from './client.ts';
import { isFinalStatus } from './requests.ts';
import { renderFarewell } from './twiml.ts';
import { announceUrl } from './urls.ts';

/** More than a conference holds, so that its participants come on one page (Twilio docs, PageSize). */
const pageSize = 1_000;

const participantsSchema = z.object({
  participants: z.array(z.object({ call_sid: voiceCallIdSchema, muted: z.boolean() })),
  next_page_uri: z.string().nullish(),
});
const callSchema = z.object({ status: z.string() });

/** Running calls and conferences at Twilio. `publicUrl`: where Twilio reaches us, without a slash at the end. */
export function makeVoice(client: TwilioClient, publicUrl: string): Voice {
  const change = async (path: string, form: Readonly<Record<string, string>>): Promise<Told> =>
    told(await requestTwilio(client, { method: 'POST', path, form }));
  const read = (path: string) => requestTwilio(client, { method: 'GET', path });

  return {
    mute: (meeting, call, muted) => change(participant(meeting, call), { Muted: String(muted) }),

    /**
     * The call is sent to a document of its own, never only out of the conference: what it would do then, its last
     * document decides. If Twilio does not want the document, the call ends without a word.
     */
    async end(call, sentence, language) {
      const isTold = await change(`Calls/${call}`, { Twiml: renderFarewell(sentence, [language]) });
      return isTold === 'refused' ? change(`Calls/${call}`, { Status: 'completed' }) : isTold;
    },

    tell: (meeting, call, sentence, language) =>
      change(participant(meeting, call), { AnnounceUrl: announceUrl(publicUrl, sentence, language) }),

    async participants(meeting) {
      const answer = await read(
        `Conferences/${encodeURIComponent(meeting)}/Participants?PageSize=${pageSize}`,
      );
      if (answer.kind === 'gone') return [];
      const list = answer.kind === 'ok' ? participantsSchema.safeParse(answer.body).data : undefined;
      // Half a list is none: whoever is not on it would be taken for gone.
      if (list === undefined || list.next_page_uri) return undefined;
      return list.participants.map(({ call_sid, muted }) => ({ call: call_sid, muted }));
    },

    async isUp(call) {
      const answer = await read(`Calls/${call}`);
      if (answer.kind === 'gone') return false;
      const status = answer.kind === 'ok' ? callSchema.safeParse(answer.body).data?.status : undefined;
      return status === undefined ? undefined : !isFinalStatus(status);
    },
  };
}

function participant(meeting: string, call: VoiceCallId): string {
  return `Conferences/${encodeURIComponent(meeting)}/Participants/${call}`;
}

function told({ kind }: TwilioAnswer): Told {
  return kind === 'ok' ? 'done' : kind;
}
