import type { Incoming, Reply } from '../frame/network.ts';
import type { SimulatedPhones } from './phones.ts';
import { accountSid } from './phones.ts';

const gone: Reply = { status: 404, body: { code: 20404 } };
const ok = (body: unknown): Reply => ({ status: 200, body });

/** Twilio's REST interface, as far as the gateway uses it (Twilio docs, REST reference). */
export function serveTwilio(
  phones: SimulatedPhones,
  { method, path, body, key }: Incoming,
  isToken: (token: string) => boolean,
): Reply {
  const basic = Buffer.from(key?.replace(/^Basic /, '') ?? '', 'base64').toString();
  const [account, token = ''] = basic.split(':');
  if (account !== accountSid || !isToken(token)) return { status: 401, body: { code: 20003 } };
  const [resource = '', query = ''] = path.replace(`/Accounts/${accountSid}/`, '').split('?');
  const form = new URLSearchParams(body);
  const [kind, sid = '', participants, call = ''] = resource.replace(/\.json$/, '').split('/');
  if (kind === 'Calls') return method === 'GET' ? readCall(phones, sid) : changeCall(phones, sid, form);
  if (kind !== 'Conferences') throw new Error(`Twilio has no ${resource}`);
  if (sid === '') {
    const name = new URLSearchParams(query).get('FriendlyName');
    const found = phones.meetings.all.filter((meeting) => meeting.name === name).reverse();
    const conferences = found.map((meeting) => ({
      sid: meeting.sid,
      status: meeting.isOver ? 'completed' : 'in-progress',
    }));
    return ok({ conferences: conferences.slice(0, Number(new URLSearchParams(query).get('PageSize'))) });
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
  if (muted !== null) phones.meetings.mute(meeting, participant, muted === 'true');
  return ok({ call_sid: call });
}

function readCall(phones: SimulatedPhones, sid: string): Reply {
  const call = phones.call(sid);
  return call === undefined ? gone : ok({ sid, status: call.status });
}

function changeCall(phones: SimulatedPhones, sid: string, form: URLSearchParams): Reply {
  const call = phones.call(sid);
  if (call === undefined) return gone;
  if (call.status === 'completed') return { status: 400, body: { code: 21220 } };
  const document = form.get('Twiml');
  if (document === null) phones.hangUp(call);
  else phones.redirect(call, document);
  return ok({ sid });
}
