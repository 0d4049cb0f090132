import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { voiceIdSchema } from '../lib/conferences/model/conference.ts';
import { forwardTargetSchema } from '../lib/conferences/model/dial-in.ts';
import { keptRoomSchema, type KeptRoom } from './simulated/digital-samba/rooms/room-schema.ts';
import type { Seeded } from './seed.ts';

const conferenceSchema = z.object({
  id: z.string(),
  voice: voiceIdSchema,
  dialIn: z.string(),
  name: z.string(),
  room: z.string(),
  pin: z.string(),
  invitation: z.string(),
});

/** What is kept beside the table, which knows of PINs no more than a hash, and of rooms no more than an id. */
const keptSchema = z.object({
  conferences: z.array(conferenceSchema),
  forwardPins: z.array(z.object({ ...forwardTargetSchema.shape, pin: z.string() })),
  rooms: z.array(keptRoomSchema),
});
type KeptThings = z.infer<typeof keptSchema>;

/** What a gateway on this machine keeps from one start to the next. */
export interface Kept {
  /** Folder of the table. */
  readonly tableFolder: string;
  /** What the start before has made; nothing at the first. */
  readonly made: Seeded;
  /** Rooms of the simulated Digital Samba. */
  readonly rooms: readonly KeptRoom[];
  keepMade(made: Seeded): void;
  keepRooms(rooms: readonly KeptRoom[]): void;
}

/**
 * Opens what is kept in a folder, which is made if it is not there.
 * @throws a sentence if it cannot be read
 */
export function openKept(folder: string): Kept {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'kept.json');
  let things = read(file, folder);
  const keep = (change: Partial<KeptThings>): void => {
    things = { ...things, ...change };
    // There are PINs in it. Whoever ends the gateway while it writes finds the file as it was.
    writeFileSync(`${file}.new`, JSON.stringify(things, null, 2), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  };
  const { rooms, ...made } = things;
  return {
    ...{ tableFolder: folder, made, rooms },
    keepMade: ({ conferences, forwardPins }) =>
      keep({ conferences: [...conferences], forwardPins: [...forwardPins] }),
    keepRooms: (all) => keep({ rooms: [...all] }),
  };
}

function read(file: string, folder: string): KeptThings {
  if (!existsSync(file)) return { conferences: [], forwardPins: [], rooms: [] };
  try {
    return keptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`What was kept in ${folder} cannot be read. Delete the folder to begin anew.`, { cause });
  }
}
