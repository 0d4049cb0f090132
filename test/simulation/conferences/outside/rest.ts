import * as z from 'zod';
import type { Incoming, Reply } from '../../frame/network.ts';
import type { Callees } from '../call-outs/callees.ts';
import type { OutsideVariants } from './variants.ts';
import type { SimulatedPhones } from '../parties/phones.ts';

const gone: Reply = { status: 404, body: { error: 'gone' } };
const ok = (body: unknown): Reply => ({ status: 200, body });
const bodySchema = z.strictObject({
  muted: z.boolean().optional(),
  tell: z.string().optional(),
  document: z.string().optional(),
  asks: z.literal('waited').optional(),
});

const placingSchema = z.strictObject({
  query: z.string(),
  from: z.string(),
  to: z.string(),
  ringS: z.number(),
});

/** The REST interface of the provider where people wait outside. */
export function serveOutside(
  phones: SimulatedPhones,
  place: Callees['place'],
  { namesPlaced, listLagMs }: OutsideVariants,
  { method, path, body, waitedUntilMs }: Incoming,
): Reply {
  const [, kind, name = '', call] = path.split('/');
  if (path === '/calls' && body !== undefined) {
    const placed = place({ ...placingSchema.parse(JSON.parse(body)), waitedUntilMs });
    if (placed === undefined) return { status: 400, body: { error: 'no such number' } };
    return { status: 201, body: namesPlaced ? { call: placed.sid } : {} };
  }
  const form = body === undefined ? {} : bodySchema.parse(JSON.parse(body));
  if (kind === 'calls') {
    const found = phones.call(name);
    if (found === undefined) return gone;
    if (method === 'GET') return ok({ status: found.status, meeting: found.meeting?.sid });
    if (found.status === 'completed') return gone;
    if (form.document !== undefined) phones.redirect(found, form.document);
    if (form.asks !== undefined) phones.send(found, { path: `/outside/${form.asks}`, query: '' });
    return ok({});
  }
  if (kind !== 'conferences') throw new Error(`there is no ${path}`);
  // By the conference's name, or by the meeting's own.
  const meeting = phones.meetings.running(name) ?? phones.meetings.bySid(name);
  if (call === undefined) {
    const participants = phones.meetings.listed(meeting, listLagMs);
    return participants.length === 0 ? gone : ok({ participants });
  }
  const participant = meeting?.participants.get(call);
  if (meeting === undefined || participant === undefined) return gone;
  if (form.tell !== undefined) phones.told(participant);
  if (form.muted !== undefined) phones.meetings.mute(meeting, participant, form.muted);
  return ok({});
}
