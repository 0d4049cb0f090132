import { createConferenceStore } from '../../../lib/aws/stores/conferences/conference-store.ts';
import { createDialInStore } from '../../../lib/aws/stores/conferences/dial-in-store.ts';
import { createKnownStore } from '../../../lib/aws/stores/conferences/known-store.ts';
import { createPinCallStore } from '../../../lib/aws/stores/conferences/pin-call-store.ts';
import { callerKey, conferenceKey } from '../../../lib/aws/table/table.ts';
import { putVersioned } from '../../../lib/aws/table/versioned-item.ts';
import type { VoiceId } from '../../../lib/conferences/model/conference.ts';
import type { ConferenceDeps } from '../../../lib/conferences/ports.ts';
import { inMemoryConferences, voiceCall } from '../../support/conferences.ts';
import { conferenceId, newConference, startMs } from '../../support/new-conference.ts';
import { Injected, type Manner } from './http.ts';
import { lookOn, strictTable } from './table-rules.ts';

export const number = '+12025550151';
export const forwardNumber = '+12025550152';
export const bridgeDomain = 'bridge.sip.twilio.com';
export const room = 'room-of-weekly';
export const pin = '01234567890';
export const bridgePin = '98765432109876';
/** A caller who is in, and the bridge. */
export const callerSid = 'CA000000000000000000000000000000ca';
export const bridgeSid = 'CA000000000000000000000000000000b0';
export const meeting = 'CF0123456789abcdef0123456789abcdef';
const weekly = conferenceId('weekly');

const table = strictTable();
const clock = { now: () => startMs, sleep: () => Promise.resolve() };
const strictDialIns = createDialInStore({ table, clock });
const strictPinCalls = createPinCallStore({ table, clock });
const strictKnown = createKnownStore({ table, clock, random: () => 0.5 });
const strictConferences = createConferenceStore({ table, clock, random: () => 0.5 });

/** All that conferences need, with one that is under way: the bridge is in, and a caller. The table's adapters look on. */
export async function conferenceWorld(voice: VoiceId = 'twilio') {
  const bridge = { state: 'in', call: voiceCall(bridgeSid), joinSequence: 1, sinceMs: startMs } as const;
  const session = { id: 's1', startedAtMs: startMs };
  const world = inMemoryConferences([
    newConference('weekly', {
      voice,
      bridge,
      session,
      meeting,
      joins: 2,
      room,
      settings: { knownCallers: 'verified' },
    }),
  ]);
  world.openDialIn(number, { kind: 'pin', voice, language: 'en', deny: ['+1900'] });
  world.openDialIn(bridgeDomain, { kind: 'pin', voice, opensTo: 'bridge' });
  world.openDialIn(forwardNumber, {
    kind: 'forward',
    voice,
    address: 'static@example.sip.daily.co',
    route: 'desk',
  });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  world.addKnown('+12025550199', { dialled: number, conference: 'weekly' });
  for (const [sid, role] of [
    [callerSid, 'caller'],
    [bridgeSid, 'bridge'],
  ] as const) {
    const arrived = { call: voiceCall(sid), dialIn: number, language: 'en', arrivedAtMs: startMs } as const;
    world.addPinCall({
      ...arrived,
      voice,
      opensTo: 'both',
      isBridgeOrigin: role === 'bridge',
      conference: weekly,
      role,
    });
  }
  const { conferences } = world.deps;
  const newcomer = { conference: weekly, call: voiceCall(callerSid), name: 'Caller 1', muted: false };
  await conferences.changeCaller(weekly, newcomer.call, {
    kind: 'admitted',
    atMs: startMs,
    joinSequence: 2,
    newcomer,
  });
  await conferences.changeCaller(weekly, newcomer.call, {
    kind: 'joined',
    atMs: startMs,
    joinSequence: 2,
    muted: false,
  });

  const done: string[] = [];
  let manner: Manner = 'signed';
  world.world.before = (operation) => {
    done.push(operation);
    return manner === 'broken' ? Promise.reject(new Injected(operation)) : Promise.resolve();
  };
  const { dialIns, pinCalls, known } = world.deps;
  const deps: ConferenceDeps = {
    ...world.deps,
    dialIns: {
      find: async (dialled) => {
        await lookOn(() => strictDialIns.find(dialled));
        return dialIns.find(dialled);
      },
    },
    known: {
      ...known,
      find: async (hash, dialled) => {
        await lookOn(() => strictKnown.find(hash, dialled));
        return known.find(hash, dialled);
      },
    },
    pinCalls: {
      ...pinCalls,
      arrived: async (call) => {
        await lookOn(() => strictPinCalls.arrived(call));
        return pinCalls.arrived(call);
      },
    },
    conferences: {
      ...conferences,
      findByRoom: async (name) => {
        await lookOn(() => strictConferences.findByRoom(name));
        return conferences.findByRoom(name);
      },
      changeConference: async (id, event) => {
        const after = await conferences.changeConference(id, event);
        if (after !== undefined)
          await lookOn(() => putVersioned(table, { ...conferenceKey(id), ...after }, 1));
        return after;
      },
      changeCaller: async (id, call, event) => {
        const after = await conferences.changeCaller(id, call, event);
        if (after !== undefined)
          await lookOn(() => putVersioned(table, { ...callerKey(id, call), ...after }, 1));
        return after;
      },
    },
  };
  return {
    deps,
    record: world.record,
    /** Sets what works from now on, and forgets what was done. */
    begin: (next: Manner) => {
      manner = next;
      done.length = 0;
      world.world.wake = next === 'failing' ? 'failed' : 'sent';
    },
    done: () => [...done],
  };
}
