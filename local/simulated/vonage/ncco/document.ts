import * as z from 'zod';
import type { VonageSettings } from '../options.ts';
import { type Action, actionSchema } from './schema.ts';

export type Ncco = readonly Action[];
export type ParsedNcco =
  { readonly ok: true; readonly ncco: Ncco } | { readonly ok: false; readonly info: string };

const isSound = ({ action }: Action): boolean => action === 'talk' || action === 'stream';

const nccoSchema = z.array(actionSchema).superRefine((actions, context) => {
  actions.forEach((one, index) => {
    if (!('bargeIn' in one) || !one.bargeIn) return;
    const next = actions.slice(index + 1).find((later) => !isSound(later));
    if (next?.action !== 'input') context.addIssue('bargeIn without an input that follows');
  });
});

type MusicForm = Pick<VonageSettings, 'musicOnHoldUrl'>;

/** Reads a document as Vonage would, but refuses whatever it does not document. */
export function readNcco(json: unknown, { musicOnHoldUrl: form }: MusicForm): ParsedNcco {
  const parsed = nccoSchema.safeParse(json);
  if (!parsed.success) return { ok: false, info: z.prettifyError(parsed.error) };
  const isOdd = parsed.data.some((one) => {
    if (one.action !== 'conversation' || one.musicOnHoldUrl === undefined || form === 'either') return false;
    return Array.isArray(one.musicOnHoldUrl) !== (form === 'array');
  });
  return isOdd ? { ok: false, info: `musicOnHoldUrl is no ${form}` } : { ok: true, ncco: parsed.data };
}

/** The document in the answer of a webhook. */
export function parseNcco(body: string, settings: MusicForm): ParsedNcco {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { ok: false, info: 'not JSON' };
  }
  return readNcco(json, settings);
}
