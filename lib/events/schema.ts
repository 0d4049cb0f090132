import * as z from 'zod';

/** Events are published under this name of their source. */
export const eventSource = 'patchbay';

const moment = z.iso.datetime().meta({ id: 'moment' });
const ms = z.number().describe('Milliseconds');

/** What every event says. */
const envelope = {
  id: z.string().describe('The same each time that the event is sent: by it repetitions are known'),
  stage: z.string().describe('Of which deployment'),
  at: moment.describe('When it happened'),
  sequence: z
    .int()
    .positive()
    .describe('Rises with each event of one call, or of one conference; it leaves numbers out'),
};

const heldCall = z
  .object({
    id: z.string(),
    to: z.string().describe('What was dialled'),
    from: z
      .string()
      .optional()
      .describe('Of the number of the caller the last two digits, or all, as settings say'),
    arrivedAt: moment,
    reason: z.string().describe('Why the call goes where it goes: the word of its route'),
  })
  .meta({ id: 'heldCall' });

const attempt = {
  target: z.string().optional().describe('The target of its route that is being tried'),
  attempt: z.int().describe('Number of the attempt'),
};
const isIn = {
  ...attempt,
  room: z.string().optional(),
  waitedMs: ms.describe('From the call to its connection, in milliseconds'),
};
const isOver = {
  outcome: z.string().describe('Why the call ended as it did'),
  connectedAt: moment.optional().describe('When the caller was connected, if they were'),
};
const why = z.string().optional();
const noticeVersion = z.string().describe('Version of the notice, as its route or dial-in had it');

const ofHeldCall = <Type extends string, More extends z.ZodRawShape>(
  type: Type,
  description: string,
  more: More,
) =>
  z
    .object({ version: z.literal(1), type: z.literal(type), ...envelope, call: heldCall, ...more })
    .meta({ id: type, description });

const pinCall = z
  .object({
    id: z.string(),
    voice: z.string().describe('Voice provider of the call'),
    to: z
      .string()
      .describe(
        'Dial-in that was called; where the gateway has called, the callee’s number, as `from` is else',
      ),
    from: z
      .string()
      .optional()
      .describe('Of the number of the caller the last two digits, or all, as settings say'),
    arrivedAt: moment,
  })
  .meta({ id: 'pinCall' });

const caller = z
  .object({
    call: z.string().describe('Id of the call'),
    conference: z.string().describe('Id of the conference'),
    externalId: z.string().optional().describe('What whoever made the PIN calls its owner'),
    admittedAt: moment,
  })
  .meta({ id: 'caller' });

const conference = z
  .object({ id: z.string(), name: z.string(), voice: z.string() })
  .meta({ id: 'conference' });

const ofPinCall = <Type extends string, More extends z.ZodRawShape>(
  type: Type,
  description: string,
  more: More,
) =>
  z
    .object({ version: z.literal(1), type: z.literal(type), ...envelope, call: pinCall, ...more })
    .meta({ id: type, description });

const ofCaller = <Type extends string, More extends z.ZodRawShape>(
  type: Type,
  description: string,
  more: More,
) =>
  z
    .object({ version: z.literal(1), type: z.literal(type), ...envelope, caller, ...more })
    .meta({ id: type, description });

const ofConference = <Type extends string>(type: Type, description: string) =>
  z
    .object({ version: z.literal(1), type: z.literal(type), ...envelope, conference })
    .meta({ id: type, description });

