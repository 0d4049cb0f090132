import * as z from 'zod';
import type { VoiceCallId } from '../../conferences/model/conference.ts';
import type { VoiceProvider } from '../../conferences/ports.ts';
import { textOf } from '../../conferences/model/languages/index.ts';
import { commandResult } from '../voice-client.ts';
import { locate } from './call-id.ts';
import { openVonage, type VonageClient } from './client.ts';
import { renderCall, renderFarewell, renderJoin, voiceLanguages, type Ncco } from './ncco.ts';
import { openConversations } from './conversations.ts';
import { isFinalStatus } from './requests.ts';
import { vonageTraitsWith, type VonageKeys } from './traits.ts';

/** Whoever is taken out of a conversation asks what to do after so many seconds of silence: an input takes no fewer. */
const askAfterS = 1;

const callSchema = z.object({ status: z.string(), conversation_uuid: z.string().optional() });

/**
 * Running calls and conversations at Vonage.
 *
 * @param publicUrl where Vonage reaches us, without a slash at the end
 */
export function makeVoice(client: VonageClient, publicUrl: string, keys: VonageKeys): VoiceProvider {
  const request = openVonage(client);
  const put = async (call: VoiceCallId, json: object, { path = '', isPlain = true } = {}) => {
    const { region, uuid } = locate(call);
    const answer = await request({ method: 'PUT', region, path: `/v1/calls/${uuid}${path}`, json, isPlain });
    return commandResult(answer, client.http.clock.now());
  };
  const transfer = (call: VoiceCallId, ncco: Ncco) =>
    put(call, { action: 'transfer', destination: { type: 'ncco', ncco } }, { isPlain: false });
  const legsOf = openConversations(request);
  const read = async (call: VoiceCallId) => {
    const { region, uuid } = locate(call);
    const answer = await request({ method: 'GET', region, path: `/v1/calls/${uuid}` });
    // Where its region is not known it may be at another.
    if (answer.kind === 'gone') return region === undefined ? undefined : 'none';
    return answer.kind === 'ok' ? callSchema.safeParse(answer.body).data : undefined;
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

    leadOut: (call, { language }) =>
      transfer(
        call,
        renderCall([{ kind: 'wait', spoken: undefined, seconds: askAfterS, language }], {
          call,
          publicUrl,
          keys,
        }),
      ),

    letIn: (call, join) => transfer(call, renderJoin(join, { call, publicUrl, keys })),

    /** A conversation is found by its own name alone, which a transfer tells, or a call that is in it. */
    async participants(_conference, meeting) {
      const legs = meeting === undefined ? undefined : await legsOf(meeting);
      return legs && { meeting, legs };
    },

    async meetingOf(call) {
      const found = await read(call);
      if (found === undefined || found === 'none' || isFinalStatus(found.status)) return undefined;
      return found.conversation_uuid;
    },

    async isUp(call) {
      const found = await read(call);
      if (found === 'none') return false;
      return found && !isFinalStatus(found.status);
    },
  };
}
