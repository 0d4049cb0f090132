import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { openExistingRoom } from '../../../local/existing-rooms.ts';
import type { DomainEvent, EventType } from '../../../local/simulated/daily/events.ts';
import {
  botOf,
  expectConnected,
  expectNothingLeft,
  expectUnknown,
  logged,
  ownRoom,
  report,
  secretOf,
  signedHeaders,
  warmUp,
} from './helpers-bots.ts';
import { newCallId, numbers, Stack, until } from '../stack.ts';

const stack = new Stack({
  daily: { eventAnswerLimitMs: 20_000 },
  // A call that nobody takes is held for all of its budget, which must be over while a test still waits.
  settings: { holdBudgetS: 44, holdSliceS: 8, connectSliceS: 6 },
});

beforeAll(() => warmUp(stack));

const always = Infinity;

/** The events of a kind that a call's rooms sent. */
const emitted = (callId: string, type: EventType): DomainEvent[] =>
  stack.daily.events.emitted.filter((event) => event.type === type && event.payload.room.includes(callId));

/** Waits until the receiver has answered an event, and returns the status. */
const answered = ({ id, type }: DomainEvent): Promise<number | undefined> =>
  until(`an answer to ${type}`, () => {
    const delivery = stack.daily.events.deliveries.find(({ eventId }) => eventId === id);
    return delivery === undefined ? undefined : { status: delivery.status };
  }).then(({ status }) => status);

/** A dial-in event as the simulated Daily sends it. */
const dialin = (room: string) => ({
  timestamp: Math.floor(Date.now() / 1000),
  domain_id: stack.daily.settings.domainId,
  room,
  sip_endpoint: `1234567890120@${stack.daily.settings.domainName}.sip.daily.co`,
});

async function readyLines(callId: string) {
  return (await stack.item(callId)).timeline.filter(({ event }) => event === 'ready');
}

describe.concurrent('a room', () => {
  test('that is ready before its bot’s start has been answered is not waited for twice', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ startUpMs: 0, answerDelayMs: 3_000 }]);
    const call = stack.place({ callId, to: numbers.bot });
    await expectConnected(stack, call);
    // The bot's session is still written down, so that it can be stopped.
    const item = await stack.comesTo('have its start recorded', callId, (now) =>
      now.bots.length > 0 ? now : undefined,
    );
    const events = item.timeline.map(({ event }) => event);
    expect(events.indexOf('ready')).toBeLessThan(events.indexOf('asked'));
    expect(item).toMatchObject({ state: 'connected', attempt: 1, bots: [{ attempt: 1 }] });
    expect(stack.sessions(callId)).toHaveLength(1);
  });

  test('that its bot reports twice, and Daily three times, counts once', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ reportTwice: true }]);
    stack.daily.events.disturb({ callId, type: 'dialin.ready' }, { copies: 3 });
    const call = stack.place({ callId, to: numbers.bot });
    await expectConnected(stack, call);
    const { reports } = await botOf(stack, callId);
    await until('both reports to be answered', () => (reports.length === 2 ? true : undefined));
    expect(reports).toEqual([200, 200]);
    expect(await readyLines(callId)).toHaveLength(1);
    expect(stack.updates(callId)).toHaveLength(1);
  });

  test('that its bot reports first, and Daily after the caller is in, counts once', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ callId, type: 'dialin.ready' }, { delayMs: 3_000 });
    const call = stack.place({ callId, to: numbers.bot });
    const { timeline } = await expectConnected(stack, call);
    for (const event of emitted(callId, 'dialin.ready')) expect(await answered(event)).toBe(200);
    expect(await readyLines(callId)).toMatchObject([{ detail: 'bot' }]);
    expect(await stack.timeline(callId)).toEqual(timeline.map(({ event }) => event));
    expect(stack.updates(callId)).toHaveLength(1);
  });

  test('that Daily reports first, and its bot after the caller is in, counts once', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ reports: false }]);
    const call = stack.place({ callId, to: numbers.bot });
    const { timeline } = await expectConnected(stack, call);
    // Told that it is ignored, the bot would leave, and the caller be alone.
    const late = await report(await botOf(stack, callId));
    expect(late).toEqual({ status: 200, body: { ok: true, result: 'counted' } });
    expect(await readyLines(callId)).toMatchObject([{ detail: 'provider' }]);
    expect(await stack.timeline(callId)).toEqual(timeline.map(({ event }) => event));
    expect(stack.updates(callId)).toHaveLength(1);
  });

  test('that only its bot reports, because Daily’s event is lost, takes the caller', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ callId, type: 'dialin.ready' }, { lose: true }, always);
    const call = stack.place({ callId, to: numbers.bot });
    await expectConnected(stack, call);
    expect(await readyLines(callId)).toMatchObject([{ detail: 'bot' }]);
  });

  test('that only Daily reports, late, takes the caller', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ reports: false }]);
    stack.daily.events.disturb({ callId, type: 'dialin.ready' }, { delayMs: 1_500, copies: 2 });
    const call = stack.place({ callId, to: numbers.bot });
    await expectConnected(stack, call);
    expect(await readyLines(callId)).toMatchObject([{ detail: 'provider' }]);
  });

  test('of an older attempt is ignored, whoever reports it', async () => {
    const callId = newCallId();
    stack.bots.script(callId, [{ outcome: 'silent' }, { startUpMs: 4_000 }]);
    const call = stack.place({ callId, to: numbers.twoBots });
    const [first] = await Promise.all([botOf(stack, callId), botOf(stack, callId, 2)]);
    expect(await report(first)).toEqual({ status: 200, body: { ok: true, result: 'ignored' } });
    const old = `pb-local-${callId}-1`;
    stack.daily.events.emit('dialin.ready', dialin(old));
    for (const event of emitted(callId, 'dialin.ready')) expect(await answered(event)).toBe(200);
    expect(await readyLines(callId)).toEqual([]);
    const item = await expectConnected(stack, call);
    expect(item).toMatchObject({ attempt: 2, room: { name: `pb-local-${callId}-2` } });
    expect(
      logged(stack, { code: 'call-ready-ignored', callId })
        .map(({ source }) => source)
        .sort(),
    ).toEqual(expect.arrayContaining(['bot', 'provider']));
    expect(ownRoom(stack, callId, 1)).toBeUndefined();
  });

  test.for([
    { name: 'because nobody joins', bot: { outcome: 'silent' }, endReason: 'stopped' },
    { name: 'because nobody says so', bot: { reports: false, staysAfterCaller: true }, endReason: 'stopped' },
  ] as const)('that never is ready, $name, ends the call and is cleaned up', async ({ bot }) => {
    const callId = newCallId();
    stack.bots.script(callId, [bot]);
    stack.daily.events.disturb({ callId, type: 'dialin.ready' }, { lose: true }, always);
    const call = stack.place({ callId, to: numbers.bot });
    expect((await stack.machineEnded(callId)).status).toBe('SUCCEEDED');
    const item = await stack.item(callId);
    expect(item).toMatchObject({ state: 'released', outcome: 'silence', attempt: 2, updates: 0 });
    expect(item.dueAtMs).toBeUndefined();
    const events = item.timeline.map(({ event }) => event).filter((event) => event !== 'tokenReplaced');
    expect(events).toEqual([
      ...['held', 'tokenStored', 'asked', 'targetRefused', 'movedOn', 'asked', 'released', 'cleaned'],
    ]);
    for (const attempt of [1, 2]) expect(ownRoom(stack, callId, attempt)).toBeUndefined();
    const ended = { state: 'ended', endReason: 'stopped' };
    expect(stack.sessions(callId)).toMatchObject([ended, ended]);
    expect(stack.updates(callId)).toEqual([]);
    expect([call.phase, call.legCount]).toEqual(['held', 0]);
  });
});

