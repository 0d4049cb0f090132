import * as z from 'zod';
import { conferenceIdSchema } from '../lib/conference/conference.ts';
import type { ConferenceDeps } from '../lib/conference/ports.ts';
import { syncConference, type Synced } from '../lib/conference/sync.ts';
import { composeConferences } from './compose-conferences.ts';
import { deploy } from './compose.ts';

/** A batch of the queue holds one message (Lambda docs, SQS event); its body names the conference. */
const eventSchema = z.object({ Records: z.tuple([z.object({ body: z.string() })]) });
const bodySchema = z.object({ conference: conferenceIdSchema });

/** Woken by the queue: makes phone side and room side of one conference agree. */
export function makeHandler(deps: ConferenceDeps) {
  return async (event: unknown): Promise<Synced> => {
    const [{ body }] = eventSchema.parse(event).Records;
    return syncConference(deps, bodySchema.parse(JSON.parse(body)).conference);
  };
}

export const handler = deploy((base) => makeHandler(composeConferences(base)));
