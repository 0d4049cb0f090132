import { describe, expect, test } from 'vitest';
import type { SimulatedVonageOptions } from '../../../../../local/simulated/vonage/options.ts';
import { until } from '../../harness.ts';
import { enter, house, input, join, kinds, listenForKeys, number, talk } from '../harness.ts';

/** What the application hears of an input whose caller plays a script. */
async function resultOf(
  dtmf: object,
  keys: string,
  { before = [], ...options }: SimulatedVonageOptions & { readonly before?: readonly object[] } = {},
) {
  const one = await house((url) => ({ '/answer': [[...before, input(url('/pin'), dtmf)]] }), options);
  const call = one.on.placeCall({ to: number, keys });
  await call.ended;
  return { result: one.at('/pin')[0], call, one };
}

describe('an input ends', () => {
  test.each<[string, object, string, object]>([
    ['in silence', {}, '', { digits: '', timed_out: true }],
    ['with hash', {}, '0123#', { digits: '0123', timed_out: false }],
    ['with hash alone', {}, '#', { digits: '', timed_out: false }],
    ['with all digits', { maxDigits: 2 }, '04', { digits: '04', timed_out: false }],
    // One digit: a machine that is busy may be late with a second.
    ['some time after the last digit', { timeOut: 1 }, '4', { digits: '4', timed_out: true }],
    ['with hash as a digit', { submitOnHash: false, maxDigits: 2 }, '1#', { digits: '1#', timed_out: false }],
    ['with star as a digit', {}, '*6#', { digits: '*6', timed_out: false }],
  ])('%s', async (_, dtmf, keys, expected) => {
    const { result, call, one } = await resultOf(dtmf, keys);
    expect(result).toMatchObject({ uuid: call.uuid, dtmf: expected, speech: { results: [] } });
    expect(one.on.complaints).toEqual([]);
  });
});

test('an input in silence names no leg where that is set', async () => {
  const { result, one, call } = await resultOf({}, '', { uuidAfterTimeOut: false });
  expect(result).not.toHaveProperty('uuid');
  expect(result?.conversation_uuid).toBe(one.at('/answer')[0]?.conversation_uuid);
  expect(call.uuid).toBe(one.at('/answer')[0]?.uuid);
});

const slow = { speechMsPerCharacter: 1_000 };

test('a key cuts the prompt short where somebody may barge in, and counts', async () => {
  const before = [talk('Your PIN', { bargeIn: true }), talk('please', { bargeIn: true })];
  const { call, result } = await resultOf({}, '12#', { before, ...slow });
  expect(kinds(call)).toContain('cut-short');
  expect(call.heard).toMatchObject([{ text: 'Your PIN' }]);
  expect(result?.dtmf?.digits).toBe('12');
});

test('a key before the end of the prompt is lost where nobody may', async () => {
  const { call, result } = await resultOf({}, '12#', { before: [talk('Your PIN')], ...slow });
  expect(kinds(call)).not.toContain('cut-short');
  expect(result?.dtmf).toEqual({ digits: '', timed_out: true });
});

test('the answer to an input is the next document; without one the rest follows', async () => {
  const one = await house((url) => ({
    '/answer': [[input(url('/pin')), talk('The rest')]],
    '/pin': [[talk('Wrong'), input(url('/again'))]],
  }));
  const call = one.on.placeCall({ to: number, keys: '1#, wait-for wrong, wait-for input, 2#' });
  await call.ended;
  expect(one.at('/again')[0]?.dtmf?.digits).toBe('2');
  expect(call.heard).toMatchObject([{ text: 'Wrong' }]);
});

describe('single keys', () => {
  const document = (url: (path: string) => string) => ({
    '/answer': [[listenForKeys(url('/keys')), join()]],
  });

  test('reach the application at once, from a conversation too', async () => {
    // Far enough apart that the second cannot overtake the first.
    const one = await house(document, { keyGapMs: 10_000 });
    const call = await enter(one);
    await call.press('*6');
    await until(() => one.at('/keys').length === 2);
    expect(one.at('/keys').map(({ dtmf }) => dtmf)).toEqual([
      { digits: '*', timed_out: false },
      { digits: '6', timed_out: false },
    ]);
    expect(one.at('/keys')[0]).toMatchObject({ uuid: call.uuid, conversation_uuid: call.conversationUuid });
    expect(kinds(call)).not.toContain('conference-left');
  });

  test('do not where that is set', async () => {
    const one = await house(document, { keysInConversation: false });
    await (await enter(one)).press('6');
    expect(one.at('/keys')).toEqual([]);
  });

  test('say nothing of a time-out where that is set', async () => {
    const one = await house(document, { asynchronousTimedOut: false });
    await (await enter(one)).press('6');
    await until(() => one.at('/keys').length === 1);
    expect(one.at('/keys')[0]?.dtmf).toEqual({ digits: '6' });
  });

  test('answered with a document are complained of', async () => {
    const one = await house((url) => ({ ...document(url), '/keys': [[talk()]] }));
    await (await enter(one)).press('6');
    await until(() => one.on.complaints.length === 1);
  });

  test('are kept for no input that follows, which collects its own', async () => {
    const one = await house((url) => ({
      '/answer': [[listenForKeys(url('/keys')), input(url('/pin')), join()]],
    }));
    const call = one.on.placeCall({ to: number, keys: 'wait-for input, 12#, wait-for conference-joined, 9' });
    await until(() => one.at('/keys').length === 1);
    expect(one.at('/pin')[0]?.dtmf?.digits).toBe('12');
    expect(one.at('/keys')[0]?.dtmf?.digits).toBe('9');
    call.hangUp();
  });
});

test('a pause lasts, and the call goes on', async () => {
  const one = await house(() => ({ '/answer': [[{ action: 'wait', timeout: 2 }, talk('Then')]] }));
  const call = one.on.placeCall({ to: number });
  const said = await call.waitForText('then');
  const paused = call.events.find(({ kind }) => kind === 'waiting');
  expect(said.atMs - (paused?.atMs ?? 0)).toBeGreaterThanOrEqual(19);
});
