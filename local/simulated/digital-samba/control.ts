import { Hono } from 'hono';
import * as z from 'zod';
import type { Timers } from '../kit/timers.ts';
import { done, refuse, type Outcome } from './rooms/phone.ts';
import type { Room } from './rooms/room.ts';
import type { Rooms } from './rooms/rooms.ts';
import { parseScript, stepsHelp, type Step } from './rooms/script.ts';

/** Body of `POST /simulated/moderators`. */
const orderSchema = z.strictObject({
  /** UUID or friendly URL. */
  room: z.string().min(1),
  /** See `parseScript`. */
  script: z.string().min(1),
});

/** Body of `POST /simulated/moderators`, as another process writes it. */
export type ModeratorRequest = z.input<typeof orderSchema>;

/** Lets a moderator take these steps, up to the first that is impossible. */
export async function perform(
  rooms: Rooms,
  timers: Timers,
  { room: id, script }: ModeratorRequest,
): Promise<Outcome> {
  const room = rooms.find(id);
  if (!room) return refuse(404, 'There is no such room.');
  const parsed = parseScript(script);
  if (!parsed.ok) return refuse(422, `Nobody understands: ${parsed.step}`);
  for (const { run } of parsed.steps) {
    const outcome = await run(room, timers);
    if (!outcome.ok) return outcome;
  }
  return done;
}

/**
 * The simulator's own interface, for another process on the same machine: `POST /simulated/moderators` lets a moderator act in
 * a room and answers a stream of JSON lines, each with `kind` and `time`: `moderator-arrived`, then `step` before each step,
 * `step-failed` with a `reason` after one that was impossible, what happens in the room meanwhile, and `moderator-done`.
 * A reader who goes away stops the script.
 */
export function controlApp({ rooms, timers }: { rooms: Rooms; timers: Timers }): Hono {
  const app = new Hono();
  app.post('/simulated/moderators', async (c) => {
    const parsed = orderSchema.safeParse(await c.req.json().catch(() => undefined));
    if (!parsed.success) return c.json({ error: 'bad-order', info: z.prettifyError(parsed.error) }, 400);
    const script = parseScript(parsed.data.script);
    if (!script.ok)
      return c.json({ error: 'bad-script', info: `"${script.step}" is no step. ${stepsHelp}` }, 400);
    const room = rooms.find(parsed.data.room);
    if (!room) return c.json({ error: 'no-room', info: noRoom(rooms) }, 404);
    return new Response(streamOf(room, script.steps, timers), {
      headers: { 'content-type': 'application/x-ndjson' },
    });
  });
  return app;
}

function noRoom({ all }: Rooms): string {
  const names = all.map(({ id, fields }) => `  ${id}  ${fields.friendly_url}`);
  return names.length === 0
    ? 'There is no such room, and no other.'
    : ['There is no such room. These are there, by id and friendly URL:', ...names].join('\n');
}

function streamOf(room: Room, steps: readonly Step[], timers: Timers): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  const reader = new AbortController();
  let stopListening = (): void => undefined;
  return new ReadableStream({
    start(controller) {
      const write = (line: { kind: string; [detail: string]: unknown }): void => {
        if (reader.signal.aborted) return;
        const timed = { time: new Date().toISOString(), ...line };
        controller.enqueue(encoder.encode(`${JSON.stringify(timed)}\n`));
      };
      write({ kind: 'moderator-arrived', roomId: room.id });
      const stop = room.onLine((line) => write({ ...line }));
      stopListening = () => {
        stop();
      };
      void performAloud(room, steps, timers, write, reader.signal).then(() => {
        stop();
        write({ kind: 'moderator-done' });
        if (!reader.signal.aborted) controller.close();
      });
    },
    cancel() {
      reader.abort();
      stopListening();
    },
  });
}

async function performAloud(
  room: Room,
  steps: readonly Step[],
  timers: Timers,
  write: (line: { kind: string; step?: string; reason?: string }) => void,
  stopped: AbortSignal,
): Promise<void> {
  for (const { text, run } of steps) {
    if (stopped.aborted) return;
    write({ kind: 'step', step: text });
    const outcome = await run(room, timers);
    if (!outcome.ok) write({ kind: 'step-failed', step: text, reason: outcome.message });
  }
}
