import * as z from 'zod';
import type { VoiceProvider } from '../../conferences/ports.ts';
import type { VoiceCallId } from '../../conferences/model/conference.ts';
import { commandResult } from '../voice-client.ts';
import { callIdOf, sinchCallId } from './call-id.ts';
import { requestSinch, type SinchClient, type SinchRequest } from './client.ts';
import { renderAnnouncement, renderFarewell, renderHangUp } from './svaml.ts';
import { sinchTraits } from './traits.ts';

/** Somebody of whom it is not said whether they are muted is not: that is how Sinch lets them in. */
const participantsSchema = z.object({
  participants: z.array(z.object({ id: z.string(), muted: z.boolean().default(false) })),
});
const callSchema = z.object({ status: z.string() });

/** Running calls and conferences at Sinch. */
export function makeVoice(client: SinchClient): VoiceProvider {
  const change = async (request: SinchRequest) =>
    commandResult(await requestSinch(client, request), client.http.clock.now());
  const read = (path: string) => requestSinch(client, { method: 'GET', path });

  return {
    traits: sinchTraits,

    mute: ({ conference, call }, muted) =>
      change({
        method: 'PATCH',
        path: `${conferencePath(conference)}/${escaped(call)}`,
        json: { command: muted ? 'mute' : 'unmute' },
      }),

    /** If Sinch does not want the sentence, the call ends without a word. */
    async end(call, spoken) {
      const told = await change({ method: 'PATCH', path: callPath(call), json: renderFarewell([spoken]) });
      return told === 'refused' ? this.hangUp(call) : told;
    },

    /** Which leg is named makes no difference for a call in a conference (Sinch docs, manage call with call leg). */
    tell: ({ call }, spoken) =>
      change({ method: 'PATCH', path: `${callPath(call)}/leg/caller`, json: renderAnnouncement(spoken) }),

    hangUp: (call) => change({ method: 'PATCH', path: callPath(call), json: renderHangUp }),

    /** A conference has no name but its own: whoever is in it is in the one that runs. */
    async participants(conference) {
      const answer = await read(conferencePath(conference));
      if (answer.kind === 'gone') return { meeting: undefined, legs: [] };
      const list = answer.kind === 'ok' ? participantsSchema.safeParse(answer.body).data : undefined;
      if (list === undefined) return undefined;
      const legs = list.participants.flatMap(({ id, muted }) => {
        const call = callIdOf(id);
        return call === undefined ? [] : [{ call, muted }];
      });
      return { meeting: conference, legs };
    },

    /**
     * That there is no such call says nothing: whether Sinch tells of calls that come in is not documented, and somebody who
     * waits outside is on no list either.
     */
    async isUp(call) {
      const answer = await read(callPath(call));
      const status = answer.kind === 'ok' ? callSchema.safeParse(answer.body).data?.status : undefined;
      return status === undefined ? undefined : status.toUpperCase() !== 'FINAL';
    },
  };
}

const conferencePath = (conference: string) => `/calling/v1/conferences/id/${encodeURIComponent(conference)}`;
const callPath = (call: VoiceCallId) => `/calling/v1/calls/id/${escaped(call)}`;
/** As Sinch's own SDK has it: an `@` stands as it is. */
const escaped = (call: VoiceCallId) => encodeURIComponent(sinchCallId(call)).replaceAll('%40', '@');
