import { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { problemsIn } from '../../kit/input.ts';
import { failedOutside, refused, type Result } from '../../kit/output.ts';

/** Somebody with a PIN. The middleware keeps PINs as whole numbers: zeros that a PIN began with are lost. */
export interface ImportedUser {
  readonly pin: string;
  readonly name: string | undefined;
  readonly externalId: string | undefined;
}

/** A conference as the middleware has it. */
export interface ImportedConference {
  readonly id: string;
  /** Id of its room at Digital Samba. */
  readonly room: string | undefined;
  readonly users: readonly ImportedUser[];
}

/** What is read of a middleware's database. */
export interface SinchFile {
  readonly conferences: readonly ImportedConference[];
  /** How many calls run, as far as the middleware knows. */
  readonly liveCalls: number;
}

const text = (max: number) =>
  z
    .string()
    .nullable()
    .transform((given) => given?.trim().slice(0, max) || undefined);

const conferenceRow = z.object({ conference_id: z.string().min(1).max(64), digitalsamba_room_id: text(200) });
const userRow = z.object({
  conference_id: z.string(),
  pin: z.int().nonnegative(),
  display_name: text(100),
  external_id: z.string().max(100, 'has more than 100 characters').nullable(),
});
const countRow = z.object({ calls: z.int() });

/** Its name marks the entry that the room's bridge keys (the middleware's documentation): its PIN is made anew. */
const isBridge = ({ display_name: name }: z.infer<typeof userRow>) => /^sip/i.test(name ?? '');

/** Reads the database of Digital Samba's Sinch middleware (its `database.js`). Nothing in it is changed. */
export function readSinchFile(path: string): Result<SinchFile> {
  const wrong = (why: string): Result<never> => ({
    ok: false,
    outcome: refused(
      `${path} is no database of Digital Samba's Sinch middleware: ${why}. Nothing was changed.`,
    ),
  });
  let database: DatabaseSync;
  try {
    database = new DatabaseSync(path, { readOnly: true });
  } catch (error) {
    return {
      ok: false,
      outcome: failedOutside(`${path} cannot be opened (${reasonOf(error)}). Nothing was changed.`),
    };
  }
  try {
    const rows = (sql: string) => database.prepare(sql).all();
    const conferences = z
      .array(conferenceRow)
      .safeParse(rows('SELECT conference_id, digitalsamba_room_id FROM conference ORDER BY id'));
    if (!conferences.success) return wrong(`of its conferences, ${problemsIn(conferences.error)}`);
    const users = z
      .array(userRow)
      .safeParse(rows('SELECT pin, conference_id, display_name, external_id FROM users ORDER BY id'));
    if (!users.success) return wrong(`of its users, ${problemsIn(users.error)}`);
    const [live] = rows('SELECT count(*) AS calls FROM live_calls');
    return {
      ok: true,
      value: {
        liveCalls: countRow.parse(live).calls,
        conferences: conferences.data.map(({ conference_id: id, digitalsamba_room_id: room }) => ({
          id,
          room,
          users: users.data.filter((user) => user.conference_id === id && !isBridge(user)).map(toUser),
        })),
      },
    };
  } catch (error) {
    return wrong(reasonOf(error));
  } finally {
    database.close();
  }
}

function toUser({ pin, display_name: name, external_id: externalId }: z.infer<typeof userRow>): ImportedUser {
  return { pin: String(pin), name, externalId: externalId?.trim() || undefined };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
