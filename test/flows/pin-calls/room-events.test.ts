import { describe, expect, test, vi } from 'vitest';
import {
  renderPayload,
  type PayloadShape,
  type RoomEvent,
} from '../../../local/simulated/digital-samba/webhooks/payload.ts';
import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import { ConferenceStack, hears, hearsAndIsHungUp, type TestConference } from './conference-stack.ts';
import { until } from '../stack.ts';

vi.setConfig({ maxConcurrency: 2 });

const shapes = ['envelope', 'top-level-call-id', 'guide', 'snake-case'] as const satisfies PayloadShape[];

const stack = new ConferenceStack({
  conferences: { ...Object.fromEntries(shapes.map((shape) => [shape, {}])), strangers: {}, echoes: {} },
});

/** The secret that the room's webhook carries. */
function secret(): string {
  const header = stack.digitalSamba.webhooks.all[0]?.fields.authorization_header;
  if (typeof header !== 'string') throw new Error('the webhook carries no secret');
  return header;
}

async function post(body: string, authorization: string | undefined): Promise<number> {
  const { status } = await fetch(`${stack.localGateway.gateway.url}/digital-samba/events`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(authorization === undefined ? {} : { authorization }),
    },
    body,
  });
  return status;
}

/** Lets something happen in the room of which no webhook tells; returns the event that did not arrive. */
function happensUnheard({ room }: TestConference, { sid }: SimulatedCall, act: () => void): RoomEvent {
  const { events } = stack.digitalSamba;
  events.disturb({ roomId: room.id, callId: sid }, { lose: true });
  act();
  const event = events.emitted.findLast(({ roomId }) => roomId === room.id);
  if (event === undefined) throw new Error('nothing happened');
  return event;
}

async function enter(conference: TestConference): Promise<SimulatedCall> {
  conference.room.join('Moderator');
  const call = stack.dialInto(conference);
  await stack.expectAgreement(conference, [call]);
  return call;
}

const isMuted = (conference: TestConference, call: SimulatedCall) =>
  stack.participants(conference).find((each) => each.call === call)?.muted;

describe.concurrent('events of a room', () => {
  test.each(shapes)('are understood in the shape “%s”', async (shape) => {
    const conference = stack.conference(shape);
    const { room } = conference;
    const call = await enter(conference);
    const tell = async (event: RoomEvent, prefix: string) =>
      expect(await post(renderPayload(event, shape), prefix + secret())).toBe(200);

    await tell(
      happensUnheard(conference, call, () => room.mute(call.sid)),
      'Bearer ',
    );
    await until('the phone to be muted', () => isMuted(conference, call) || undefined);
    await tell(
      happensUnheard(conference, call, () => room.askToUnmute(call.sid)),
      '',
    );
    await hears(call, 'asked-to-unmute');
    await tell(
      happensUnheard(conference, call, () => room.remove(call.sid)),
      '',
    );
    await hearsAndIsHungUp(call, 'kicked');
    await stack.expectAgreement(conference, []);
  });

  test('with a bad secret, or none, are refused without effect', async () => {
    const conference = stack.conference('strangers');
    const call = await enter(conference);
    const event = happensUnheard(conference, call, () => conference.room.askToUnmute(call.sid));
    for (const name of ['phone_participant_muted', 'room_deleted', 'participant_left'] as const) {
      const body = renderPayload({ ...event, name }, 'envelope');
      for (const authorization of [undefined, '', 'Bearer ', 'Bearer wrong', `${secret()}x`, 'Basic abc']) {
        expect(await post(body, authorization)).toBe(401);
      }
    }
    await stack.localGateway.gateway.queue.settled();
    await stack.expectAgreement(conference, [call]);
    expect(isMuted(conference, call)).toBe(false);
    expect((await stack.store.get(conference.id))?.isClosed).toBe(false);
  });

  test('that nobody knows, or about rooms that are none of ours, are answered and change nothing', async () => {
    const roomId = '6c1f7c0a-0000-4000-8000-000000000000';
    const timestamp = Math.floor(Date.now() / 1000);
    for (const eventType of ['a_new_event', 'recording_ready', 'session_ended', 'room_deleted']) {
      const body = JSON.stringify({ eventType, roomId, sessionId: roomId, timestamp, data: {} });
      expect(await post(body, `Bearer ${secret()}`)).toBe(200);
    }
  });

  test('that say what we have just told the room change nothing', async () => {
    const conference = stack.conference('echoes');
    const call = await enter(conference);
    await call.press('*');
    await hears(call, 'menu');
    await call.press('6');
    await until('the room to show it', () => conference.room.phones.find(call.sid)?.muted || undefined);
    await stack.expectAgreement(conference, [call]);
    expect(isMuted(conference, call)).toBe(true);
    const { emitted } = stack.digitalSamba.events;
    const echo = emitted.findLast(
      ({ name, callId }) => name === 'phone_participant_muted' && callId === call.sid,
    );
    expect(echo).toBeDefined();
    expect(conference.room.announcements(call.sid)).toHaveLength(1);
    expect((await stack.callerOf(conference, call))?.muted.by).toBe('caller');
  });
});
