import * as z from 'zod';
import { forwardPinViewOf, forwardPinViewSchema } from '../../lib/admin/pin-view.ts';
import { addForwardPin, revokeForwardPin, revokeUntoldForward } from '../../lib/conferences/admin/pins.ts';
import { forwardPinSchema } from '../../lib/conferences/model/pins.ts';
import { failed, fine, none, nothing, operation, problemOf } from './operation.ts';
import { fingerprintSchema, pageByKey, pageOf, pageQuery } from './page.ts';
import { newPinAnswer, pinOrder } from './pins.ts';

const { address, route, name } = forwardPinSchema.shape;

export const forwardPinOperations = [
  operation({
    id: 'addForwardPin',
    on: 'POST /admin/v1/forward-pins',
    summary: 'Make a PIN that forwards a call to a static SIP address, which is shown this once',
    params: nothing,
    query: nothing,
    body: z.strictObject({
      address: address.describe('Static SIP address to forward to, user@host'),
      route: route.describe('Route that the call takes there. Default: the address’s own'),
      name: name.describe('What the list shows'),
      ...pinOrder,
    }),
    answer: newPinAnswer,
    shownOnce: ['pin'],
    run: async ({ admin }, { body: { address, route, validUntil, ...order }, id: request, isRepeated }) => {
      if (isRepeated) await revokeUntoldForward(admin, request);
      const validUntilMs = validUntil === undefined ? undefined : Date.parse(validUntil);
      const added = await addForwardPin(admin, { address, route }, { ...order, validUntilMs, request });
      if (!added.ok) return failed(problemOf(added));
      return fine({ fingerprint: added.fingerprint, pin: added.pin });
    },
  }),

  operation({
    id: 'listForwardPins',
    on: 'GET /admin/v1/forward-pins',
    summary: 'The PINs that forward by their fingerprints, expired ones included',
    params: nothing,
    query: z.object(pageQuery),
    body: none,
    answer: pageOf(forwardPinViewSchema),
    run: async ({ admin }, { query }) => {
      const pins = (await admin.pins.listForwarding()).map(forwardPinViewOf);
      return pageByKey(pins, ({ fingerprint }) => fingerprint, query);
    },
  }),

  operation({
    id: 'revokeForwardPin',
    on: 'DELETE /admin/v1/forward-pins/{fingerprint}',
    summary: 'Make such a PIN open nothing from now on; calls that it has forwarded go on',
    params: z.object({ fingerprint: fingerprintSchema }),
    query: nothing,
    body: none,
    answer: none,
    run: async ({ admin }, { params: { fingerprint } }) => {
      const revoked = await revokeForwardPin(admin, fingerprint);
      return revoked.ok ? fine(undefined) : failed(problemOf(revoked));
    },
  }),
];
