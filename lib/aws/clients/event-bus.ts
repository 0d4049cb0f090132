import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { boundedRequests, type ClientSettings } from './timeouts.ts';

/** EventBridge answers in some 20 ms. */
const requestTimeoutMs = 3_000;
/** Tries of one request; the stream brings again what all of them fail. */
const maxTries = 3;
/** Entries of one request (EventBridge API reference, PutEvents). Each is an event or two KB, far below what a request may weigh. */
const maxEntries = 10;

/** A client for the bus. */
export function openEventClient(settings: ClientSettings = {}): EventBridgeClient {
  return new EventBridgeClient({
    ...settings,
    maxAttempts: maxTries,
    requestHandler: boundedRequests(requestTimeoutMs),
  });
}

/** An event as the bus takes it. */
export interface BusEvent {
  readonly source: string;
  readonly detailType: string;
  /** JSON text. */
  readonly detail: string;
  readonly atMs: number;
}

/** Takes events in their order. */
export interface EventBus {
  /**
   * @returns how many of them, from the first, have surely been taken
   * @throws what a whole request fails with
   */
  put(events: readonly BusEvent[]): Promise<number>;
}

/** @param busName name of a bus of this account and Region */
export function createEventBus(client: EventBridgeClient, busName: string): EventBus {
  return {
    async put(events) {
      for (let from = 0; from < events.length; from += maxEntries) {
        const sent = events.slice(from, from + maxEntries);
        const { Entries = [] } = await client.send(
          new PutEventsCommand({
            Entries: sent.map(({ source, detailType, detail, atMs }) => ({
              EventBusName: busName,
              Source: source,
              DetailType: detailType,
              Detail: detail,
              Time: new Date(atMs),
            })),
          }),
        );
        const taken = sent.findIndex((_, index) => Entries[index]?.EventId === undefined);
        if (taken !== -1) return from + taken;
      }
      return events.length;
    },
  };
}
