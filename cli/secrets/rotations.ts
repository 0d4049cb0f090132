import * as z from 'zod';
import { parseSharedKey } from '../../lib/providers/twilio/shared-keys.ts';
import { sharedOptionsSchema } from '../kit/options.ts';
import type { SecretName } from './secret-fields.ts';

/** The longest that an old value may count beside its next. */
export const maxOverlapHours = 365 * 24;

/** The options of `secrets rotate`. */
export const rotateOptionsSchema = sharedOptionsSchema.extend({
  overlap: z.number().int().min(1).max(maxOverlapHours).optional(),
  finish: z.boolean().default(false),
  early: z.boolean().default(false),
  entry: z.string().optional(),
});
export type RotateOptions = z.infer<typeof rotateOptionsSchema>;

/** A secret of which the value before still counts. Times are ISO 8601 in UTC. */
const rotationSchema = z.object({ since: z.iso.datetime(), until: z.iso.datetime() });
export type Rotation = z.infer<typeof rotationSchema>;

/** Kept in the secret beside the values, since that is what is rotated; functions leave it alone. */
const field = 'rotations';
const rotationsSchema = z.record(z.string(), rotationSchema).catch({});

type Stored = Readonly<Record<string, unknown>>;

/** The rotation of a field that has not been finished; undefined if there is none. */
export function rotationOf(stored: Stored, name: string): Rotation | undefined {
  return rotationsSchema.parse(stored[field] ?? {})[name];
}

export function withRotation(stored: Stored, name: string, rotation: Rotation): Stored {
  return { ...stored, [field]: { ...rotationsSchema.parse(stored[field] ?? {}), [name]: rotation } };
}

/** The secret without that rotation, and without the field once it is empty. */
export function withoutRotation(stored: Stored, name: string): Stored {
  if (rotationOf(stored, name) === undefined) return stored;
  const left = without(rotationsSchema.parse(stored[field]), name);
  return Object.keys(left).length === 0 ? without(stored, field) : { ...stored, [field]: left };
}

/** The name under which the rotation of secrets for one number or address is kept. */
export function ownRotationOf({ names }: { readonly names: readonly string[] }): string {
  return `dailyPinlessOwn of ${names[0] ?? ''}`;
}

/**
 * Which of a field's values the newest replaces. Of shared keys several may be in use: it is the one of the same id, or, if
 * the new one has an id of its own, the only other. Undefined: there is none, or it cannot be told.
 */
export function replacedBy(name: SecretName, newest: string, others: readonly string[]): string | undefined {
  if (name !== 'twilioSharedKeys') return others[0];
  const idOf = (value: string) => parseSharedKey(value)?.id;
  const ofSameId = others.find((other) => idOf(other) === idOf(newest));
  return ofSameId ?? (others.length === 1 ? others[0] : undefined);
}

function without<Value>(record: Readonly<Record<string, Value>>, name: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== name));
}
