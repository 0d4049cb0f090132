import { expect, test } from 'vitest';
import type { SimulatedPlivoOptions } from '../../../../../local/simulated/plivo/options.ts';
import { clientAt } from '../../../../support/plivo-sdk.ts';
import { someText } from '../../harness.ts';
import { conference, enter, house, kinds, number, rest, xml } from '../harness.ts';

const goodbye = xml('<Speak>Goodbye</Speak>');
/** A room, and Plivo's own client for the account. */
async function room(options: SimulatedPlivoOptions = {}) {
  const one = await house(
    (origin) => ({ '/answer': xml(conference(origin)), '/left': goodbye, '/farewell': goodbye }),
    options,
  );
  const { authId, authToken } = one.on.settings;
  return { ...one, sdk: clientAt(one.on.origin, authId, authToken) };
}
type Room = Awaited<ReturnType<typeof room>>;
const enterAs = async (one: Room) => ({ ...(await enter(one)), room: one.on.conferences.find('room') });

test('Plivo’s own client lists a room and its members, with numbers as texts', async () => {
  const one = await room();
  const { call, memberId } = await enterAs(one);
  expect(await one.sdk.conferences.get('room')).toMatchObject({
    ...{ conferenceName: 'room', conferenceMemberCount: '1', conferenceRunTime: someText, apiId: someText },
    members: [
      {
        ...{ memberId, callUuid: call.id, muted: false, deaf: false, direction: 'inbound' },
        ...{ from: '12025550188', to: '12025550170', callerName: '12025550188', joinTime: someText },
      },
    ],
  });
  await expect(one.sdk.conferences.get('elsewhere')).rejects.toThrow('not found');
  expect((await rest(one.on, 'GET', '/Conference/')).json.conferences).toEqual(['room']);
});

test('it mutes, unmutes and deafens by member id', async () => {
  const one = await room();
  const { call, memberId } = await enterAs(one);
  expect(await one.sdk.conferences.muteMember('room', memberId)).toMatchObject({
    ...{ message: 'muted', memberId: [memberId] },
  });
  await one.sdk.conferences.unmuteMember('room', memberId);
  await one.sdk.conferences.deafMember('room', 'all');
  await one.sdk.conferences.undeafMember('room', memberId);
  expect(kinds(call).slice(-4)).toEqual(['muted', 'unmuted', 'deafened', 'undeafened']);
});

test('a call’s id names no member', async () => {
  const one = await room();
  const { call } = await enterAs(one);
  await expect(one.sdk.conferences.muteMember('room', call.id)).rejects.toThrow('not found');
  expect(kinds(call)).not.toContain('muted');
});

test('it lets one member hear something, and stops it', async () => {
  const one = await room({ speechMsPerCharacter: 100_000 });
  const [a, b] = [await enterAs(one), await enterAs(one)];
  await one.sdk.conferences.speakTextToMember('room', a.memberId, 'You are muted', { language: 'de-DE' });
  expect(a.call.heard).toMatchObject([{ kind: 'say', text: 'You are muted', language: 'de-DE' }]);
  await one.sdk.conferences.stopSpeakingTextToMember('room', a.memberId);
  await a.call.waitFor(({ kind }) => kind === 'cut-short');
  await one.sdk.conferences.playAudioToMember('room', a.memberId, 'https://audio.example.com/a.mp3');
  expect(a.call.heard.at(-1)).toMatchObject({ kind: 'play' });
  expect(b.call.heard).toEqual([]);
});

test('who is kicked goes on with the action, who is hung up does not', async () => {
  const one = await room();
  const [a, b] = [await enterAs(one), await enterAs(one)];
  await one.sdk.conferences.kickMember('room', a.memberId);
  await a.call.waitForText('goodbye');
  await one.sdk.conferences.hangupMember('room', b.memberId);
  expect(await b.call.ended).toMatchObject({ by: 'api', code: 4000 });
});

test('a call is sent to another document, out of its room', async () => {
  const one = await room();
  const { call } = await enterAs(one);
  const order = { legs: 'aleg', aleg_url: `${one.origin}/farewell`, aleg_method: 'POST' };
  const { status, json } = await rest(one.on, 'POST', `/Call/${call.id}/`, order);
  expect([status, json.message]).toEqual([202, 'call transferred']);
  await call.waitForText('goodbye');
  expect(one.at('/farewell')[0]?.parameters).toMatchObject({ CallUUID: call.id, CallStatus: 'in-progress' });
  await expect.poll(() => one.at('/events').at(-1)?.parameters.ConferenceAction).toBe('exit');
  expect(one.at('/left')).toEqual([]);
});

test('a transfer to nowhere ends the call', async () => {
  const one = await room();
  const { call } = await enterAs(one);
  const nowhere = { legs: 'aleg', aleg_url: 'http://127.0.0.1:1/' };
  expect((await rest(one.on, 'POST', `/Call/${call.id}/`, nowhere)).status).toBe(202);
  expect(await call.ended).toMatchObject({ code: 7013 });
});

