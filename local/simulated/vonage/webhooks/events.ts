import type { VonageCall } from '../calls/call.ts';
import type { VonageSettings } from '../options.ts';

/** Types of events of a conversation that the application's `rtc` capability gets. */
export type RtcEvent =
  | 'member:joined'
  | 'member:left'
  | 'audio:mute:on'
  | 'audio:mute:off'
  | 'audio:earmuff:on'
  | 'audio:earmuff:off'
  | 'audio:dtmf';

/** One webhook as Vonage sends it. */
export interface VonageEvent {
  readonly event:
    | 'answer'
    | 'started'
    | 'ringing'
    | 'answered'
    | 'completed'
    | 'rejected'
    | 'unanswered'
    | 'cancelled'
    | 'failed'
    | 'busy'
    | 'timeout'
    | 'transfer'
    | 'input'
    | RtcEvent;
  readonly uuid: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const timestampNow = (): string => new Date().toISOString();
const iso = (atMs: number | undefined): string | null =>
  atMs === undefined ? null : new Date(atMs).toISOString();

const digits = (number: string): string => number.replace(/^\+/, '');

/** A party as Vonage names it: numbers have no `+`. */
function partyOf(address: string, { sipIdentity }: VonageSettings): string {
  const user = /^sip:([^@]+)@/.exec(address)?.[1];
  if (user === undefined) return digits(address);
  return sipIdentity === 'uri' ? address : digits(user);
}

/** The caller; undefined if there is none to name. */
function fromOf({ identity }: VonageCall, settings: VonageSettings): string | undefined {
  const isKnown = identity.isSip || /^\+\d+$/.test(identity.from);
  return isKnown ? partyOf(identity.from, settings) : settings.withheldFrom;
}

/** Both parties, and the ids. */
export function partiesOf(call: VonageCall, settings: VonageSettings): Record<string, unknown> {
  const from = fromOf(call, settings);
  return {
    ...(from !== undefined && { from }),
    to: partyOf(call.identity.to, settings),
    uuid: call.uuid,
    conversation_uuid: call.conversationUuid,
  };
}

/** What the answer URL is asked with. */
export function answer(call: VonageCall, settings: VonageSettings, regionUrl: string): VonageEvent {
  const { isSip, headers, placed } = call.identity;
  const passed = Object.entries(headers).filter(([name]) => /^x-/i.test(name) && !/^x-nexmo/i.test(name));
  const body = {
    ...partiesOf(call, settings),
    ...(settings.sipEndpointType !== undefined && {
      endpoint_type: isSip ? settings.sipEndpointType : 'phone',
    }),
    ...((placed === undefined || settings.regionUrlOfPlaced) && { region_url: regionUrl }),
    ...Object.fromEntries(passed.map(([name, value]) => [`SipHeader_${name}`, value])),
  };
  return { event: 'answer', uuid: call.uuid, body };
}

export const directionOf = ({ identity }: VonageCall) =>
  identity.placed === undefined ? 'inbound' : 'outbound';

/** A change of a call's status. */
export function status(
  event: Exclude<VonageEvent['event'], 'answer' | 'transfer' | 'input' | RtcEvent>,
  call: VonageCall,
  settings: VonageSettings,
): VonageEvent {
  const ended = call.endedMs !== undefined && {
    duration: String(call.seconds),
    start_time: iso(call.answeredMs),
    end_time: iso(call.endedMs),
    network: 'GB-FIXED',
    rate: '0.0045',
    price: '0.0046',
  };
  const body = {
    ...partiesOf(call, settings),
    status: event,
    direction: directionOf(call),
    ...ended,
    timestamp: timestampNow(),
  };
  return { event, uuid: call.uuid, body };
}

/** What became of a leg that `connect` calls. */
export function calleeStatus(
  event: 'ringing' | 'answered' | 'completed' | 'busy' | 'timeout' | 'failed' | 'cancelled',
  call: VonageCall,
  { uuid, uri, from }: { readonly uuid: string; readonly uri: string; readonly from: string },
): VonageEvent {
  const body = {
    from: digits(from),
    to: uri,
    uuid,
    conversation_uuid: call.conversationUuid,
    status: event,
    direction: 'outbound',
    timestamp: timestampNow(),
  };
  return { event, uuid, body };
}

/** Keys for an `input`. `timedOut`: undefined leaves it out. */
export function input(
  call: VonageCall,
  settings: VonageSettings,
  { keys, timedOut }: { readonly keys: string; readonly timedOut: boolean | undefined },
): VonageEvent {
  const { uuid, ...parties } = partiesOf(call, settings);
  const isNamed = timedOut !== true || settings.uuidAfterTimeOut;
  const body = {
    dtmf: { digits: keys, ...(timedOut !== undefined && { timed_out: timedOut }) },
    speech: { results: [] },
    ...parties,
    ...(isNamed && { uuid }),
    timestamp: timestampNow(),
  };
  return { event: 'input', uuid: call.uuid, body };
}

export function transfer(call: VonageCall, from: string): VonageEvent {
  const body = {
    conversation_uuid_from: from,
    conversation_uuid_to: call.conversationUuid,
    uuid: call.uuid,
    timestamp: timestampNow(),
  };
  return { event: 'transfer', uuid: call.uuid, body };
}

/** How a leg is named in a channel. */
const legIdsOf = ({ uuid }: VonageCall, { legIds }: VonageSettings): readonly unknown[] =>
  legIds === 'strings' ? [uuid] : [{ leg_id: uuid }];

/** The channel of a member. */
export function channelOf(call: VonageCall, settings: VonageSettings): Record<string, unknown> {
  const { from, to } = partiesOf(call, settings);
  return {
    type: 'phone',
    id: call.uuid,
    leg_ids: legIdsOf(call, settings),
    from: { type: 'phone', number: from ?? 'Unknown' },
    to: { type: 'phone', number: to },
  };
}

/** Sound of a member. */
export const mediaOf = ({ muted, earmuffed }: VonageCall) => ({
  audio: true,
  audio_settings: { enabled: true, muted, earmuffed },
});

/** A member of a conversation, as events name it. */
export interface MemberNames {
  readonly conversationId: string;
  readonly memberId: string;
}

export function rtc(
  event: RtcEvent,
  call: VonageCall,
  { conversationId, memberId }: MemberNames,
  settings: VonageSettings,
  more: Readonly<Record<string, unknown>> = {},
): VonageEvent {
  const common = {
    id: String(Date.now()),
    type: event,
    conversation_id: conversationId,
    from: memberId,
    application_id: settings.applicationId,
    timestamp: timestampNow(),
  };
  return {
    event,
    uuid: call.uuid,
    body: { ...common, body: { ...rtcBody(event, call, settings), ...more } },
  };
}

function rtcBody(event: RtcEvent, call: VonageCall, settings: VonageSettings): Record<string, unknown> {
  const channel = channelOf(call, settings);
  if (event === 'member:joined') return { channel, media: mediaOf(call) };
  if (event === 'member:left') return { channel };
  switch (settings.audioEvents) {
    case 'channel':
      return { channel };
    case 'member':
      return {};
    case 'rtc-id':
      return { rtc_id: call.uuid };
  }
}
