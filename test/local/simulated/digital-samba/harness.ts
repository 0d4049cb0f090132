import { expect, onTestFinished } from 'vitest';
import * as z from 'zod';
import type { BridgeOrder, Dial } from '../../../../local/simulated/digital-samba/rooms/bridge.ts';
import type { SimulatedDigitalSambaOptions } from '../../../../local/simulated/digital-samba/options.ts';
import type { EventName } from '../../../../local/simulated/digital-samba/webhooks/payload.ts';
import type { Room } from '../../../../local/simulated/digital-samba/rooms/room.ts';
import {
  type SimulatedDigitalSamba,
  startSimulatedDigitalSamba,
} from '../../../../local/simulated/digital-samba/start.ts';
import { type Received, receiver, until } from '../harness.ts';

export async function samba(options: SimulatedDigitalSambaOptions = {}): Promise<SimulatedDigitalSamba> {
  const started = await startSimulatedDigitalSamba({
    dialDelayMs: 1,
    demandedRoomFields: 'none',
    ...options,
  });
  onTestFinished(() => started.stop());
  return started;
}

const jsonObject = z.record(z.string(), z.unknown());

/** What a REST request came to; `json` is empty for a body that is no JSON object. */
export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
}

/** A REST request below `/api/v1`, with the right key unless told otherwise. */
export async function rest(
  on: SimulatedDigitalSamba,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = { authorization: `Bearer ${on.settings.developerKey}` },
): Promise<Answer> {
  const response = await fetch(`${on.url}/api/v1${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const parsed = type.startsWith('application/json') ? jsonObject.safeParse(JSON.parse(text)) : undefined;
  return {
    status: response.status,
    type,
    text,
    json: parsed?.success === true ? parsed.data : {},
    headers: response.headers,
  };
}

/** A room with telephony. */
export function phoneRoom(
  on: SimulatedDigitalSamba,
  friendly_url = 'board-april',
  webhooks?: string[],
): Room {
  const made = on.rooms.create({
    friendly_url,
    telephony_enabled: true,
    telephony_phone_number: '+12025550110',
    telephony_pin_dtmf: 'WW880214#',
    ...(webhooks && { webhooks }),
  });
  if (!made.ok) throw new Error(JSON.stringify(made.errors));
  return made.room;
}

/** A room with telephony whose session is live and whose bridge is up. */
export async function bridgedRoom(on: SimulatedDigitalSamba): Promise<Room> {
  const room = phoneRoom(on);
  on.useDial(voiceProvider().dial);
  room.startSession();
  room.connectTelephony();
  await until(() => room.bridge.state === 'connected');
  return room;
}

/** Carries bridge calls, of which `hangUp` ends all. */
export function voiceProvider(): { dial: Dial; orders: BridgeOrder[]; hangUp: () => void } {
  const orders: BridgeOrder[] = [];
  const hangUps: (() => void)[] = [];
  return {
    orders,
    hangUp: () => {
      for (const end of hangUps) end();
    },
    dial: (order) => {
      orders.push(order);
      let hangUp = (): void => undefined;
      const ended = new Promise<void>((resolve) => (hangUp = resolve));
      hangUps.push(hangUp);
      return { ended, hangUp };
    },
  };
}

/** `…/phone-participants/<what>` of a room. */
export const phones = (room: Room, what: string): string => `/rooms/${room.id}/phone-participants/${what}`;

/** A receiver of the given events, with a secret. */
export async function listener(
  on: SimulatedDigitalSamba,
  events: readonly EventName[],
  statuses?: readonly number[],
): Promise<{ got: Received[]; id: string; json: () => Record<string, unknown>[] }> {
  const { url, got } = await receiver(statuses);
  const { id } = on.webhooks.create({ endpoint: url, events: [...events], authorization_header: 's3cret' });
  return { got, id, json: () => got.map(({ json }) => json) };
}

/** What the room shows, as call ids. */
export const shown = (room: Room): string[] => room.phoneParticipants().map(({ callId }) => callId);

/** The answer of a failed validation that names this field. */
export function expectInvalid(answer: Answer, field: string): void {
  expect(answer.status).toBe(422);
  expect(answer.json).toEqual({ message: 'The given data was invalid.', errors: { [field]: someTexts } });
}

const someTexts: unknown = expect.arrayContaining([expect.any(String)]);