describe.concurrent('Daily’s events', () => {
  test('may all come twice and out of order', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ callId }, { copies: 2 }, always);
    stack.daily.events.disturb({ callId, type: 'dialin.ready' }, { reorder: true }, always);
    stack.daily.events.disturb({ callId, type: 'dialin.connected' }, { reorder: true }, always);
    const call = stack.place({ callId, to: numbers.bot, talkMs: 200 });
    await expectConnected(stack, call);
    const { timeline } = await stack.reaches(callId, 'ended');
    const events = timeline.map(({ event }) => event);
    for (const once of ['ready', 'claimed']) expect(events.filter((event) => event === once)).toEqual([once]);
    // Either event may come first when all are out of order, and only the first one counts.
    expect(events.filter((event) => ['callerLeft', 'meetingEnded'].includes(event))).toHaveLength(1);
    expect(stack.updates(callId)).toHaveLength(1);
  });

  test('of a caller who left at once may come the wrong way round', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ callId, type: 'dialin.connected' }, { delayMs: 3_000 }, always);
    const call = stack.place({ callId, to: numbers.bot, talkMs: 0 });
    await call.ended;
    const item = await stack.reaches(callId, 'ended');
    expect(item).toMatchObject({ outcome: 'caller-left', updates: 1 });
    for (const event of emitted(callId, 'dialin.connected')) expect(await answered(event)).toBe(200);
    expect((await stack.machineEnded(callId)).status).toBe('SUCCEEDED');
    expect((await stack.item(callId)).state).toBe('ended');
    expect([call.legCount, stack.updates(callId).length]).toEqual([1, 1]);
  });

  test('may be lost when the caller is in: presence tells', async () => {
    const callId = newCallId();
    stack.daily.events.disturb({ callId, type: 'dialin.connected' }, { lose: true }, always);
    const call = stack.place({ callId, to: numbers.bot });
    const { timeline } = await expectConnected(stack, call);
    expect(timeline.find(({ event }) => event === 'connected')?.detail).toBe('presence');
    expect(stack.updates(callId)).toHaveLength(1);
    call.hangUp();
    expect((await stack.reaches(callId, 'ended')).outcome).toBe('caller-left');
  });

  test('of strange rooms are counted and have no effect', async () => {
    const ghost = newCallId();
    const rooms = [
      `strange-${ghost}`,
      `pb-otherstage-${ghost}-1`,
      `pb-local-${ghost}-1`,
      `pb-local-${ghost}`,
    ];
    openExistingRoom(stack.daily, `strange-${ghost}`).leave();
    for (const room of rooms) {
      const leg = { ...dialin(room), session_id: newCallId(), sip_from: 'anonymous' };
      stack.daily.events.emit('dialin.ready', dialin(room));
      stack.daily.events.emit('dialin.connected', leg);
      stack.daily.events.emit('dialin.stopped', leg);
      stack.daily.events.emit('meeting.ended', { room, meeting_id: newCallId(), end_ts: Date.now() / 1000 });
    }
    const events = (['dialin.ready', 'dialin.connected', 'dialin.stopped', 'meeting.ended'] as const).flatMap(
      (type) => emitted(ghost, type),
    );
    expect(events.length).toBeGreaterThanOrEqual(16);
    for (const event of events) expect(await answered(event)).toBe(200);
    // Three rooms are none of ours, with four events each; the fourth is named like one of ours.
    await until('the events to be counted', () =>
      logged(stack, { EventsIgnored: 1, Reason: 'strange-room' }).length >= 12 ? true : undefined,
    );
    await expectUnknown(stack, ghost);
  });
});

