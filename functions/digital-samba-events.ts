import { roomReported, type RoomEventDeps } from '../lib/conferences/events/room-events.ts';
import { isAuthorized } from '../lib/providers/digital-samba/authorization.ts';
import { parseRoomEvent } from '../lib/providers/digital-samba/events.ts';
import { composeConferences } from './compose/conferences.ts';
import { deploy } from './compose/compose.ts';
import { answer, readBody, type HttpAnswer, type WebhookEvent } from './shared/http.ts';
import { Refusals, type RefusalDeps } from './shared/webhook-refusal.ts';

export type Deps = RoomEventDeps &
  RefusalDeps & {
    /** The live secrets of the webhook; `reread` looks past the cache, within its limits. */
    readonly webhookSecrets: {
      readonly read: () => Promise<readonly string[] | undefined>;
      readonly reread: () => Promise<readonly string[] | undefined>;
    };
  };

/** `POST /digital-samba/events`: something happened in a room, which is noted. Events of every room of the team arrive. */
export function makeHandler(deps: Deps) {
  const refusals = new Refusals(deps, 'digital-samba-events');
  return async (event: WebhookEvent): Promise<HttpAnswer> => {
    const body = readBody(event);
    if (!body.ok) return refusals.refuse(event, body);
    const { authorization } = event.headers;
    let secrets = (await deps.webhookSecrets.read()) ?? [];
    if (!isAuthorized(authorization, secrets)) secrets = (await deps.webhookSecrets.reread()) ?? [];
    if (secrets.length === 0) return refusals.refuse(event, { status: 503, code: 'no-secret' });
    if (!isAuthorized(authorization, secrets))
      return refusals.refuse(event, { status: 401, code: 'secret-bad' });
    refusals.admitted(event);
    const parsed = parseRoomEvent(body.bytes.toString(), deps.clock.now());
    if (parsed.kind === 'invalid') {
      return refusals.refuse(event, { status: 400, code: `invalid-${parsed.why}` });
    }
    if (parsed.kind === 'other') {
      deps.count('eventsIgnored', 1, 'other');
      return answer(200, { ok: true, result: 'ignored' });
    }
    const result = await roomReported(deps, parsed);
    if (result === 'unknown') deps.count('eventsIgnored', 1, 'strange-room');
    return answer(200, { ok: true, result });
  };
}

export const handler = deploy((base) =>
  makeHandler({
    ...composeConferences(base),
    webhookSecrets: base.secret('digitalSambaWebhookSecrets'),
    isUsed: base.uses('digitalSambaWebhookSecrets'),
  }),
);
