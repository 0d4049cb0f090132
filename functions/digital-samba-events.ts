import type { ConferenceDeps } from '../lib/conference/ports.ts';
import { roomReported, type RoomFactDeps } from '../lib/conference/room-facts.ts';
import { isAuthorized } from '../lib/digital-samba/authorization.ts';
import { parseRoomEvent } from '../lib/digital-samba/events.ts';
import { composeConferences } from './compose-conferences.ts';
import { deploy } from './compose.ts';
import { answer, readBody, refuse, type HttpAnswer, type HttpRequestEvent } from './http.ts';

export type Deps = RoomFactDeps &
  Pick<ConferenceDeps, 'count'> & {
    /** The live secrets of the webhook; `reread` looks past the cache, within its limits. */
    readonly webhookSecrets: {
      readonly read: () => Promise<readonly string[] | undefined>;
      readonly reread: () => Promise<readonly string[] | undefined>;
    };
  };

/** `POST /digital-samba/events`: something happened in a room, which is noted. Events of every room of the team arrive. */
export function makeHandler(deps: Deps) {
  return async (event: HttpRequestEvent): Promise<HttpAnswer> => {
    const body = readBody(event);
    if (!body.ok) return refuse(deps, 'digital-samba-events', body);
    const { authorization } = event.headers;
    const isOurs = async (read: Deps['webhookSecrets']['read']) =>
      isAuthorized(authorization, (await read()) ?? []);
    if (!(await isOurs(deps.webhookSecrets.read)) && !(await isOurs(deps.webhookSecrets.reread))) {
      return refuse(deps, 'digital-samba-events', { ok: false, status: 401, code: 'secret-bad' });
    }
    const parsed = parseRoomEvent(body.bytes.toString(), deps.clock.now());
    if (parsed.kind === 'invalid') {
      return refuse(deps, 'digital-samba-events', { ok: false, status: 400, code: `invalid-${parsed.why}` });
    }
    if (parsed.kind === 'other') {
      deps.count('eventsIgnored', 1, 'other');
      return answer(200, { ok: true, result: 'ignored' });
    }
    const result = await roomReported(deps, parsed);
    if (result === 'strange') deps.count('eventsIgnored', 1, 'strange-room');
    return answer(200, { ok: true, result });
  };
}

export const handler = deploy((base) =>
  makeHandler({ ...composeConferences(base), webhookSecrets: base.secret('digitalSambaWebhookSecrets') }),
);
