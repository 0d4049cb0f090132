import * as z from 'zod';
import {
  callerViewOf,
  callerViewSchema,
  conferenceViewOf,
  conferenceViewSchema,
} from '../../lib/admin/conference-view.ts';
import {
  closeConference,
  createConference,
  invitationOf,
  newConferenceSchema,
} from '../../lib/conferences/admin/administer.ts';
import { revokeUntold } from '../../lib/conferences/admin/pins.ts';
import { conferenceIdSchema, conferenceSettingsSchema } from '../../lib/conferences/model/conference.ts';
import { failed, fine, none, nothing, operation, problemOf } from './operation.ts';
import { cursorOf, pageOf, pageQuery, positionIn } from './page.ts';
import { noConference } from '../../lib/conferences/model/not-done.ts';
import { changeSettings } from '../../lib/conferences/admin/change-settings.ts';

/** The path parameter of one conference. */
export const conferenceParams = z.object({ conferenceId: conferenceIdSchema });

/** Settings without their defaults: what a change leaves out stays, and null is the default again. */
const settingsChangeSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(conferenceSettingsSchema.shape).map(([name, schema]) => [
      name,
      (schema instanceof z.ZodDefault ? schema.unwrap() : schema).nullish(),
    ]),
  ),
);

export const conferenceOperations = [
  operation({
    id: 'createConference',
    on: 'POST /admin/v1/conferences',
    summary:
      'Make a conference: its room, the PIN of its bridge, and a PIN for callers, which is shown this once',
    params: nothing,
    query: nothing,
    body: newConferenceSchema,
    answer: z.object({
      conference: conferenceViewSchema,
      url: z.string().optional().describe('Where people join the room'),
      pin: z.string().optional().describe('Left out of a repetition'),
      invitation: z.string().optional().describe('With the PIN; left out of a repetition'),
    }),
    shownOnce: ['pin', 'invitation'],
    run: async ({ admin }, { body, id, isRepeated }) => {
      if (isRepeated) {
        const conferenceId = body.id ?? conferenceIdSchema.parse(id);
        const made = await admin.conferences.get(conferenceId);
        if (made !== undefined) {
          await revokeUntold(admin, conferenceId, conferenceId);
          return fine({ conference: conferenceViewOf(made) });
        }
      }
      const created = await createConference({ ...admin, newId: () => id, isRepeated }, body);
      if (!created.ok) return failed(problemOf(created));
      const { conference, url, pin, invitation } = created;
      return fine({ conference: conferenceViewOf(conference), url, pin, invitation });
    },
  }),

  operation({
    id: 'listConferences',
    on: 'GET /admin/v1/conferences',
    summary: 'All conferences, those made last at the head',
    params: nothing,
    query: z.object(pageQuery),
    body: none,
    answer: pageOf(conferenceViewSchema),
    run: async ({ conferencePage }, { query: { limit, cursor } }) => {
      const after = positionIn(z.number(), cursor);
      if (!after.ok) return after;
      const { conferences, next } = await conferencePage({
        limit,
        untilMs: after.answer ?? Number.MAX_SAFE_INTEGER,
      });
      return fine({
        items: conferences.map(conferenceViewOf),
        next: next === undefined ? undefined : cursorOf(next),
      });
    },
  }),

  operation({
    id: 'getConference',
    on: 'GET /admin/v1/conferences/{conferenceId}',
    summary: 'One conference, with who is in',
    params: conferenceParams,
    query: nothing,
    body: none,
    answer: conferenceViewSchema.extend({
      callers: z.array(callerViewSchema),
      invitation: z.string().optional(),
    }),
    run: async ({ admin }, { params }) => {
      const loaded = await admin.conferences.load(params.conferenceId);
      if (loaded === undefined) return failed(problemOf(noConference));
      const { conference, callers } = loaded;
      const { name, dialIn } = conference;
      return fine({
        ...conferenceViewOf(conference),
        callers: callers.filter(({ presence }) => presence !== 'gone').map(callerViewOf),
        invitation: dialIn === undefined ? undefined : invitationOf({ name, dialIn }, undefined),
      });
    },
  }),

  operation({
    id: 'changeConference',
    on: 'PATCH /admin/v1/conferences/{conferenceId}',
    summary: 'Change settings of a conference, also while people are in',
    params: conferenceParams,
    query: nothing,
    body: z.strictObject({ settings: settingsChangeSchema }),
    answer: conferenceViewSchema,
    run: async ({ admin }, { params, body }) => {
      const named = Object.entries(body.settings).filter(([, value]) => value !== undefined);
      const change = Object.fromEntries(named.map(([name, value]) => [name, value ?? undefined]));
      const changed = await changeSettings(admin, params.conferenceId, change);
      return changed.ok ? fine(conferenceViewOf(changed.conference)) : failed(problemOf(changed));
    },
  }),

  operation({
    id: 'closeConference',
    on: 'POST /admin/v1/conferences/{conferenceId}/close',
    summary: 'Close a conference for good; its callers are told and hung up. Twice is the same as once',
    params: conferenceParams,
    query: nothing,
    body: none,
    answer: conferenceViewSchema,
    run: async ({ admin }, { params }) => {
      const closed = await closeConference(admin, params.conferenceId);
      return closed.ok ? fine(conferenceViewOf(closed.conference)) : failed(problemOf(closed));
    },
  }),
];