describe('a secret that changes while calls are on hold', () => {
  /** New sandboxes read the secret anew, as Lambda's do from time to time. */
  const recycle = () =>
    Promise.all(
      ['daily-pinless', 'daily-events', 'bot-ready'].map((name) => stack.localGateway.gateway.crash(name)),
    );
  /** From now on Daily signs its events with this secret, and with no other. */
  const signEventsWith = (hmac: string) => {
    for (const webhook of stack.daily.events.webhooks) webhook.state = 'FAILED';
    stack.daily.registerWebhook({
      url: `${stack.localGateway.gateway.url}/daily/events`,
      hmac,
      retryType: 'exponential',
    });
  };
  const reads = () =>
    stack.localGateway.gateway.recorder.records.filter(
      ({ functionName, action }) =>
        functionName === 'daily-events' && action === 'secretsmanager:GetSecretValue',
    ).length;
  const fresh = () => randomBytes(32).toString('base64');

  test('is accepted beside the old one', async () => {
    const { secrets } = stack.localGateway.gateway;
    const old = secretOf(stack);
    const [pinless, events] = [fresh(), fresh()];
    const callId = newCallId();
    stack.bots.script(callId, [{ reports: false, startUpMs: 1_500 }]);
    const onHold = stack.place({ callId, to: numbers.bot });
    await botOf(stack, callId);

    secrets.set({
      ...old,
      dailyPinlessHmac: [pinless, ...(old.dailyPinlessHmac ?? [])],
      dailyWebhookHmac: [events, ...(old.dailyWebhookHmac ?? [])],
    });
    await recycle();
    signEventsWith(events);
    const { timeline } = await expectConnected(stack, onHold);
    expect(timeline.find(({ event }) => event === 'ready')?.detail).toBe('provider');
    expect(timeline.find(({ event }) => event === 'connected')?.detail).toBe('provider');

    const withOld = stack.place({ to: numbers.bot });
    const withNew = stack.place({ to: numbers.bot, webhook: { hmac: pinless } });
    await Promise.all([expectConnected(stack, withOld), expectConnected(stack, withNew)]);

    secrets.set({ ...old, dailyPinlessHmac: [pinless], dailyWebhookHmac: [events] });
    await recycle();
    const tooOld = stack.place({ to: numbers.bot });
    expect(await tooOld.waitFor('webhook-answered')).toMatchObject({ status: 401 });
    await expectUnknown(stack, tooOld.callId);
  });

  test('and is not yet known to the functions costs events, but no caller', async () => {
    const since = stack.logs.length;
    signEventsWith(fresh());
    const { dailyPinlessHmac: [hmac = ''] = [] } = secretOf(stack);
    const call = stack.place({ to: numbers.bot, webhook: { hmac } });
    const { timeline } = await expectConnected(stack, call);
    expect(timeline.find(({ event }) => event === 'ready')?.detail).toBe('bot');
    expect(timeline.find(({ event }) => event === 'connected')?.detail).toBe('presence');
    expect(logged(stack, { code: 'webhook-refused', why: 'signature-bad' }, since)).not.toEqual([]);
    // It is read anew at most once a minute: whoever forges does not set the pace.
    const before = reads();
    for (let forged = 0; forged < 5; forged += 1) {
      const headers = signedHeaders('webhook', fresh(), '{}');
      const request = { method: 'POST', body: '{}', headers };
      expect((await fetch(`${stack.localGateway.gateway.url}/daily/events`, request)).status).toBe(401);
    }
    expect(reads()).toBe(before);
    signEventsWith(secretOf(stack).dailyWebhookHmac?.[0] ?? '');
  });
});

test('nothing is left behind', () => expectNothingLeft(stack));
