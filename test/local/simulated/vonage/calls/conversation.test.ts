import { describe, expect, test } from 'vitest';
import type { VonageCall } from '../../../../../local/simulated/vonage/calls/call.ts';
import type { SimulatedVonageOptions } from '../../../../../local/simulated/vonage/options.ts';
import { until } from '../../harness.ts';
import { enter, house, join, kinds, nextOf, number, rest, talk, type House } from '../harness.ts';

const count = (call: VonageCall, kind: string): number => kinds(call).filter((one) => one === kind).length;
const meeting = (more: object = {}, options: SimulatedVonageOptions = {}): Promise<House> =>
  house(() => ({ '/answer': [[join('room', more)]] }), options);
const put = (one: House, { uuid }: VonageCall, body: object) =>
  rest(one.on, 'PUT', `/us-3/v1/calls/${uuid}`, body);
const membersOf = async (one: House, id: string) =>
  (await rest(one.on, 'GET', `/v1/conversations/${id}/members`)).json;

test('a leg moves into the conversation, which a transfer tells', async () => {
  const one = await meeting();
  const [first, second] = [await enter(one), await enter(one)];
  const room = one.on.conversations.named('room');
  await until(() => one.at('/event').filter((got) => 'conversation_uuid_to' in got).length === 2);
  expect(one.at('/event').filter((got) => 'conversation_uuid_to' in got)).toMatchObject(
    [first, second].map(({ uuid }) => ({
      uuid,
      conversation_uuid_from: one.at('/answer').find((got) => got.uuid === uuid)?.conversation_uuid,
      conversation_uuid_to: room?.id,
    })),
  );
  expect(room?.hears(first.uuid, second.uuid)).toBe(true);
  expect([first, second].map((call) => count(call, 'conference-started'))).toEqual([1, 1]);
  second.hangUp();
  await until(() => one.at('/event').some(({ status }) => status === 'completed'));
  expect(one.at('/event').at(-1)).toMatchObject({ conversation_uuid: room?.id });
  first.hangUp();
  expect(one.on.conversations.all).toEqual([]);
});

test.each([
  [true, '/joined'],
  [false, '/event'],
])('a transfer goes to the event URL of the conversation: %s', async (conversationEventUrl, path) => {
  const one = await house((url) => ({ '/answer': [[join('room', { eventUrl: [url('/joined')] })]] }), {
    conversationEventUrl,
  });
  await enter(one);
  await until(() => one.at(path).some((got) => 'conversation_uuid_to' in got));
});

test('legs wait without hearing each other until one starts it', async () => {
  const one = await house(() => ({
    '/answer': [
      [join('room', { startOnEnter: false, musicOnHoldUrl: ['https://gw.example/m.mp3'] })],
      [join('room', { startOnEnter: false })],
      [join()],
    ],
  }));
  const [first, second] = [await enter(one), await enter(one)];
  const room = one.on.conversations.named('room');
  expect(room?.hears(first.uuid, second.uuid)).toBe(false);
  expect([first, second].map((call) => count(call, 'hold-music'))).toEqual([1, 0]);
  const third = await enter(one);
  expect(room?.hears(first.uuid, second.uuid)).toBe(true);
  expect([first, second, third].map((call) => count(call, 'conference-started'))).toEqual([1, 1, 1]);
});

test('who ends it on leaving ends it for all', async () => {
  const one = await house(() => ({ '/answer': [[join()], [join('room', { endOnExit: true })]] }));
  const [first, second] = [await enter(one), await enter(one)];
  second.hangUp();
  expect(await first.ended).toMatchObject({ by: 'vonage', status: 'completed' });
});

test('has no room for one too many', async () => {
  const one = await meeting({}, { maxLegs: 1 });
  await enter(one);
  expect(await one.on.placeCall({ to: number }).ended).toMatchObject({ by: 'vonage' });
});

test.each([true, false])('a name keeps its conversation: %s', async (keepsConversations) => {
  const one = await meeting({}, { keepsConversations });
  const ids: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const call = await enter(one);
    ids.push(call.conversationUuid);
    call.hangUp();
  }
  expect(ids[0] === ids[1]).toBe(keepsConversations);
});

test.each([true, false])('regions meet under a name: %s', async (regionsMeet) => {
  const one = await meeting({}, { regionsMeet });
  one.on.configureNumber({ number: '+12025550181', region: 'ap-3' });
  const [here, there] = [await enter(one), await enter(one, { to: '+12025550181' })];
  expect(here.conversationUuid === there.conversationUuid).toBe(regionsMeet);
});

