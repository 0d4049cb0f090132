import type { SimulatedCall } from '../calls/call.ts';
import type { Conference, Participant } from '../calls/conference.ts';
import { twilioTime } from '../calls/identifiers.ts';
import type { PhoneLine } from '../calls/lines.ts';
import { API_VERSION } from '../calls/parameters.ts';

type Resource = Readonly<Record<string, unknown>>;

/** Path of an account's resources. */
export const accountPath = (accountSid: string): string => `/${API_VERSION}/Accounts/${accountSid}`;

export function conferenceResource(conference: Conference, accountSid: string): Resource {
  const uri = `${accountPath(accountSid)}/Conferences/${conference.sid}`;
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    call_sid_ending_conference: conference.callSidEnding ?? null,
    date_created: twilioTime(conference.createdMs),
    date_updated: twilioTime(conference.updatedMs),
    friendly_name: conference.friendlyName,
    reason_conference_ended: conference.reasonEnded ?? null,
    region: conference.region,
    sid: conference.sid,
    status: conference.status,
    subresource_uris: { participants: `${uri}/Participants.json`, recordings: `${uri}/Recordings.json` },
    uri: `${uri}.json`,
  };
}

export function participantResource(
  participant: Participant,
  conferenceSid: string,
  accountSid: string,
): Resource {
  const { call } = participant;
  return {
    account_sid: accountSid,
    call_sid: call.sid,
    call_sid_to_coach: null,
    coaching: false,
    conference_sid: conferenceSid,
    date_created: twilioTime(participant.joinedMs),
    date_updated: twilioTime(participant.updatedMs),
    end_conference_on_exit: participant.endConferenceOnExit,
    hold: participant.hold,
    label: participant.label ?? null,
    muted: participant.muted,
    queue_time: null,
    start_conference_on_enter: participant.startConferenceOnEnter,
    status: 'connected',
    uri: `${accountPath(accountSid)}/Conferences/${conferenceSid}/Participants/${call.sid}.json`,
  };
}

export function callResource(call: SimulatedCall, accountSid: string): Resource {
  const { to, from, direction = 'inbound' } = call.identity;
  const seconds =
    call.endedMs === undefined
      ? null
      : String(Math.round((call.endedMs - (call.answeredMs ?? call.endedMs)) / 1_000));
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    answered_by: null,
    date_created: twilioTime(call.startedMs),
    direction,
    duration: seconds,
    end_time: call.endedMs === undefined ? null : twilioTime(call.endedMs),
    from,
    parent_call_sid: null,
    sid: call.sid,
    start_time: twilioTime(call.startedMs),
    status: call.status,
    to,
    uri: `${accountPath(accountSid)}/Calls/${call.sid}.json`,
  };
}

export function numberResource(line: PhoneLine, accountSid: string): Resource {
  return {
    account_sid: accountSid,
    api_version: API_VERSION,
    phone_number: line.phoneNumber,
    sid: line.sid,
    status_callback: line.statusCallback ?? '',
    status_callback_method: line.statusCallbackMethod ?? 'POST',
    friendly_name: line.phoneNumber,
    trunk_sid: line.trunkSid ?? null,
    voice_application_sid: line.voiceApplicationSid ?? '',
    uri: `${accountPath(accountSid)}/IncomingPhoneNumbers/${line.sid}.json`,
    voice_fallback_method: line.voiceFallbackMethod ?? 'POST',
    voice_fallback_url: line.voiceFallbackUrl ?? '',
    voice_method: line.voiceMethod ?? 'POST',
    voice_url: line.voiceUrl ?? '',
  };
}

/** One page of a list, as all lists of this API look. `path` is that of the list, without `.json`. */
export function listPage(
  key: string,
  path: string,
  items: readonly Resource[],
  query: { Page: number; PageSize: number; PageToken?: string | undefined } & Readonly<
    Record<string, string | number | boolean | undefined>
  >,
): Resource {
  const { Page: page, PageSize: pageSize } = query;
  const uriOf = (index: number): string => {
    const text = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) text.set(name, String(value));
    }
    text.set('PageSize', String(pageSize));
    text.set('Page', String(index));
    if (index > 0) text.set('PageToken', `PA${index}`);
    else text.delete('PageToken');
    return `${path}.json?${text.toString()}`;
  };
  const start = page * pageSize;
  const shown = items.slice(start, start + pageSize);
  return {
    [key]: shown,
    end: start + Math.max(shown.length - 1, 0),
    first_page_uri: uriOf(0),
    next_page_uri: start + pageSize < items.length ? uriOf(page + 1) : null,
    page,
    page_size: pageSize,
    previous_page_uri: page > 0 ? uriOf(page - 1) : null,
    start,
    uri: uriOf(page),
  };
}
