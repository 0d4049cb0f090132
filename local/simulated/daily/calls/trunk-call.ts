import { post } from '../../kit/http.ts';
import type { Timers } from '../../kit/timers.ts';
import type { DailySettings } from '../options.ts';
import type { CallIdentity, HeldCall } from './held-call.ts';
import { newPinlessSecret, type PinlessWebhookQuirks, type SentWebhook } from './pinless.ts';
import type { Room, Rooms } from './rooms.ts';
import { expOf, type Trunk, type Trunks } from './trunks.ts';

export interface RingDeps {
  readonly settings: DailySettings;
  readonly timers: Timers;
  readonly stopped: AbortSignal;
  readonly rooms: Rooms;
  readonly trunks: Trunks;
}

/** What the ids of such calls begin with here: the rest is their room's name, by which the gateway names them. */
export const trunkCallPrefix = 'trunk-';

/** The room that a trunk makes for a call. */
export function makeRoom({ rooms }: RingDeps, trunk: Trunk, { callId, from }: CallIdentity): Room {
  const made = rooms.create({
    name: callId.replace(trunkCallPrefix, ''),
    privacy: 'private',
    properties: {
      ...trunk.room_template,
      exp: expOf(trunk),
      sip: { display_name: from ?? 'anonymous', ...trunk.room_template.sip, sip_mode: 'dial-in' },
    },
  });
  if (!made.ok) throw new Error(made.info);
  return made.room;
}

/** The announcement of a call, as it goes out. */
export function announcementOf(
  { settings, trunks }: RingDeps,
  trunk: Trunk,
  room: Room,
  quirks: PinlessWebhookQuirks,
): SentWebhook {
  const body = {
    type: 'sip_trunk.incoming',
    room: { name: room.name, url: `https://${settings.domainName}.daily.co/${room.name}` },
    trunk: { trunk_name: trunk.trunk_name, description: trunk.description ?? '' },
    ...quirks.extra,
  };
  const secret = quirks.signature === 'forged' ? newPinlessSecret() : (quirks.hmac ?? trunk.hmac);
  const sent = trunks.notification(trunk, body, { secret, ageMs: quirks.ageMs ?? 0 });
  return {
    ...sent,
    url: quirks.url ?? sent.url,
    headers: quirks.signature === 'missing' ? {} : sent.headers,
  };
}

/**
 * Lets a call ring until somebody answers 2xx, for as long as the budget lasts; what fails is sent again. Then the caller is put into
 * the room, whoever is in there. Nobody does: 480 (Daily docs, sip_trunk.incoming).
 */
export async function ring(
  deps: RingDeps,
  call: HeldCall,
  room: Room,
  sent: SentWebhook,
  copies: number,
): Promise<void> {
  const { settings, timers, stopped } = deps;
  const endsAtMs = Date.now() + settings.trunkBudgetMs;
  for (;;) {
    const request = { ...sent, timeoutMs: Math.max(1, endsAtMs - Date.now()), stopped };
    const outcomes = Array.from({ length: copies }, () => post(request));
    const outcome = await Promise.race(outcomes);
    if (outcome.answered) {
      call.note({ kind: 'webhook-answered', status: outcome.status });
      if (outcome.status >= 200 && outcome.status < 300) break;
    } else {
      if (outcome.reason === 'stopped') return;
      call.note({ kind: 'webhook-unanswered', reason: outcome.reason });
    }
    if (Date.now() + settings.trunkRetryDelayMs >= endsAtMs) {
      call.end('daily', '480 Notification Failed');
      return;
    }
    await timers.sleep(settings.trunkRetryDelayMs);
  }
  timers.after(settings.connectDelayMs, () => putIn(deps, call, room));
}

function putIn({ rooms }: RingDeps, call: HeldCall, room: Room): void {
  if (call.phase === 'ended') return;
  const [endpoint] = room.endpoints;
  if (endpoint === undefined || rooms.find(room.name) !== room) {
    call.end('daily', 'the room was gone');
    return;
  }
  const { callId, from, sipHeaders = {} } = call.identity;
  call.startConnecting(endpoint.address);
  const leg = rooms.connectPhone(
    room,
    endpoint,
    { callId, sipFrom: from ?? 'anonymous', displayName: from ?? '', sipHeaders },
    (reason) => call.loseLeg(leg.sessionId, reason),
  );
  call.addLeg(leg, room.name, endpoint.address);
}