describe('who is muted', () => {
  test('is not heard, hears, and is told of', async () => {
    const one = await meeting();
    const [first, second] = [await enter(one), await enter(one)];
    const room = one.on.conversations.named('room');
    for (const action of ['mute', 'mute', 'unmute', 'earmuff', 'unearmuff']) {
      expect(await put(one, second, { action })).toEqual({ status: 204, json: {} });
      if (action !== 'mute') continue;
      expect(room?.hears(first.uuid, second.uuid)).toBe(false);
      expect(room?.hears(second.uuid, first.uuid)).toBe(true);
    }
    const changes = ['audio:mute:on', 'audio:mute:off', 'audio:earmuff:on', 'audio:earmuff:off'];
    await until(() => one.rtc().filter((type) => type?.startsWith('audio:')).length === 4);
    expect(one.rtc().filter((type) => type?.startsWith('audio:'))).toEqual(changes);
    expect(kinds(second).slice(-4)).toEqual(['muted', 'unmuted', 'held', 'unheld']);
  });

  test('may come in so, which is told where that is set', async () => {
    for (const muteEventOnMutedJoin of [false, true]) {
      const one = await meeting({ mute: true }, { muteEventOnMutedJoin });
      const call = await enter(one);
      expect(call.muted).toBe(true);
      await until(() => one.rtc().length >= (muteEventOnMutedJoin ? 4 : 3));
      expect(one.rtc().includes('audio:mute:on')).toBe(muteEventOnMutedJoin);
    }
  });

  test.each([
    ['channel', (uuid: string) => ({ channel: { id: uuid, leg_ids: [uuid] } })],
    ['member', () => ({})],
    ['rtc-id', (uuid: string) => ({ rtc_id: uuid })],
  ] as const)('is named by %s', async (audioEvents, bodyOf) => {
    const one = await meeting({}, { audioEvents });
    const call = await enter(one);
    await put(one, call, { action: 'mute' });
    await until(() => one.rtc().includes('audio:mute:on'));
    const told = one.at('/rtc').find(({ type }) => type === 'audio:mute:on');
    expect(told).toMatchObject({ body: bodyOf(call.uuid), conversation_id: call.conversationUuid });
  });
});

test('one leg may hear some and be heard by others', async () => {
  const one = await meeting({}, {});
  const first = await enter(one);
  const quiet = await house(() => ({ '/answer': [[join('room', { canSpeak: [], canHear: [] })]] }));
  const alone = await enter(quiet);
  expect(quiet.on.conversations.named('room')?.hears(alone.uuid, first.uuid)).toBe(false);
});

describe('members', () => {
  test('are listed with their leg and sound', async () => {
    const one = await meeting({ mute: true });
    const call = await enter(one);
    expect(await membersOf(one, call.conversationUuid)).toMatchObject({
      _embedded: {
        members: [
          {
            state: 'JOINED',
            channel: { type: 'phone', id: call.uuid, leg_ids: [call.uuid] },
            media: { audio_settings: { enabled: true, muted: true, earmuffed: false } },
          },
        ],
      },
    });
    expect(await rest(one.on, 'GET', '/v1/conversations/CON-none/members')).toMatchObject({ status: 404 });
  });

  test('name their legs as objects, and are listed later, where that is set', async () => {
    const one = await meeting({}, { legIds: 'objects', listDelayMs: 30_000 });
    const call = await enter(one);
    expect(await membersOf(one, call.conversationUuid)).toMatchObject({ _embedded: { members: [] } });
    await until(() => one.on.conversations.named('room')?.listed.length === 1);
    expect(await membersOf(one, call.conversationUuid)).toMatchObject({
      _embedded: { members: [{ channel: { leg_ids: [{ leg_id: call.uuid }] } }] },
    });
  });

  test('come page by page', async () => {
    const one = await meeting({}, { maxMembersPerPage: 2 });
    const calls = [await enter(one), await enter(one), await enter(one)];
    const id = calls[0]?.conversationUuid ?? '';
    const first = await membersOf(one, id);
    expect(first).toMatchObject({ page_size: 2, _embedded: { members: [{}, {}] } });
    const second = await rest(one.on, 'GET', nextOf(first));
    expect(second.json).toMatchObject({ _embedded: { members: [{ channel: { id: calls[2]?.uuid } }] } });
    expect(second.json._links).not.toHaveProperty('next');
  });
});

describe('REST moves a leg', () => {
  const destination = (ncco: object[]) => ({ action: 'transfer', destination: { type: 'ncco', ncco } });

  test('out of the meeting, to say good-bye, and the rest of its document is lost', async () => {
    const one = await house(() => ({ '/answer': [[join(), talk('Never')]] }));
    const call = await enter(one);
    expect(await put(one, call, destination([talk('Bye')]))).toMatchObject({ status: 204 });
    expect(await call.ended).toMatchObject({ by: 'vonage', status: 'completed' });
    expect(call.heard).toMatchObject([{ text: 'Bye' }]);
    await until(() => one.at('/event').filter((got) => 'conversation_uuid_to' in got).length === 2);
    await until(() => one.rtc().length === 6);
    expect(kinds(call)).toContain('conference-left');
  });

  test('from where it waits into the meeting', async () => {
    const one = await house(() => ({ '/answer': [[{ action: 'wait', timeout: 7_200 }]] }));
    const call = one.on.placeCall({ to: number });
    await call.waitFor(({ kind }) => kind === 'waiting');
    await put(one, call, destination([join()]));
    await call.waitFor(({ kind }) => kind === 'conference-joined');
    expect(one.on.complaints).toEqual([]);
  });

  test('to a document at a URL', async () => {
    const one = await house(() => ({ '/answer': [[join()]], '/bye': [[talk('Bye')]] }));
    const call = await enter(one);
    const url = [one.url('/bye')];
    await put(one, call, { action: 'transfer', destination: { type: 'ncco', url } });
    await call.ended;
    expect(call.heard).toMatchObject([{ text: 'Bye' }]);
  });

  test('by a document into a conversation that there is', async () => {
    const one = await meeting();
    const [first, second] = [await enter(one), await enter(one)];
    const into = (conversationId: string) => destination([{ action: 'transfer', conversationId }]);
    await put(one, second, into(first.conversationUuid));
    await until(() => second.conversationUuid === first.conversationUuid);
    await put(one, second, into('CON-none'));
    await second.ended;
    expect(one.on.complaints).toHaveLength(1);
  });
});
