import * as z from 'zod';
import { revokeAll, storeBridgePin, storeCallerPin } from './pins.ts';
import {
  conferenceIdSchema,
  conferenceSettingsSchema,
  voiceIdSchema,
  type Conference,
  type ConferenceId,
} from '../model/conference.ts';
import { endAccess } from './end-access.ts';
import type { AdminDeps, RoomProvisioner } from './ports.ts';
import type { KnownAdmin, PinAdmin, TraitsOf, Wake } from '../ports.ts';
import { noConference, noPinKey, refusal, type NotDone } from '../model/not-done.ts';
import { defaultsAt, noSuchVoice, whyNotAt, whyNotTogether } from '../state/settings.ts';
import { phoneNumber } from '../../numbers/phone-number.ts';

/** What somebody says of a conference to be made. */
export const newConferenceSchema = z.strictObject({
  /** Default: a new one. */
  id: conferenceIdSchema.optional(),
  name: z.string().min(1).max(100),
  /** Id of a room that exists; left out, a room is made. */
  room: z.string().min(1).optional(),
  /** Number (E.164) that callers dial, for the text of the invitation. */
  dialIn: z.string().regex(phoneNumber),
  /** Number that the bridge dials; default `dialIn`. */
  bridgeDialIn: z.string().regex(phoneNumber).optional(),
  /** Whose the dial-ins are. Default `twilio`. */
  voice: voiceIdSchema,
  /** What the voice provider does not take by default is as much as it takes. */
  settings: conferenceSettingsSchema
    .extend({
      capacity: conferenceSettingsSchema.shape.capacity.unwrap().optional(),
      longestStayMs: conferenceSettingsSchema.shape.longestStayMs.unwrap().optional(),
    })
    .prefault({}),
});
type NewConference = z.infer<typeof newConferenceSchema>;

type Created =
  | {
      readonly ok: true;
      readonly conference: Conference;
      /** Shown once; stored nowhere. */
      readonly pin: string;
      readonly url: string | undefined;
      readonly invitation: string;
    }
  | NotDone;

/** Makes a conference: its room, the bridge's PIN, a PIN for callers. */
export async function createConference(
  deps: AdminDeps & {
    /** A new conference's id. */
    readonly newId: () => string;
    /** A try with the same id has died before there was a conference. Default false. */
    readonly isRepeated?: boolean;
    readonly traitsOf: TraitsOf;
  },
  order: NewConference,
): Promise<Created> {
  const traits = deps.traitsOf(order.voice);
  if (traits === undefined) return noSuchVoice;
  const usual = defaultsAt(traits);
  const { capacity = usual.capacity, longestStayMs = usual.longestStayMs, ...others } = order.settings;
  const settings = { ...others, capacity, longestStayMs };
  const why = whyNotTogether(settings) ?? whyNotAt(traits, settings);
  if (why !== undefined) return refusal(why);
  const [key] = await deps.pinKeys();
  if (key === undefined) return noPinKey;
  const adopted = order.room === undefined ? undefined : await findFree(deps, order.room);
  if (adopted?.ok === false) return adopted;
  const id = order.id ?? conferenceIdSchema.parse(deps.newId());
  const { isRepeated = false } = deps;
  // Before anything is changed at a room that is adopted.
  if (order.id !== undefined && (await deps.conferences.get(id)) !== undefined)
    return refusal('its id is taken');
  if (isRepeated) await revokeAll(deps, id);
  const { hash: bridgeHash, bridgeKeys } = await storeBridgePin(deps, key, id);
  const prepared = await deps.provisioner.prepare({
    name: order.name,
    room: adopted?.room,
    bridgeNumber: order.bridgeDialIn ?? order.dialIn,
    bridgeKeys,
    conference: id,
    isRepeated,
  });
  if (!prepared.ok) {
    await deps.pins.remove(bridgeHash);
    return prepared;
  }
  const conference: Conference = {
    id,
    name: order.name,
    room: prepared.room,
    voice: order.voice,
    dialIn: order.dialIn,
    settings,
    isClosed: false,
    bridge: { state: 'absent', tries: 0, notBeforeMs: 0 },
    joins: 0,
    createdAtMs: deps.clock.now(),
  };
  const stored = await deps.conferences.put(conference);
  if (stored !== 'stored') {
    await deps.pins.remove(bridgeHash);
    return refusal(
      stored === 'exists'
        ? 'its id is taken'
        : `another conference has taken the room ${prepared.room} a moment ago; rotate the bridge PIN of that one, ` +
            'since its room was told another',
    );
  }
  const pin = await storeCallerPin(deps, key, id);
  return { ok: true, conference, pin, url: prepared.url, invitation: invitationOf(order, pin) };
}

/** Before anything is changed at the room: its bridge would key a PIN that the other conference does not know. */
async function findFree(
  { provisioner, conferences }: Pick<AdminDeps, 'provisioner' | 'conferences'>,
  room: string,
): ReturnType<RoomProvisioner['find']> {
  const found = await provisioner.find(room);
  if (!found.ok) return found;
  const owner = await conferences.findByRoom(found.room);
  const isTaken = owner !== undefined && (await conferences.get(owner))?.isClosed === false;
  return isTaken ? refusal(`the room belongs to the conference ${owner}, which is not closed`) : found;
}

type Closed = { readonly ok: true; readonly conference: Conference } | NotDone;

/** Closes a conference for good: callers are told and hung up, and the bridge is sent home. Twice is the same as once. */
export async function closeConference(
  deps: Pick<AdminDeps, 'conferences' | 'clock'> & {
    readonly wake: Wake;
    readonly pins: Pick<PinAdmin, 'listOf' | 'expire'>;
    readonly known: Pick<KnownAdmin, 'listOf' | 'remove'>;
  },
  id: ConferenceId,
): Promise<Closed> {
  const conference = await deps.conferences.changeConference(id, {
    kind: 'closed',
    atMs: deps.clock.now(),
  });
  if (conference === undefined) return noConference;
  await deps.wake.wake(id);
  await endAccess(deps, id);
  return { ok: true, conference };
}

/** How to dial in, for an invitation; the last line is one tap on a phone: number, pauses, PIN, hash. */
export function invitationOf(
  { name, dialIn }: Pick<NewConference, 'name' | 'dialIn'>,
  pin: string | undefined,
): string {
  return pin === undefined
    ? [name, `Dial ${dialIn} and key your PIN and #.`, `One tap: tel:${dialIn}`].join('\n')
    : [name, `Dial ${dialIn} and key ${pin}#.`, `One tap: tel:${dialIn},,${pin}%23`].join('\n');
}
