import type { Context, Hono } from 'hono';
import * as z from 'zod';
import type { Env } from '../../kit/rest.ts';
import { causes } from '../calls/call.ts';
import type { Conference, Member } from '../calls/conference.ts';
import { partiesOf, plivoTime, wholeSeconds } from '../calls/parameters.ts';
import { languageSchema } from '../xml/attributes.ts';
import { gone, notFound, say, withJson } from './answers.ts';
import type { RestDeps } from './deps.ts';

const nothing = z.strictObject({});
const speakSchema = z.strictObject({
  text: z.string().min(1),
  voice: z.enum(['MAN', 'WOMAN']).default('WOMAN'),
  language: languageSchema.default('en-US'),
});
const playSchema = z.strictObject({ url: z.url({ protocol: /^https?$/ }) });

/** Conferences and their members. */
export function addConferenceRoutes(app: Hono<Env>, deps: RestDeps): void {
  const { conferences } = deps;
  app.get('/Conference/', (c) => say(c, 200, { conferences: conferences.all.map(({ name }) => name) }));
  app.get('/Conference/:name/', (c) => {
    const found = conferences.find(c.req.param('name'));
    return found ? say(c, 200, resourceOf(found, deps)) : notFound(c);
  });
  app.delete('/Conference/:name/', (c) => {
    const found = conferences.find(c.req.param('name'));
    found?.end();
    return found ? gone(c) : notFound(c);
  });
  addMemberRoutes(app, deps);
}

const base = '/Conference/:name/Member/:ids';
type MemberContext = Context<Env, `${typeof base}/`>;

function addMemberRoutes(app: Hono<Env>, { conferences }: RestDeps): void {
  /** Does something to the members that are there; none of them is a 404. */
  const toEach = (
    c: MemberContext,
    act: (conference: Conference, member: Member) => void,
    message?: string,
  ): Response => {
    const conference = conferences.find(c.req.param('name'));
    const members = conference?.find(c.req.param('ids')) ?? [];
    if (!conference || members.length === 0) return notFound(c);
    for (const member of members) act(conference, member);
    return message === undefined ? gone(c) : say(c, 202, { message, member_id: members.map(({ id }) => id) });
  };

  app.delete(`${base}/`, (c) => toEach(c, (_, { call }) => call.end('api', causes.normal)));
  app.post(`${base}/Kick/`, (c) =>
    withJson(c, nothing, () => toEach(c, (room, member) => room.leave(member, 'kicked'), 'kicked')),
  );
  app.post(`${base}/Mute/`, (c) =>
    withJson(c, nothing, () => toEach(c, (room, member) => room.setMuted(member, true), 'muted')),
  );
  app.delete(`${base}/Mute/`, (c) => toEach(c, (room, member) => room.setMuted(member, false)));
  app.post(`${base}/Deaf/`, (c) =>
    withJson(c, nothing, () => toEach(c, (room, member) => room.setDeaf(member, true), 'deaf')),
  );
  app.delete(`${base}/Deaf/`, (c) => toEach(c, (room, member) => room.setDeaf(member, false)));
  app.post(`${base}/Speak/`, (c) =>
    withJson(c, speakSchema, (order) =>
      toEach(
        c,
        (room, member) => room.tell(member, { element: 'Speak', loop: 1, ...order }),
        'speak queued into conference',
      ),
    ),
  );
  app.delete(`${base}/Speak/`, (c) => toEach(c, (room, member) => room.hush(member)));
  app.post(`${base}/Play/`, (c) =>
    withJson(c, playSchema, (order) =>
      toEach(
        c,
        (room, member) => room.tell(member, { element: 'Play', loop: 1, ...order }),
        'play queued into conference',
      ),
    ),
  );
  app.delete(`${base}/Play/`, (c) => toEach(c, (room, member) => room.hush(member)));
}

/** Numbers are texts here. */
function resourceOf(conference: Conference, { settings }: RestDeps): object {
  const { name, createdMs, listed } = conference;
  return {
    conference_name: name,
    conference_run_time: String(wholeSeconds(createdMs)),
    conference_member_count: String(listed.length),
    members: listed.map(({ id, call, muted, deaf, joinedMs }) => ({
      member_id: id,
      call_uuid: call.id,
      muted,
      deaf,
      ...partiesOf(call, settings),
      caller_name: partiesOf(call, settings).from,
      direction: 'inbound',
      join_time: plivoTime(joinedMs),
    })),
  };
}
