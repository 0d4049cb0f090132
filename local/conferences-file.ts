import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { newConferenceSchema } from '../lib/conferences/admin/administer.ts';
import { dialInSchema, forwardTargetSchema } from '../lib/conferences/model/dial-in.ts';

const conferencesFileSchema = z.strictObject(
  {
    /** By dialled number or SIP domain: what it leads to. */
    dialIns: z.record(z.string().min(1), dialInSchema),
    /** Made at start, each with a PIN that is printed once. */
    conferences: z.array(newConferenceSchema),
    /** PINs that forward to a Daily room, each printed once. Default: none. */
    forwardPins: z.array(z.strictObject(forwardTargetSchema.shape)).optional(),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys' && issue.keys.includes('doors')
        ? '`doors` are now `dialIns`'
        : undefined,
  },
);
export type ConferencesFile = z.infer<typeof conferencesFileSchema>;

/** Nothing but what the flow tests or a person add. */
export const noConferences: ConferencesFile = { dialIns: {}, conferences: [] };

/**
 * Reads a file of dial-ins and conferences.
 * @throws with a sentence that names the file and the first thing wrong in it
 */
export function readConferencesFile(file: string): ConferencesFile {
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(`The conferences file ${file} cannot be read as JSON.`, { cause });
  }
  const parsed = conferencesFileSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new Error(
    `The conferences file ${file} is wrong at ${where === '' ? 'its top' : where}: ${issue?.message ?? ''}`,
  );
}
