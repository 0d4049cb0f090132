import { createCallLog } from '../../lib/aws/stores/held-calls/call-log.ts';
import { openTable } from '../../lib/aws/table/table.ts';
import type { LocalGateway } from '../local-gateway.ts';
import type { WrittenKey } from '../runtime/writes.ts';
import type { RunningVoice } from '../voices/voice.ts';
import { Audience } from './feed/audience.ts';
import { CallWatch } from './feed/call-watch.ts';
import { Clock } from './feed/clock.ts';
import { Exchanges } from './feed/exchanges.ts';
import { Faults } from './feed/faults.ts';
import { aboutLocal, type LedTo } from './feed/offers.ts';
import { Phones } from './feed/phones.ts';
import { PublishedEvents } from './feed/published.ts';
import { Recorder } from './feed/recorder.ts';
import { RoomWatch } from './feed/rooms.ts';
import type { Source } from './server/source.ts';

/** Looks on at a gateway from its first moment. */
export interface Observation {
  /** Options with which the gateway is to be started. */
  readonly options: {
    readonly onWrite: (key: WrittenKey) => void;
    readonly onWebhook: Exchanges['cameIn'];
    readonly onServed: Exchanges['wentOut'];
    readonly onEvent: PublishedEvents['left'];
  };
  /** The gateway has started: what there is to show of it, and to do. */
  attach(localGateway: LocalGateway, ledTo: LedTo): { readonly source: Source; readonly stop: () => void };
}

/** By the first part of the path at which a provider calls. */
const names = { daily: 'Daily', 'digital-samba': 'Digital Samba', calls: 'a bot' };

/** Calls are shown that came this long before the gateway was started. */
const recalledMs = 24 * 3_600_000;

/** Prepares to look on at a gateway that is about to be started. */
export function observe(voiceNames: Readonly<Record<string, string>>): Observation {
  const audience = new Audience();
  const exchanges = new Exchanges({ ...names, ...voiceNames });
  const published = new PublishedEvents(audience);
  let written: Observation['options']['onWrite'] = () => undefined;
  return {
    options: {
      ...{ onWrite: (key) => written(key), onWebhook: exchanges.cameIn, onServed: exchanges.wentOut },
      onEvent: published.left,
    },
    attach: (localGateway, ledTo) => {
      const { gateway, daily, digitalSamba } = localGateway;
      const voices: Readonly<Record<string, RunningVoice | undefined>> = localGateway.voices;
      const table = openTable(gateway.tableName, gateway.awsClient);
      const clock = { now: () => Date.now() };
      const watch = new CallWatch({ calls: createCallLog({ table, clock }), audience, now: clock.now });
      // A table that was kept has calls. What comes of them is told when it is known.
      void watch.recall(clock.now() - recalledMs).catch(() => undefined);
      const rooms = new RoomWatch(digitalSamba, audience);
      rooms.lookForNew();
      written = (key) => {
        watch.written(key);
        rooms.lookForNew();
      };
      const phones = new Phones({ daily, voiceOf: (id) => voices[id], audience });
      const faults = new Faults(localGateway, audience);
      const holdClock = new Clock(localGateway, audience);
      const about = aboutLocal(ledTo, localGateway);
      const whole: Source['whole'] = () => ({
        ...{ kind: 'whole', about, calls: [...watch.all], phones: [...phones.all], rooms: [...rooms.all] },
        ...{ faults: faults.all, bot: faults.bot, hurry: holdClock.hurry, published: [...published.all] },
        ...(recorder.since !== undefined && { recordingSince: recorder.since }),
      });
      const recorder = new Recorder({ audience, whole, now: clock.now });
      const source: Source = {
        whole,
        subscribe: (listener) => audience.subscribe(listener),
        exchanges: (callId) => exchanges.of(callId),
        orders: {
          ...recorder.noting({
            place: (order) => phones.place(order),
            key: (id, keys) => phones.key(id, keys),
            hangUp: (id) => phones.hangUp(id),
            step: (room, step) => rooms.step(room, step),
            setFault: (name, isOn) => faults.set(name, isOn),
            undoFaults: () => faults.undoAll(),
            setBot: (name) => faults.setBot(name),
            setClock: (hurry) => holdClock.set(hurry),
          }),
          record: () => recorder.start(),
          endRecording: () => recorder.end(),
        },
      };
      const stop = () => {
        faults.undoAll();
        watch.stop();
        table.close();
      };
      return { source, stop };
    },
  };
}
