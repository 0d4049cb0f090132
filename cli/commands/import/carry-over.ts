import * as z from 'zod';
import { conferenceViewSchema } from '../../../lib/admin/conference-view.ts';
import { pinViewSchema, type PinView } from '../../../lib/admin/pin-view.ts';
import { minKeptPinDigits } from '../../../lib/conferences/model/pins.ts';
import { askForList, type AdminApi } from '../../kit/deployment/admin-api.ts';
import type { AdminAnswer } from '../../kit/deployment/admin-answer.ts';
import { refused, type Outcome } from '../../kit/output.ts';
import type { ImportedConference, ImportedUser } from './sinch-file.ts';

/** What is to be there afterwards. */
export interface Plan {
  readonly conferences: readonly (ImportedConference & {
    /** What the middleware called it. */
    readonly from: string;
  })[];
  readonly dialIn: string;
  readonly bridgeDialIn: string;
  /** Unix ms until which old PINs open too; undefined: not at all. */
  readonly keepUntilMs: number | undefined;
}

/** A caller's old PIN and new PIN. */
export interface NewPin {
  readonly conference: string;
  readonly name?: string | undefined;
  readonly externalId?: string | undefined;
  readonly oldPin: string;
  readonly newPin: string;
}

export interface CarriedOver {
  readonly found: {
    readonly made: readonly string[];
    readonly before: readonly string[];
    readonly problems: readonly { readonly conference: string; readonly why: string }[];
  };
  /** Undefined: all of it is there. */
  readonly outcome: Outcome | undefined;
}

const madeSchema = z.object({ pin: z.string() });
const keptSchema = z.object({ fingerprint: z.string() });

/**
 * Makes what is missing of the plan. A conference that is refused is passed over and named; anything else that fails
 * ends the import, and the next run goes on from there.
 * @param onPin is told of each PIN as soon as there is one
 */
export async function carryOver(
  api: AdminApi,
  plan: Plan,
  onPin: (pin: NewPin) => void,
): Promise<CarriedOver> {
  const [made, before]: [string[], string[]] = [[], []];
  const problems: { conference: string; why: string }[] = [];
  const found = { made, before, problems };
  for (const conference of plan.conferences) {
    const carried = await carryOne(api, plan, conference, onPin);
    if (carried.ok) {
      (carried.answer.isNew ? made : before).push(conference.id);
      const { unkept } = carried.answer;
      if (unkept > 0) problems.push({ conference: conference.from, why: `${unkept} ${tooShort}` });
      continue;
    }
    // Refused for what it is: the others may pass.
    if (carried.outcome.exitCode !== 3) return { found, outcome: carried.outcome };
    problems.push({ conference: conference.from, why: carried.outcome.problem ?? 'refused' });
  }
  if (problems.length === 0) return { found, outcome: undefined };
  return {
    found,
    outcome: refused('Not everything was imported, as said above. Mend that, and run it again.'),
  };
}

const tooShort = `old PINs have fewer than ${minKeptPinDigits} digits, and open nothing here.`;

/** One conference. `unkept`: old PINs that are too short to be kept. */
async function carryOne(
  api: AdminApi,
  plan: Plan,
  conference: Plan['conferences'][number],
  onPin: (pin: NewPin) => void,
): Promise<AdminAnswer<{ readonly isNew: boolean; readonly unkept: number }>> {
  const { id, users } = conference;
  const path = `conferences/${id}`;
  const found = await findOrMake(api, plan, conference);
  if (!found.ok) return found;
  const { ownPin } = found.answer;
  const told = (user: ImportedUser, newPin: string) =>
    onPin({ conference: id, name: user.name, externalId: user.externalId, oldPin: user.pin, newPin });
  if (ownPin !== undefined) for (const user of users.filter((each) => !isNamed(each))) told(user, ownPin);

  const listed = await askForList(api, {
    path: `${path}/pins`,
    item: pinViewSchema,
    otherwise: 'Its PINs cannot be read',
  });
  if (!listed.ok) return listed;
  for (const user of withoutPin(users.filter(isNamed), listed.answer.items)) {
    const { name, externalId } = user;
    const body = { name, externalId };
    const order = { method: 'POST', path: `${path}/pins`, body, answer: madeSchema } as const;
    const added = await api.ask({ ...order, otherwise: 'A caller got no PIN' });
    if (!added.ok) return added;
    told(user, added.answer.pin);
  }
  const unkept = await keepOld(api, path, users, plan.keepUntilMs);
  return unkept.ok ? { ok: true, answer: { isNew: ownPin !== undefined, unkept: unkept.answer } } : unkept;
}

/** `ownPin`: of a conference that was made, the PIN of whoever has none of their own. */
async function findOrMake(
  { ask }: AdminApi,
  { dialIn, bridgeDialIn }: Plan,
  { id, from, room }: Plan['conferences'][number],
): Promise<AdminAnswer<{ readonly ownPin: string | undefined }>> {
  const otherwise = 'It was not made';
  const got = await ask({
    method: 'GET',
    path: `conferences/${id}`,
    answer: conferenceViewSchema,
    otherwise,
  });
  if (got.ok) {
    return got.answer.state === 'closed'
      ? { ok: false, isMissing: false, outcome: refused('It is here, and closed.') }
      : { ok: true, answer: { ownPin: undefined } };
  }
  if (!got.isMissing) return got;
  const body = { id, name: from, room, dialIn, bridgeDialIn, voice: 'sinch' };
  const made = await ask({ method: 'POST', path: 'conferences', body, answer: madeSchema, otherwise });
  return made.ok ? { ok: true, answer: { ownPin: made.answer.pin } } : made;
}

const isNamed = ({ name, externalId }: ImportedUser) => name !== undefined || externalId !== undefined;

/** Those for whom an earlier run has made no PIN: of several with one name and reference, as many as are missing. */
function withoutPin(users: readonly ImportedUser[], pins: readonly PinView[]): readonly ImportedUser[] {
  const key = (of: Pick<PinView, 'name' | 'externalId'>) =>
    JSON.stringify([of.name ?? '', of.externalId ?? '']);
  const have = new Map<string, number>();
  for (const pin of pins.filter(({ validUntil }) => validUntil === null))
    have.set(key(pin), (have.get(key(pin)) ?? 0) + 1);
  return users.filter((user) => {
    const left = have.get(key(user)) ?? 0;
    have.set(key(user), left - 1);
    return left <= 0;
  });
}

/** Lets old PINs open until the moment that is set; how many are too short for that. */
async function keepOld(
  { ask }: AdminApi,
  path: string,
  users: readonly ImportedUser[],
  keepUntilMs: number | undefined,
): Promise<AdminAnswer<number>> {
  if (keepUntilMs === undefined) return { ok: true, answer: 0 };
  const validUntil = new Date(keepUntilMs).toISOString();
  const long = users.filter(({ pin }) => pin.length >= minKeptPinDigits);
  for (const body of long.map((user) => ({ ...user, validUntil }))) {
    const order = { method: 'POST', path: `${path}/kept-pins`, body, answer: keptSchema } as const;
    const kept = await ask({ ...order, otherwise: 'An old PIN was not kept' });
    if (!kept.ok) return kept;
  }
  return { ok: true, answer: users.length - long.length };
}
