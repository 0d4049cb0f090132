import type { Incoming, Reply } from '../../frame/network.ts';
import type { ListedConferences } from '../../../../local/simulated/twilio/options.ts';
import type { Callees } from '../call-outs/callees.ts';
import { targetOf } from './document.ts';
import type { Meeting } from './meetings.ts';
import type { SimulatedPhones } from './phones.ts';
import { accountSid } from './phone-call.ts';

const gone: Reply = { status: 404, body: { code: 20404 } };
const ok = (body: unknown): Reply => ({ status: 200, body });

/** Twilio's REST interface, as far as the gateway uses it (Twilio docs, REST reference). */
export function serveTwilio(
  phones: SimulatedPhones,
  place: Callees['place'],
  { method, path, body, key, waitedUntilMs }: Incoming,
  isToken: (token: string) => boolean,
  listed: ListedConferences,
): Reply {
  const basic = Buffer.from(key?.replace(/^Basic /, '') ?? '', 'base64').toString();
  const [account, token = ''] = basic.split(':');
  if (account !== accountSid || !isToken(token)) return { status: 401, body: { code: 20003 } };
  const [resource = '', query = ''] = path.replace(`/Accounts/${accountSid}/`, '').split('?');
  const form = new URLSearchParams(body);
  const [kind, sid = '', participants, call = ''] = resource.replace(/\.json$/, '').split('/');
  if (kind === 'Calls' && sid === '') return placeCall(place, form, waitedUntilMs);
  if (kind === 'Calls') return method === 'GET' ? readCall(phones, sid) : changeCall(phones, sid, form);
  if (kind !== 'Conferences') throw new Error(`Twilio has no ${resource}`);
  if (sid === '') {
    const asked = new URLSearchParams(query);
    const conferences = phones.meetings.all
      .filter((meeting) => meeting.name === asked.get('FriendlyName'))
      .map((meeting) => ({ sid: meeting.sid, status: statusOf(meeting) }))
      .filter(({ status }) => isListed(status, asked.get('Status'), listed))
      .reverse();
    return ok({ conferences: conferences.slice(0, Number(asked.get('PageSize'))) });
  }
  const meeting = phones.meetings.bySid(sid);
  if (meeting === undefined || meeting.isOver || participants !== 'Participants') return gone;
  if (call === '') {
    const list = [...meeting.participants.values()].map(({ call: call_sid, label, muted }) => ({
      call_sid,
      label,
      muted,
    }));
    return ok({ participants: list, next_page_uri: null });
  }
  const participant = meeting.participants.get(call);
  if (participant === undefined) return gone;
  const muted = form.get('Muted');
  if (form.has('AnnounceUrl')) phones.told(participant);
  if (muted !== null) phones.meetings.mute(meeting, participant, muted === 'true');
  return ok({ call_sid: call });
}

function statusOf({ isOver, hasStarted }: Meeting): 'init' | 'in-progress' | 'completed' {
  if (isOver) return 'completed';
  return hasStarted ? 'in-progress' : 'init';
}

function isListed(status: string, asked: string | null, listed: ListedConferences): boolean {
  if (asked !== null) return status === asked;
  if (listed === 'all') return true;
  return status === 'in-progress' || (status === 'init' && listed === 'in-progress-and-init');
}

function placeCall(place: Callees['place'], form: URLSearchParams, waitedUntilMs: number): Reply {
  const [from, to] = [form.get('From') ?? '', form.get('To') ?? ''];
  const { searchParams } = new URL(form.get('Url') ?? '');
  const ringS = Number(form.get('Timeout'));
  const placed = place({ query: searchParams.toString(), from, to, ringS, waitedUntilMs });
  if (placed === undefined) return { status: 400, body: { code: 21211 } };
  return { status: 201, body: { sid: placed.sid, status: 'queued' } };
}

function readCall(phones: SimulatedPhones, sid: string): Reply {
  const call = phones.call(sid);
  return call === undefined ? gone : ok({ sid, status: call.status });
}

function changeCall(phones: SimulatedPhones, sid: string, form: URLSearchParams): Reply {
  const call = phones.call(sid);
  if (call === undefined) return gone;
  if (call.status !== 'in-progress') return { status: 400, body: { code: 21220 } };
  const document = form.get('Twiml');
  const url = form.get('Url');
  if (url !== null) phones.send(call, targetOf(url));
  else if (document === null) phones.cut(call);
  else phones.redirect(call, document);
  return ok({ sid });
}
