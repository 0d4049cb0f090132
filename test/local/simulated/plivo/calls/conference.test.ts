import { expect, test } from 'vitest';
import type { SimulatedPlivoOptions } from '../../../../../local/simulated/plivo/options.ts';
import { conference, enter, expectGood, house, type House, kinds, number, rest, xml } from '../harness.ts';

const goodbye = xml('<Speak>Goodbye</Speak>');
/** A member's pattern is begun for half a second, however busy this machine is between two keys. */
const member = (attributes = '', options: SimulatedPlivoOptions = {}) =>
  house((origin) => ({ '/answer': xml(conference(origin, attributes)), '/left': goodbye }), {
    patternTimeoutMs: 50_000,
    ...options,
  });
/** What the callback URL was told, without the standard parameters. */
const told = (one: House) =>
  one
    .at('/events')
    .map(({ parameters: { ConferenceAction, ConferenceMemberID, ConferenceDigitsMatch } }) =>
      [ConferenceAction, ConferenceMemberID, ConferenceDigitsMatch].filter(Boolean).join(' '),
    );
/** What it was told of keys; callbacks may overtake each other, that of somebody who enters too. */
const digitsOf = (one: House) => told(one).filter((line) => line.startsWith('digits '));

test('who comes and goes is told, and the action asked of those whom the room has left', async () => {
  const one = await member();
  const [first, second] = [await enter(one), await enter(one)];
  first.call.hangUp();
  await expect.poll(() => one.at('/events')).toHaveLength(3);
  const room = one.on.conferences.find('room');
  expect(told(one).toSorted()).toEqual(
    [`enter ${first.memberId}`, `enter ${second.memberId}`, `exit ${first.memberId}`].toSorted(),
  );
  const [entered, left] = ['enter', 'exit'].map((action) =>
    one
      .at('/events')
      .map(({ parameters }) => parameters)
      .find((each) => each.ConferenceAction === action && each.CallUUID === first.call.id),
  );
  expect(entered).toMatchObject({
    ...{ ConferenceName: 'room', ConferenceUUID: room?.uuid },
    ...{
      Event: 'ConferenceEnter',
      ConferenceFirstMember: 'true',
      From: '12025550188',
      CallStatus: 'in-progress',
    },
  });
  expect(left).not.toHaveProperty('From');
  expect((await rest(one.on, 'DELETE', '/Conference/room/')).status).toBe(204);
  await second.call.waitForText('goodbye');
  expect(one.at('/left').map(({ parameters }) => parameters.ConferenceMemberID)).toEqual([second.memberId]);
  expect(one.on.conferences.all).toEqual([]);
  expectGood(one);
});

test('without what was seen in the field, a callback says what is documented', async () => {
  const one = await member('', { fieldParameters: false });
  await enter(one);
  await expect.poll(() => one.at('/events')).toHaveLength(1);
  expect(Object.keys(one.at('/events')[0]?.parameters ?? {}).toSorted()).toEqual(
    [
      'ConferenceAction',
      'ConferenceMemberID',
      'ConferenceName',
      'ConferenceUUID',
      'CallUUID',
      'Event',
    ].toSorted(),
  );
});

test('a room starts with the first who may start it', async () => {
  const documents = (origin: string) => ({
    '/answer': [
      xml(conference(origin, 'startConferenceOnEnter="false"')),
      xml(conference(origin, 'startConferenceOnEnter="false"')),
      xml(conference(origin)),
    ],
  });
  const one = await house(documents);
  const [a, b] = [(await enter(one)).call, (await enter(one)).call];
  const room = one.on.conferences.find('room');
  expect(room?.hears(a, b)).toBe(false);
  expect(kinds(a)).not.toContain('conference-started');
  const { call } = await enter(one);
  expect(room?.hears(a, b)).toBe(true);
  expect([a, b, call].map((each) => kinds(each).includes('conference-started'))).toEqual([true, true, true]);
});

test.each([
  ['repeat', 1],
  ['asked-again', 3],
] as const)('what people hear while they wait: %s', async (waitSounds, times) => {
  const one = await house(
    (origin) => ({
      '/answer': xml(conference(origin, `startConferenceOnEnter="false" waitSound="${origin}/wait"`)),
      '/wait': xml('<Speak>Please wait</Speak>', '<Wait/>'),
    }),
    { waitSounds },
  );
  const { call } = await enter(one);
  await expect.poll(() => call.heard.length).toBeGreaterThanOrEqual(3);
  expect(one.at('/wait').length).toBeGreaterThanOrEqual(times);
  if (waitSounds === 'repeat') expect(one.at('/wait')).toHaveLength(1);
});

