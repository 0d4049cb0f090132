import type { CallerEvent } from '../../../lib/conferences/model/caller-events.ts';
import type { ConferenceEvent } from '../../../lib/conferences/model/conference-events.ts';
import type { ConferenceDeps } from '../../../lib/conferences/ports.ts';
import type { inMemoryConferences } from '../../support/conferences.ts';
import type { Invocation } from '../frame/lambda.ts';
import { requestTable } from '../frame/table-requests.ts';
import { Violation } from '../frame/violation.ts';

export type Stores = ReturnType<typeof inMemoryConferences>;

/** What the stores of a world are reached through. */
interface StoresDeps {
  readonly stores: () => Stores;
  readonly fail: (violation: Violation) => void;
  /** Takes down each try for which a PIN was looked up that does not exist. */
  readonly wrongTries: Set<string>;
}

const notes: ReadonlySet<string> = new Set([
  ...['phoneUnknown', 'roomMuteUnknown', 'roomHandUnknown', 'roomLetsGo', 'letIn', 'kicked', 'bridgeAsked'],
  ...['transferOrdered', 'leadingOut', 'ledOn', 'cameBack'],
]);

/** Whether it says what is about to be asked of a provider. */
function isNote(event: CallerEvent | ConferenceEvent): boolean {
  return event.kind === 'roomHas' ? event.isUnsure === true : notes.has(event.kind);
}

/** The stores as one invocation reaches them; a PIN must have been charged for before it is looked up. */
export function storesOf(
  world: StoresDeps,
  invocation: Invocation,
): Pick<
  ConferenceDeps,
  'conferences' | 'pinCalls' | 'callOuts' | 'unauthenticated' | 'dialIns' | 'pins' | 'known' | 'attempts'
> {
  const ask = <Value>(action: (stores: ConferenceDeps) => Promise<Value>): Promise<Value> =>
    requestTable(invocation, () => action(world.stores().deps));
  const { faults } = invocation.platform;
  const diesAfterNote =
    (event: CallerEvent | ConferenceEvent) =>
    <Value>(value: Value): Value | Promise<Value> => {
      if (!isNote(event) || !faults.hits('deathAfterNote')) return value;
      invocation.die();
      return new Promise(() => undefined);
    };
  let mayLookUp = false;
  let charging: string | undefined;
  let polled: string | undefined;
  return {
    conferences: {
      put: (conference) => ask(({ conferences }) => conferences.put(conference)),
      get: (id) => ask(({ conferences }) => conferences.get(id)),
      load: (id) => ask(({ conferences }) => conferences.load(id)),
      changeConference: (id, event) =>
        ask(({ conferences }) => conferences.changeConference(id, event)).then(diesAfterNote(event)),
      caller: (id, call) => ask(({ conferences }) => conferences.caller(id, call)),
      changeCaller: (id, call, event) =>
        ask(({ conferences }) => conferences.changeCaller(id, call, event)).then(diesAfterNote(event)),
      // The request begins once it is known what has happened: side by side with another it would be no single step.
      changeCallerBy: async (id, call, told) => {
        const event = await told;
        return ask(({ conferences }) => conferences.changeCallerBy(id, call, Promise.resolve(event)));
      },
      findByRoom: (room) => ask(({ conferences }) => conferences.findByRoom(room)),
      due: (nowMs, limit) => ask(({ conferences }) => conferences.due(nowMs, limit)),
      finished: (id, seen, dueAtMs) => ask(({ conferences }) => conferences.finished(id, seen, dueAtMs)),
    },
    pinCalls: {
      arrived: (call) => ask(({ pinCalls }) => pinCalls.arrived(call)),
      get: async (call) => {
        const pinCall = await ask(({ pinCalls }) => pinCalls.get(call));
        mayLookUp ||= pinCall?.isBridgeOrigin === true;
        return pinCall;
      },
      admitted: (call, to) => ask(({ pinCalls }) => pinCalls.admitted(call, to)),
      noteAnswer: (call, answer) => ask(({ pinCalls }) => pinCalls.noteAnswer(call, answer)),
      noteTry: (call, pinTry) => ask(({ pinCalls }) => pinCalls.noteTry(call, pinTry)),
      noticeBegun: (call, noticed) => ask(({ pinCalls }) => pinCalls.noticeBegun(call, noticed)),
      ledOn: (call, led) => ask(({ pinCalls }) => pinCalls.ledOn(call, led)),
      noteNoticeAnswer: (pinCall, answer) =>
        ask(({ pinCalls }) => pinCalls.noteNoticeAnswer(pinCall, answer)),
      callOutOver: (call, is) => ask(({ pinCalls }) => pinCalls.callOutOver(call, is)),
    },
    callOuts: {
      charge: (id, nowMs, limits) => ask(({ callOuts }) => callOuts.charge(id, nowMs, limits)),
      remember: (order) => ask(({ callOuts }) => callOuts.remember(order)),
      find: (id) => ask(({ callOuts }) => callOuts.find(id)),
      forget: (id) => ask(({ callOuts }) => callOuts.forget(id)),
      claim: (id, call) => ask(({ callOuts }) => callOuts.claim(id, call)),
      openOrders: (atMs) => ask(({ callOuts }) => callOuts.openOrders(atMs)),
      closeOrder: (id) => ask(({ callOuts }) => callOuts.closeOrder(id)),
    },
    unauthenticated: {
      enter: (call, atMs, whyNot, present) =>
        ask(({ unauthenticated }) => unauthenticated.enter(call, atMs, whyNot, present)),
      present: (atMs) => ask(({ unauthenticated }) => unauthenticated.present(atMs)),
      leave: (call, atMs) => ask(({ unauthenticated }) => unauthenticated.leave(call, atMs)),
      arrivedBy: (atMs, limit) => ask(({ unauthenticated }) => unauthenticated.arrivedBy(atMs, limit)),
    },
    dialIns: { find: (dialled) => ask(({ dialIns }) => dialIns.find(dialled)) },
    pins: {
      find: async (hash) => {
        if (!mayLookUp)
          world.fail(new Violation('tries-cover-pins', 'a PIN was looked up before it was charged'));
        const found = await ask(({ pins }) => pins.find(hash));
        // A PIN is looked up under the current key first, and under the one before if it is not found.
        polled ??= hash;
        if (found === undefined && charging !== undefined) world.wrongTries.add(`${charging} ${polled}`);
        return found;
      },
      move: (from, to, entry) => ask(({ pins }) => pins.move(from, to, entry)),
      listOf: (id) => ask(({ pins }) => pins.listOf(id)),
      expire: (hash, validUntilMs) => ask(({ pins }) => pins.expire(hash, validUntilMs)),
    },
    known: {
      find: (hash, dialled) => ask(({ known }) => known.find(hash, dialled)),
      move: (from, to, caller) => ask(({ known }) => known.move(from, to, caller)),
      listOf: (id) => ask(({ known }) => known.listOf(id)),
      remove: (hash, caller) => ask(({ known }) => known.remove(hash, caller)),
    },
    attempts: {
      charge: async (scopes, key, nowMs) => {
        const charged = await ask(({ attempts }) => attempts.charge(scopes, key, nowMs));
        mayLookUp ||= charged !== 'spent';
        if (charged !== 'spent') charging = key;
        return charged;
      },
      refund: (scopes, key, nowMs) => ask(({ attempts }) => attempts.refund(scopes, key, nowMs)),
    },
  };
}
