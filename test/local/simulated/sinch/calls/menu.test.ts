import { describe, expect, test } from 'vitest';
import type { SimulatedSinchOptions } from '../../../../../local/simulated/sinch/options.ts';
import { until } from '../../harness.ts';
import { hangup, house, join, kinds, menu, number } from '../harness.ts';

/** What the application hears of a menu whose caller plays a script. */
async function resultOf(
  more: object,
  keys: string,
  options: SimulatedSinchOptions = {},
  action: object = {},
) {
  const one = await house({ ice: menu(more, action), pie: hangup }, options);
  const call = one.on.placeCall({ to: number, keys });
  await call.ended;
  return { result: one.of('pie')[0]?.menuResult, call, one };
}

const none = { maxDigits: undefined, timeoutMills: 1_000 };
const two = { options: [{ dtmf: '1', action: 'return(yes)' }] };

describe('a menu ends', () => {
  test.each<[string, object, string, object]>([
    ['in silence', {}, '', { type: 'timeout', value: '' }],
    ['with all digits', {}, '012345', { type: 'sequence', value: '012345' }],
    ['with hash', {}, '04#', { type: 'sequence', value: '04' }],
    // One digit: a machine that is busy may be late with a second.
    ['some time after the last digit', { timeoutMills: 500 }, '4', { type: 'sequence', value: '4' }],
    ['with hash alone', {}, '#', { type: 'sequence', value: '' }],
    ['with star as a digit', {}, '*6#', { type: 'sequence', value: '*6' }],
    ['with an option', { ...none, ...two }, '1', { type: 'return', value: 'yes' }],
    ['with a key that no option has', { ...none, ...two }, '2', { type: 'invalidinput', value: '' }],
    [
      'with a hash that is an option too',
      { options: [{ dtmf: '#', action: 'return(done)' }] },
      '04#',
      { type: 'sequence', value: '04#' },
    ],
    ['in silence where no key means anything', none, '123', { type: 'timeout', value: '' }],
  ])('%s', async (_, more, keys, expected) => {
    const { result, one } = await resultOf(more, keys);
    expect(result).toEqual({ menuId: 'main', ...expected });
    expect(one.on.complaints).toEqual([]);
  });
});

test('keys in a menu without any are invalid where that is set', async () => {
  const { result } = await resultOf(none, '1', { unexpectedKeys: 'invalid' });
  expect(result).toMatchObject({ type: 'invalidinput' });
});

test('repeats its prompt inside Sinch, and only then asks the application', async () => {
  const { call, one } = await resultOf({ repeats: 2, repeatPrompt: '#tts[Again]' }, '');
  expect(call.heard).toMatchObject([
    { text: 'Your PIN', language: 'en-GB' },
    { text: 'Again' },
    { text: 'Again' },
  ]);
  expect(one.of('pie')).toHaveLength(1);
});

test('a key cuts the prompt short', async () => {
  const { call } = await resultOf({}, '1#', { speechMsPerCharacter: 1_000 });
  expect(kinds(call)).toContain('cut-short');
});

test('a key before the end of the prompt is lost where nobody may barge in', async () => {
  const slow = { speechMsPerCharacter: 1_000 };
  const { result, call } = await resultOf({}, '1#', slow, { barge: false });
  expect(result).toMatchObject({ type: 'timeout' });
  expect(kinds(call)).not.toContain('cut-short');
});

test('an option leads to another menu', async () => {
  const menus = [
    { id: 'main', options: [{ dtmf: '2', action: 'menu(pin)' }] },
    { id: 'pin', maxDigits: 2 },
  ];
  const one = await house({ ice: { action: { name: 'runMenu', menus } }, pie: hangup });
  await one.on.placeCall({ to: number, keys: '2, wait-for menu, 04' }).ended;
  expect(one.of('pie')[0]?.menuResult).toMatchObject({ menuId: 'pin', value: '04' });
});

test('the next document follows: a PIN asked again, then a conference', async () => {
  const one = await house({ ice: menu(), pie: [menu(), join()] });
  const call = one.on.placeCall({
    to: number,
    keys: '1#, wait-for menu, 2#, wait-for conference-joined, hangup',
  });
  await call.ended;
  expect(one.of('pie').map(({ menuResult }) => menuResult?.value)).toEqual(['1', '2']);
});

test('who hangs up in a menu ends it; a PIE says so only where that is set', async () => {
  for (const pieOnHangUp of [false, true]) {
    const one = await house({ ice: menu() }, { pieOnHangUp });
    const call = one.on.placeCall({ to: number, keys: 'wait 1, hangup' });
    expect(await call.ended).toMatchObject({ by: 'caller', reason: 'CALLERHANGUP', status: 'ANSWERED' });
    await until(() => one.on.webhooks.emitted.length === (pieOnHangUp ? 2 : 1));
    const told = one.on.webhooks.emitted.map(({ event }) => event);
    expect(told.toSorted()).toEqual(pieOnHangUp ? ['dice', 'pie'] : ['dice']);
  }
});
