import * as z from 'zod';
import { voiceCallIdSchema, type ConferenceId } from '../../conferences/model/conference.ts';
import type { Leg, Seat, VoiceProvider } from '../../conferences/ports.ts';
import { commandResult } from '../voice-client.ts';
import { requestTwilio, type TwilioClient } from './client.ts';
import { parseParticipantLabel } from './labels.ts';
import { isFinalStatus } from './requests.ts';
import { twilioTraits } from './traits.ts';
import { renderFarewell } from './twiml.ts';
import { announceUrl, documentUrl } from './urls.ts';
import type { CommandResult } from '../../conferences/model/command-result.ts';

/** More than a conference holds, so that its participants come on one page (Twilio docs, PageSize). */
const pageSize = 1_000;

/** Joins are counted from 1: a leg whose label is none of ours is in by another. */
const noJoinOfOurs = 0;

const participantsSchema = z.object({
  participants: z.array(
    z.object({ call_sid: voiceCallIdSchema, label: z.string().nullish(), muted: z.boolean() }),
  ),
  next_page_uri: z.string().nullish(),
});

/**
 * Where callers wait and nobody has started the conference it is `init`; a list takes one status, and which it has where none
 * is asked for has changed (Twilio changelog, 30 September 2026). In this order: a conference that starts between the two
 * requests is on the second list.
 */
const runningStatuses = ['init', 'in-progress'] as const;

/** Of the conferences of one name only the newest can be running, and the newest come first (Twilio docs, Conferences). */
const newest = 5;
const conferencesSchema = z.object({
  conferences: z.array(z.object({ sid: z.string(), status: z.string() })),
});
const callSchema = z.object({ status: z.string() });

/** Running calls and conferences at Twilio. `publicUrl`: where Twilio reaches us, without a slash at the end. */
export function makeVoice(client: TwilioClient, publicUrl: string): VoiceProvider {
  const change = async (path: string, form: Readonly<Record<string, string>>): Promise<CommandResult> =>
    commandResult(await requestTwilio(client, { method: 'POST', path, form }), client.http.clock.now());
  const read = (path: string) => requestTwilio(client, { method: 'GET', path });

  async function legsOf(meeting: string): Promise<readonly Leg[] | undefined> {
    const answer = await read(`Conferences/${encodeURIComponent(meeting)}/Participants?PageSize=${pageSize}`);
    if (answer.kind === 'gone') return [];
    const list = answer.kind === 'ok' ? participantsSchema.safeParse(answer.body).data : undefined;
    // Half a list is none: whoever is not on it would be taken for gone.
    if (list === undefined || list.next_page_uri) return undefined;
    return list.participants.map(({ call_sid, label, muted }) => ({
      call: call_sid,
      joinSequence: label ? (parseParticipantLabel(label)?.joinSequence ?? noJoinOfOurs) : undefined,
      muted,
    }));
  }

  /** Undefined: it cannot be said. */
  async function runningMeeting(
    conference: ConferenceId,
  ): Promise<{ readonly meeting: string | undefined } | undefined> {
    for (const status of runningStatuses) {
      const answer = await read(`Conferences?FriendlyName=${conference}&Status=${status}&PageSize=${newest}`);
      const known = answer.kind === 'ok' ? conferencesSchema.safeParse(answer.body).data : undefined;
      if (known === undefined) return undefined;
      const running = known.conferences.find((each) => each.status === status);
      if (running !== undefined) return { meeting: running.sid };
    }
    return { meeting: undefined };
  }

  return {
    traits: twilioTraits,

    mute: (seat, muted) => change(participant(seat), { Muted: String(muted) }),

    /**
     * The call is sent to a document of its own, never only out of the conference: what it would do then, its last
     * document decides. If Twilio does not want the document, the call ends without a word.
     */
    async end(call, spoken) {
      const isTold = await change(`Calls/${call}`, { Twiml: renderFarewell([spoken]) });
      return isTold === 'refused' ? this.hangUp(call) : isTold;
    },

    tell: (seat, spoken) => change(participant(seat), { AnnounceUrl: announceUrl(publicUrl, spoken) }),

    /** As if they had pressed the star key: the call asks what comes after its join. */
    leadOut: (call, { joinSequence, language }) =>
      change(`Calls/${call}`, {
        Url: documentUrl(publicUrl, 'left', { joinSequence, language }),
        Method: 'POST',
      }),

    hangUp: (call) => change(`Calls/${call}`, { Status: 'completed' }),

    /** An empty conference is over for good: whoever comes after its last leg has left is in another of that name. */
    async participants(conference, meeting) {
      const legs = meeting === undefined ? [] : await legsOf(meeting);
      if (legs === undefined || legs.length > 0) return legs && { meeting, legs };
      const found = await runningMeeting(conference);
      if (found === undefined) return undefined;
      const { meeting: running } = found;
      if (running === undefined || running === meeting) return { meeting: running, legs: [] };
      const others = await legsOf(running);
      return others && { meeting: running, legs: others };
    },

    async isUp(call) {
      const answer = await read(`Calls/${call}`);
      if (answer.kind === 'gone') return false;
      const status = answer.kind === 'ok' ? callSchema.safeParse(answer.body).data?.status : undefined;
      return status === undefined ? undefined : !isFinalStatus(status);
    },
  };
}

function participant({ meeting, call }: Seat): string {
  return `Conferences/${encodeURIComponent(meeting)}/Participants/${call}`;
}
