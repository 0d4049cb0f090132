import type { VoiceId } from '../../lib/conferences/model/conference.ts';
import { measured } from '../../lib/providers/measured.ts';
import type { Base } from './compose.ts';

/** What a voice provider's REST API is reached with. */
export const clientOf = ({ http, counter, log, secrets, newId }: Base, id: VoiceId, apiUrl: string) => ({
  http: measured(http, id, counter.count),
  log,
  apiUrl,
  secrets,
  newId,
});
