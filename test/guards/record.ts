import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import * as z from 'zod';

const file = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Guards that stay although no history needs them: why, and who else notices. */
const keptSchema = z.array(z.object({ guard: z.string(), why: z.string(), noticedBy: z.string() }));
/** Guards that no history has needed so far; this list only gets shorter. */
const openSchema = z.array(z.string());
/** By guard, the search that needs it. It is the same in every run, as searches draw nothing. */
const caughtSchema = z.record(z.string(), z.string());

const read = (name: string): unknown => JSON.parse(readFileSync(file(name), 'utf8'));

export const kept = keptSchema.parse(read('kept.json'));
export const open = openSchema.parse(read('open.json'));
export const caughtBySearch = caughtSchema.parse(read('caught.json'));

/** Writes down what is known of all guards. */
export async function writeDown(found: {
  readonly open: readonly string[];
  readonly caughtBySearch: Readonly<Record<string, string>>;
}): Promise<void> {
  const write = async (name: string, value: unknown) =>
    writeFileSync(file(name), await format(JSON.stringify(value), { parser: 'json', printWidth: 110 }));
  await write('open.json', found.open.toSorted());
  await write('caught.json', Object.fromEntries(Object.entries(found.caughtBySearch).sort()));
}