test('a pattern that is keyed is reported with its member, and the caller stays in', async () => {
  const one = await member('digitsMatch="*6,*9,0" relayDTMF="false"');
  const [{ call, memberId }, other] = [await enter(one), await enter(one)];
  await call.press('1*6');
  await call.press('**9');
  await call.press('*');
  await call.press('0');
  await expect.poll(() => digitsOf(one)).toHaveLength(3);
  expect(digitsOf(one).toSorted()).toEqual(
    [`digits ${memberId} *6`, `digits ${memberId} *9`, `digits ${memberId} 0`].toSorted(),
  );
  const keyed = one.at('/events').find(({ parameters }) => parameters.ConferenceAction === 'digits');
  expect(keyed?.parameters).toMatchObject({ Event: 'ConferenceDigits', CallUUID: call.id });
  expect(kinds(call)).not.toContain('conference-left');
  expect(kinds(other.call)).not.toContain('tones');
});

test('a pattern that begins another one hides it, or is waited for', async () => {
  const shadow = await member('digitsMatch="*,*6"');
  await (await enter(shadow)).call.press('*6');
  await expect.poll(() => digitsOf(shadow).join()).toMatch(/^digits \S+ \*$/);
  const wait = await member('digitsMatch="*,*6"', { shortPattern: 'waits', patternTimeoutMs: 50_000 });
  const { call } = await enter(wait);
  await call.press('*6');
  await expect.poll(() => digitsOf(wait).join()).toMatch(/^digits \S+ \*6$/);
  await call.press('*');
  await expect.poll(() => digitsOf(wait).join()).toMatch(/\*6,digits \S+ \*$/);
});

test('the others hear keys, unless the document says no', async () => {
  const one = await member();
  const [{ call }, other] = [await enter(one), await enter(one)];
  await call.press('5');
  expect(kinds(other.call)).toContain('tones');
});

test('the star leaves the room where the document says so', async () => {
  const one = await member('hangupOnStar="true"');
  const { call } = await enter(one);
  await call.press('*');
  await call.waitForText('goodbye');
  await expect.poll(() => told(one)).toHaveLength(2);
});

test('a muted member is not heard, and a deaf one hears nothing', async () => {
  const one = await member('muted="true"');
  const [a, b] = [await enter(one), await enter(one)];
  const room = one.on.conferences.find('room');
  expect(room?.hears(a.call, b.call)).toBe(false);
  await rest(one.on, 'DELETE', `/Conference/room/Member/${b.memberId}/Mute/`);
  expect([room?.hears(a.call, b.call), room?.hears(b.call, a.call)]).toEqual([true, false]);
  await rest(one.on, 'POST', `/Conference/room/Member/${a.memberId}/Deaf/`, {});
  expect(room?.hears(a.call, b.call)).toBe(false);
});

test('one too many goes on to the next element, or off the line', async () => {
  const full = (origin: string) => ({
    '/answer': xml(conference(origin, 'maxMembers="1"'), '<Speak>It is full</Speak>'),
  });
  const one = await house(full);
  await enter(one);
  await one.on.placeCall({ to: number }).waitForText('it is full');
  const other = await house(full, { whenFull: 'call-ends' });
  await enter(other);
  expect(await other.on.placeCall({ to: number }).ended).toMatchObject({ code: 4000 });
});

test('the room ends with its time, with the one who ends it, or with the last but one', async () => {
  const timed = await member('timeLimit="3"');
  await (await enter(timed)).call.waitForText('goodbye');
  const ending = await member('endConferenceOnExit="true"');
  const [first, second] = [await enter(ending), await enter(ending)];
  first.call.hangUp();
  await second.call.waitForText('goodbye');
  const alone = await member('stayAlone="false"');
  const [a, b] = [await enter(alone), await enter(alone)];
  a.call.hangUp();
  await b.call.waitForText('goodbye');
  const reverse = await member('stayAlone="true"', { stayAlone: 'ends' });
  const [c, d] = [await enter(reverse), await enter(reverse)];
  c.call.hangUp();
  await d.call.waitForText('goodbye');
});

test('the action of a caller who hung up is asked only where that is set', async () => {
  const one = await member('', { actionAfterHangUp: true });
  const { call } = await enter(one);
  call.hangUp();
  await expect.poll(() => one.at('/left')).toHaveLength(1);
});

test('a member id is of one join: who comes again has another', async () => {
  const one = await house((origin) => ({
    '/answer': xml(conference(origin)),
    '/left': xml(conference(origin)),
  }));
  const { call, memberId } = await enter(one);
  await rest(one.on, 'POST', `/Conference/room/Member/${memberId}/Kick/`, {});
  await expect.poll(() => kinds(call).filter((kind) => kind === 'conference-joined')).toHaveLength(2);
  expect(one.on.conferences.find('room')?.find(memberId)).toEqual([]);
});