/** Everything that is told, a schema each. The version of one rises when what stands in it changes its meaning, or goes. */
export const eventSchemas = [
  ofHeldCall('call.held', 'A call is on hold, and has a route', {}),
  ofHeldCall('call.refused', 'A call was refused as it came', { outcome: z.string() }),
  ofHeldCall('call.declined', 'The endpoint that was asked refuses the call', { outcome: z.string() }),
  ofHeldCall('call.targetRefused', 'A target does not take the call on; `why` names it', { why }),
  ofHeldCall('call.movedOn', 'The next target is tried, the last having been in vain', { ...attempt, why }),
  ofHeldCall('call.botLeft', 'The bot left before its room was ready', attempt),
  ofHeldCall('call.connected', 'The caller is in the room', isIn),
  ofHeldCall('call.connectedLate', 'The caller is in the room of a call that was given up', isIn),
  ofHeldCall('call.noticed', 'The bot reports that it has told the caller the notice of the route', {
    noticeVersion: noticeVersion.optional(),
  }),
  ofHeldCall('call.transferAsked', 'A bot asked that its caller is led on', {}),
  ofHeldCall('call.transferring', 'The caller is led out of the room to somebody else', {}),
  ofHeldCall('call.transferBegun', 'Daily has taken the caller out of the room to lead them on', {}),
  ofHeldCall('call.transferAnswered', 'Whoever the caller is led to has answered', {}),
  ofHeldCall('call.transferFailed', 'Nothing came of leading the caller on, who is in the room still', {
    transferOutcome: z.string().optional(),
  }),
  ofHeldCall('call.transferOver', 'What the caller was led to is over', isOver),
  ofHeldCall('call.transferClosed', 'The call is over with the transfer', isOver),
  ofHeldCall('call.transferLost', 'The call is over, and what came of its transfer is not known', isOver),
  ofHeldCall('call.callerLeft', 'The caller has left the room', isOver),
  ofHeldCall('call.leftLate', 'The caller of a call that was given up was in, and has left', isOver),
  ofHeldCall('call.meetingEnded', 'The meeting in the room has ended', isOver),
  ofHeldCall('call.overdue', 'The longest call is over, and nobody reported its end', isOver),
  ofHeldCall('call.callerGone', 'The caller hung up on hold', isOver),
  ofHeldCall('call.released', 'The call was given up', isOver),
  ofPinCall('call.arrived', 'A call has come to a dial-in', {}),
  ofPinCall('call.tried', 'A question for a PIN did not let the call in; what was keyed is in no event', {
    attempt: z.int(),
    why: z.string().describe('Name of the sentence that the caller heard'),
    isHungUp: z.boolean(),
  }),
  ofPinCall('call.noticeHeard', 'The caller has heard the notice of the dial-in to its end', {
    noticeVersion,
  }),
  ofPinCall('call.agreed', 'The caller has heard the notice, and keyed that they agree', { noticeVersion }),
  ofPinCall('call.notAgreed', 'The caller has heard the notice, and has not keyed that they agree', {
    noticeVersion,
    attempt: z.int().describe('How often the caller has been asked by then'),
    isHungUp: z.boolean().describe('Whether that was the last time'),
  }),
  ofPinCall('call.ordered', 'Somebody is called into a conference', { conference: z.string() }),
  ofPinCall('call.callOutOver', 'What has come of calling somebody into a conference', {
    conference: z.string(),
    outcome: z.string().describe('`joined`, or why not'),
  }),
  ofPinCall('call.forwarded', 'By its PIN the call goes on as another one', {}),
  ofCaller('caller.waiting', 'A caller waits outside the meeting until the bridge is in', {}),
  ofCaller('caller.in', 'A caller is in the conference', {}),
  ofCaller('caller.absent', 'A caller is out of the meeting, and on the line', {}),
  ofCaller('caller.gone', 'The call of a caller is over', {}),
  ofCaller('caller.muted', 'A caller is to be muted, by the room or themselves', {}),
  ofCaller('caller.unmuted', 'A caller is to be heard again', {}),
  ofCaller('caller.handRaised', 'A caller raises their hand', {}),
  ofCaller('caller.handLowered', 'The hand of a caller is down', {}),
  ofCaller('caller.transferOutcome', 'What has come of leading a caller on to somewhere else', {
    outcome: z.string(),
  }),
  ofCaller('caller.kicked', 'A caller is thrown out of the conference', { why: z.string() }),
  ofConference('conference.bridgeIn', 'The room has dialled in'),
  ofConference('conference.bridgeOut', 'The bridge of the room is out'),
  ofConference('conference.closed', 'The conference was closed'),
] as const;

/** What is told of calls: the detail of an event on EventBridge, whose `detail-type` is its `type`. */
export const eventSchema = z.discriminatedUnion('type', eventSchemas);
export type PatchbayEvent = z.infer<typeof eventSchema>;
/** What an event's order is kept of: the id of its call, before and after its PIN, or of its conference. */
export function subjectOf(event: PatchbayEvent): string {
  if ('call' in event) return event.call.id;
  return 'caller' in event ? event.caller.call : event.conference.id;
}

export type PatchbayEventType = PatchbayEvent['type'];
