import * as z from 'zod';
import { knownViewOf, knownViewSchema } from '../../lib/admin/known-view.ts';
import { addKnown, removeKnown } from '../../lib/conferences/admin/known.ts';
import { conferenceSettingsSchema } from '../../lib/conferences/model/conference.ts';
import { knownCallerSchema } from '../../lib/conferences/model/known-caller.ts';
import { noConference } from '../../lib/conferences/model/not-done.ts';
import { conferenceParams } from './conferences.ts';
import { dialledSchema } from './dial-ins.ts';
import { failed, fine, none, nothing, operation, problemOf } from './operation.ts';
import { fingerprintSchema, pageByKey, pageOf, pageQuery } from './page.ts';
import { phoneNumber } from '../../lib/numbers/phone-number.ts';

const { name, externalId } = knownCallerSchema.shape;

export const knownCallerOperations = [
  operation({
    id: 'addKnownCaller',
    on: 'POST /admin/v1/conferences/{conferenceId}/known-callers',
    summary: 'Let a number in without a PIN; of the number only a keyed hash is stored',
    params: conferenceParams,
    query: nothing,
    body: z.strictObject({
      number: z.string().regex(phoneNumber).describe('Number that the caller dials from, in E.164'),
      dialled: dialledSchema.describe('Number in E.164 or SIP Domain that the caller dials'),
      name: name.describe('How the room names the caller'),
      externalId: externalId.describe('Your own reference for the caller; the room gets it'),
    }),
    answer: z.object({
      fingerprint: z.string(),
      setting: conferenceSettingsSchema.shape.knownCallers
        .unwrap()
        .describe('Whether the conference lets known callers in'),
    }),
    run: async ({ admin }, { params: { conferenceId }, body }) => {
      const added = await addKnown(admin, conferenceId, body);
      return added.ok
        ? fine({ fingerprint: added.fingerprint, setting: added.setting })
        : failed(problemOf(added));
    },
  }),

  operation({
    id: 'listKnownCallers',
    on: 'GET /admin/v1/conferences/{conferenceId}/known-callers',
    summary: 'The known callers of a conference by their fingerprints',
    params: conferenceParams,
    query: z.object(pageQuery),
    body: none,
    answer: pageOf(knownViewSchema),
    run: async ({ admin }, { params: { conferenceId }, query }) => {
      if ((await admin.conferences.get(conferenceId)) === undefined) return failed(problemOf(noConference));
      const known = (await admin.known.listOf(conferenceId)).map(knownViewOf);
      return pageByKey(known, ({ fingerprint, dialIn }) => `${fingerprint} ${dialIn}`, query);
    },
  }),

  operation({
    id: 'removeKnownCaller',
    on: 'DELETE /admin/v1/conferences/{conferenceId}/known-callers/{fingerprint}',
    summary: 'Ask a caller for the PIN again; whoever is in stays in',
    params: conferenceParams.extend({ fingerprint: fingerprintSchema }),
    query: nothing,
    body: none,
    answer: none,
    run: async ({ admin }, { params: { conferenceId, fingerprint } }) => {
      const removed = await removeKnown(admin, conferenceId, fingerprint);
      return removed.ok ? fine(undefined) : failed(problemOf(removed));
    },
  }),
];