test('a live call is found until it is over', async () => {
  const one = await room();
  const { call } = await enterAs(one);
  expect(await one.sdk.calls.getLiveCall(call.id)).toMatchObject({
    callUuid: call.id,
    callStatus: 'in-progress',
  });
  expect((await rest(one.on, 'GET', '/Call/?status=live')).json.calls).toEqual([call.id]);
  await one.sdk.calls.hangup(call.id);
  expect(await call.ended).toMatchObject({ by: 'api' });
  await expect(one.sdk.calls.getLiveCall(call.id)).rejects.toThrow('not found');
  await expect(one.sdk.calls.hangup(call.id)).rejects.toThrow('not found');
});

test('an application is made, changed, read and listed', async () => {
  const { on, sdk } = await room();
  const answerUrl = 'https://gw.example.com/plivo/answer';
  const order = { app_name: 'Board', answer_url: answerUrl, public_uri: true };
  const made = await rest(on, 'POST', '/Application/', order);
  const appId = String(made.json.app_id);
  const hangupUrl = 'https://gw.example.com/plivo/hangup';
  expect((await rest(on, 'POST', `/Application/${appId}/`, { hangup_url: hangupUrl })).status).toBe(202);
  expect(on.account.application(appId)).toMatchObject({
    ...{ name: 'Board', answerUrl, publicUri: true, hangupUrl },
  });
  expect(await sdk.applications.get(appId)).toMatchObject({
    appName: 'Board',
    sipUri: `sip:${appId}@app.plivo.com`,
  });
  const { json } = await rest(on, 'GET', '/Application/');
  expect(json.meta).toMatchObject({ total_count: 2, next: null });
});

test('numbers come in pages, and are assigned to applications', async () => {
  const { on, sdk } = await room();
  for (let n = 0; n < 20; n += 1)
    on.configureNumber({ number: `+120255502${String(n).padStart(2, '0')}`, applicationId: '' });
  const first = await rest(on, 'GET', '/Number/?limit=20&offset=0');
  expect(first.json.meta).toMatchObject({ total_count: 21, previous: null, next: someText });
  expect(first.json.objects).toHaveLength(20);
  const second = await rest(on, 'GET', '/Number/?limit=20&offset=20');
  expect([second.json.meta, second.json.objects]).toMatchObject([
    { next: null },
    [{ number: '12025550219' }],
  ]);
  await sdk.numbers.update('12025550219', { appId: on.settings.applicationId });
  expect((await rest(on, 'GET', '/Number/12025550219/')).json.application).toBe(
    `/v1/Account/${on.settings.authId}/Application/${on.settings.applicationId}/`,
  );
});

test.each([
  ['an unknown path', 'GET', '/Rooms/', undefined, 404],
  ['a path without its slash', 'GET', '/Conference/room', undefined, 404],
  ['an unknown field', 'POST', '/Conference/room/Member/all/Mute/', { for: 'ever' }, 400],
  ['an unknown language', 'POST', '/Conference/room/Member/all/Speak/', { text: 'a', language: 'de' }, 400],
  ['a sentence without words', 'POST', '/Conference/room/Member/all/Speak/', { text: '' }, 400],
  [
    'a transfer of another leg',
    'POST',
    '/Call/1/',
    { legs: 'bleg', aleg_url: 'https://a.example.com/' },
    400,
  ],
  ['a relative address', 'POST', '/Call/1/', { aleg_url: '/farewell' }, 400],
  ['an address that is none', 'POST', '/Application/10000000000000001/', { answer_url: 'gw' }, 400],
  ['an application that there is not', 'POST', `/Number/${number.slice(1)}/`, { app_id: '1' }, 400],
])('%s is an error', async (_, method, path, body, status) => {
  const { on } = await room();
  expect((await rest(on, method, path, body)).status).toBe(status);
  expect(on.complaints).toHaveLength(status === 400 ? 1 : 0);
});

test('only a live token opens it, and only so often', async () => {
  const { on } = await room({ maxRequestsPer5S: 2 });
  const { authId, authToken } = on.settings;
  on.rotateAuthToken('ODlhYmNkZWYwMTIzNDU2MjAxMjM0NTY3');
  const ask = (token: string) => rest(on, 'GET', '/Conference/', undefined, `${authId}:${token}`);
  expect((await ask('wrong')).status).toBe(401);
  expect((await ask(authToken)).status).toBe(200);
  expect((await ask(authToken)).status).toBe(429);
});

test('faults are injected, with their effect or without', async () => {
  const one = await room();
  const { call, memberId } = await enterAs(one);
  const path = `/Conference/room/Member/${memberId}/Mute/`;
  one.on.faults.next('POST /Conference/*/Member/*/Mute/', { status: 500 });
  one.on.faults.next('POST /Conference/*/Member/*/Mute/', { status: 500, effect: 'done' });
  expect((await rest(one.on, 'POST', path, {})).status).toBe(500);
  expect(kinds(call)).not.toContain('muted');
  expect((await rest(one.on, 'POST', path, {})).status).toBe(500);
  expect(kinds(call)).toContain('muted');
});

test('the list shows a member a moment later, if so set', async () => {
  const one = await room({ listDelayMs: 150_000 });
  await enterAs(one);
  const members = async () => (await rest(one.on, 'GET', '/Conference/room/')).json.members;
  expect(await members()).toEqual([]);
  await expect.poll(members).toHaveLength(1);
});
