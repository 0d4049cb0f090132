import * as z from 'zod';
import { pinViewOf, pinViewSchema } from '../../lib/admin/pin-view.ts';
import {
  addPin,
  keepPin,
  revokePin,
  revokeUntold,
  rotateBridgePin,
} from '../../lib/conferences/admin/pins.ts';
import { conferencePinSchema, maxPinDigits, minKeptPinDigits } from '../../lib/conferences/model/pins.ts';
import { conferenceParams } from './conferences.ts';
import { failed, fine, none, nothing, operation, problemOf } from './operation.ts';
import { fingerprintSchema, pageByKey, pageOf, pageQuery } from './page.ts';
import { noConference } from '../../lib/conferences/model/not-done.ts';
import { fingerprintOf } from '../../lib/conferences/model/fingerprint.ts';

const { name, externalId } = conferencePinSchema.shape;

/** What else may be said of a PIN that is to be made. */
export const pinOrder = {
  validUntil: z.iso.datetime({ offset: true }).optional().describe('Default: for ever'),
  digits: z.int().positive().optional().describe('Default: as few as are safe'),
};

/** What is answered once it is made. */
export const newPinAnswer = z.object({
  fingerprint: z.string(),
  pin: z.string().optional().describe('Left out of a repetition'),
});

export const pinOperations = [
  operation({
    id: 'addPin',
    on: 'POST /admin/v1/conferences/{conferenceId}/pins',
    summary: 'Make a further PIN for callers, which is shown this once',
    params: conferenceParams,
    query: nothing,
    body: z.strictObject({
      name: name.describe('For a personal PIN: how the room names its owner'),
      externalId: externalId.describe('Your own reference for the owner; the room gets it'),
      ...pinOrder,
    }),
    answer: newPinAnswer,
    shownOnce: ['pin'],
    run: async (
      { admin },
      { params: { conferenceId }, body: { validUntil, ...order }, id: request, isRepeated },
    ) => {
      if (isRepeated) await revokeUntold(admin, conferenceId, request);
      const validUntilMs = validUntil === undefined ? undefined : Date.parse(validUntil);
      const added = await addPin(admin, conferenceId, { ...order, validUntilMs, request });
      if (!added.ok) return failed(problemOf(added));
      return fine({ fingerprint: added.fingerprint, pin: added.pin });
    },
  }),

  operation({
    id: 'keepPin',
    on: 'POST /admin/v1/conferences/{conferenceId}/kept-pins',
    summary: 'Let callers in by a PIN that they have from elsewhere, until an end that is set',
    params: conferenceParams,
    query: nothing,
    body: z.strictObject({
      pin: z.string().regex(new RegExp(`^\\d{${minKeptPinDigits},${maxPinDigits}}$`)),
      name: name.describe('How the room names its owner'),
      externalId: externalId.describe('Your own reference for the owner; the room gets it'),
      validUntil: z.iso.datetime({ offset: true }),
    }),
    answer: z.object({ fingerprint: z.string() }),
    run: async ({ admin }, { params: { conferenceId }, body: { validUntil, ...kept } }) => {
      const added = await keepPin(admin, conferenceId, { ...kept, validUntilMs: Date.parse(validUntil) });
      return added.ok ? fine({ fingerprint: added.fingerprint }) : failed(problemOf(added));
    },
  }),

  operation({
    id: 'listPins',
    on: 'GET /admin/v1/conferences/{conferenceId}/pins',
    summary: 'The PINs of a conference by their fingerprints, expired ones included',
    params: conferenceParams,
    query: z.object(pageQuery),
    body: none,
    answer: pageOf(pinViewSchema),
    run: async ({ admin }, { params: { conferenceId }, query }) => {
      if ((await admin.conferences.get(conferenceId)) === undefined) return failed(problemOf(noConference));
      const page = pageByKey(await admin.pins.listOf(conferenceId), ({ hash }) => fingerprintOf(hash), query);
      return page.ok ? fine({ ...page.answer, items: page.answer.items.map(pinViewOf) }) : page;
    },
  }),

  operation({
    id: 'revokePin',
    on: 'DELETE /admin/v1/conferences/{conferenceId}/pins/{fingerprint}',
    summary: 'Make a PIN open nothing from now on; callers who are in stay in',
    params: conferenceParams.extend({ fingerprint: fingerprintSchema }),
    query: nothing,
    body: none,
    answer: none,
    run: async ({ admin }, { params: { conferenceId, fingerprint } }) => {
      const revoked = await revokePin(admin, conferenceId, fingerprint);
      return revoked.ok ? fine(undefined) : failed(problemOf(revoked));
    },
  }),

  operation({
    id: 'rotateBridgePin',
    on: 'POST /admin/v1/conferences/{conferenceId}/bridge-pin/rotate',
    summary: 'Give the bridge a new PIN, at the room too; the old one opens for ten minutes more',
    params: conferenceParams,
    query: nothing,
    body: none,
    answer: z.object({ fingerprint: z.string(), oldValidUntil: z.iso.datetime() }),
    run: async ({ admin }, { params }) => {
      const rotated = await rotateBridgePin(admin, params.conferenceId);
      if (!rotated.ok) return failed(problemOf(rotated));
      const oldValidUntil = new Date(rotated.oldValidUntilMs).toISOString();
      return fine({ fingerprint: rotated.fingerprint, oldValidUntil });
    },
  }),
];
