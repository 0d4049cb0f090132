import * as z from 'zod';
import type { CommandResult } from '../../conferences/model/command-result.ts';
import type { ConferenceId } from '../../conferences/model/conference.ts';
import type { Seat } from '../../conferences/ports.ts';
import { commandResult, type VoiceAnswer } from '../voice-client.ts';
import { requestPlivo, type PlivoClient, type PlivoRequest } from './client.ts';

/** Numbers and yes or no come as such, or as text. */
const text = z.union([z.string(), z.number().transform(String)]);
const flag = z.union([z.boolean(), z.stringbool()]);

const conferenceSchema = z.object({
  conference_member_count: z.coerce.number().int(),
  members: z.array(z.object({ member_id: text, call_uuid: z.string(), muted: flag })),
});
type Member = z.infer<typeof conferenceSchema>['members'][number];

/** `members`: undefined if `answer` does not say who is in the conference. */
interface Listed {
  readonly answer: VoiceAnswer;
  readonly members: readonly Member[] | undefined;
}

/** Who is in a conference. Half a list is none: whoever is not on it would be taken for gone. */
export async function listMembers(client: PlivoClient, conference: ConferenceId): Promise<Listed> {
  const answer = await requestPlivo(client, { method: 'GET', path: conferencePath(conference) });
  if (answer.kind === 'gone') return { answer, members: [] };
  const read = answer.kind === 'ok' ? conferenceSchema.safeParse(answer.body).data : undefined;
  const isWhole = read !== undefined && read.members.length >= read.conference_member_count;
  return { answer, members: isWhole ? read.members : undefined };
}

/** What is done to one member. */
type MemberRequest = Pick<PlivoRequest, 'json'> & {
  readonly method: 'POST' | 'DELETE';
  readonly command: 'Mute' | 'Speak' | 'Play';
};

/**
 * Plivo knows those in a conference by names of its own, which are new for each join. The list tells them, and is asked each
 * time: by a name that is old, nobody would be muted, or somebody else.
 */
export async function toMember(
  client: PlivoClient,
  { conference, call }: Seat,
  { command, ...request }: MemberRequest,
): Promise<CommandResult> {
  const result = (answer: VoiceAnswer) => commandResult(answer, client.http.clock.now());
  const { answer, members } = await listMembers(client, conference);
  if (members === undefined) return answer.kind === 'ok' ? 'unknown' : result(answer);
  const member = members.find((each) => each.call_uuid === call);
  if (member === undefined) return 'gone';
  const path = `${conferencePath(conference)}Member/${encodeURIComponent(member.member_id)}/${command}/`;
  return result(await requestPlivo(client, { ...request, path }));
}

const conferencePath = (conference: ConferenceId) => `Conference/${encodeURIComponent(conference)}/`;
