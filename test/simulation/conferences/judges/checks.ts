import { Violation } from '../../frame/violation.ts';
import type { Holder, PhoneCall } from '../parties/phone-call.ts';
import { waitingOutside } from '../outside/let-in.ts';
import { type JudgedWorld, conferenceId } from '../judged.ts';
import { maxBridgeTries } from '../../../../lib/conferences/state/bridge.ts';

/** It is dialled, keys its PIN, and once more if that came to nothing. */
export const bridgeBackWithinMs = 2 * 60_000;

/**
 * After a session's end callers are told and hung up: 30 s that they wait for the next one, seconds until a wake that was
 * sent for then arrives, and the sentence that they hear. Without that wake they would wait for the sweep.
 */
export const toldWithinMs = 30_000 + 8_000 + 2_500;

/** A caller in the menu is shown for 45 s, and until a wake that was sent for then arrives. */
export const awayWithinMs = 45_000 + 8_000;

/** Who was in when a session ended, which no other followed, must be out by now. */
export function sessionOverProblem(inside: readonly PhoneCall[]): Violation | undefined {
  const left = inside.find(({ status }) => status === 'in-progress');
  return (
    left &&
    new Violation('deadlines-are-kept', `${left.sid.slice(-2)} is on the line although the session is over`)
  );
}

/** What both sides must have come to a bounded time after everybody fell quiet; the first thing that is not so. */
export function agreementProblem(world: JudgedWorld): Violation | undefined {
  const { phones, room, options } = world;
  const stored = new Map(
    world
      .stores()
      .callers(conferenceId)
      .map((caller) => [String(caller.call), caller]),
  );
  const meeting = phones.meetings.running(conferenceId);
  const legs = [...(meeting?.participants.values() ?? [])];
  const [cut] = phones.cutUnheard;
  if (cut !== undefined)
    return new Violation('a-removal-is-explained', `${cut.slice(-2)} was hung up, and has not heard why`);
  const bridges = legs.filter(({ role }) => role === 'bridge');
  if (bridges.length > 1) return new Violation('one-bridge', `there are ${bridges.length}`);
  const isTogether = bridges.length === 1 && room.session !== undefined;
  const callers = legs.filter(({ role }) => role === 'caller');
  const isBridgeMissed =
    callers.length > 0 &&
    bridges.length === 0 &&
    room.session !== undefined &&
    world.scheduler.nowMs - world.bridgeOutAtMs >= bridgeBackWithinMs;
  // Somebody who drops the bridge again does not want it, and one that did not come three times is left to the host.
  if (isBridgeMissed && world.hostDrops < 2 && room.dials < maxBridgeTries)
    return new Violation('the-room-is-heard', 'callers and people are there, and the bridge is not in');

  const outside = isTogether ? waitingOutside(world)[0] : undefined;
  if (outside !== undefined)
    return new Violation('let-in-with-the-bridge', `${outside.sid.slice(-2)} still waits outside`);

  for (const { call, muted } of callers) {
    const shown = room.shown.get(call);
    const name = call.slice(-2);
    // A removal is told by an event alone, and is not believed right after we took somebody back ourselves. Whoever is
    // not taken out then is shown again as soon as anything is to be said of them; if nothing is, they stay unseen.
    if (isTogether && shown === undefined && room.kicked.has(call)) continue;
    if (isTogether && shown === undefined) {
      return new Violation(
        'announced-if-in',
        `${name} and the bridge are in, and the room does not show ${name}`,
      );
    }
    if (isTogether && shown !== undefined && shown.muted !== muted && !room.unheard.has(call)) {
      return new Violation(
        'mute-agrees',
        `${name} is ${said(shown.muted)} in the room, ${said(muted)} on the phone`,
      );
    }
    // What the caller heard last, when the key for it was pressed, is what was stored.
    const hand = stored.get(call)?.hand;
    if (isTogether && shown !== undefined && shown.hand !== hand) {
      return new Violation('hand-agrees', `${name}'s hand is up: ${shown.hand} in the room, heard ${hand}`);
    }
  }
  for (const call of options.level === 'none' ? room.removedForSure : []) {
    if (phones.call(call)?.status === 'completed') continue;
    return new Violation('the-removed-are-out', `${call.slice(-2)} was removed and is still on the line`);
  }
  for (const call of room.shown.keys()) {
    const isIn = callers.some((caller) => caller.call === call);
    if (!isTogether || !isIn) {
      return new Violation(
        'announced-only-if-in',
        `the room shows ${call.slice(-2)}, who or whose bridge is not in`,
      );
    }
  }
  return undefined;
}

const said = (muted: boolean) => (muted ? 'muted' : 'unmuted');

/** Every PIN that was looked up in vain must have been charged to the deployment, and not given back. */
export function triesProblem(world: JudgedWorld): Violation | undefined {
  const { wrongTries, options } = world;
  const before = options.scenario.flood?.spentTries ?? 0;
  const charged = world.stores().charged('deployment') - before;
  if (charged >= wrongTries.size) return undefined;
  return new Violation(
    'tries-cover-pins',
    `${wrongTries.size} wrong PINs were looked up, ${charged} charged`,
  );
}

/** What is left when everybody has gone; nothing may be. */
export function leftoverProblem(world: JudgedWorld): Violation | undefined {
  const { phones, room, queue } = world;
  // A bridge of which no news ever came, and that its room does not drop, ends with its longest stay.
  const isOurs = ({ role }: Holder) => role === 'caller' || world.options.level === 'none';
  const up = phones.calls.find(({ status, holder }) => status === 'in-progress' && isOurs(holder));
  if (up !== undefined)
    return new Violation('every-call-ends', `${up.sid.slice(-2)}, a ${up.holder.role}, is still up`);
  if (room.shown.size > 0)
    return new Violation('announced-only-if-in', 'the room shows somebody when all have gone');
  if (queue.givenUp > 0 && world.options.level === 'none') {
    return new Violation('no-dead-letters', `${queue.givenUp} wakes were given up`);
  }
  const stores = world.stores();
  const present = stores.callers(conferenceId).find(({ presence }) => presence !== 'gone');
  if (present !== undefined)
    return new Violation('nobody-is-left', `${present.call.slice(-2)} is ${present.presence}`);
  const { bridge } = stores.conference(conferenceId);
  return bridge.state === 'in' ? new Violation('nobody-is-left', 'the bridge is in') : undefined;
}
