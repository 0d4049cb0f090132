import { expect, test } from 'vitest';
import type { SimulatedPlivoOptions } from '../../../../../local/simulated/plivo/options.ts';
import { expectGood, house, kinds, number, xml } from '../harness.ts';

const goodbye = xml('<Speak>Goodbye</Speak>');

/** A call that is asked for its PIN, and hears "Nothing" if it gives none. */
async function asked(keys: string, attributes = '', options: SimulatedPlivoOptions = {}) {
  const one = await house(
    (origin) => ({
      '/answer': xml(
        `<GetInput action="${origin}/pin" inputType="dtmf" ${attributes}><Speak>Your PIN</Speak></GetInput>`,
        '<Speak>Nothing</Speak>',
      ),
      '/pin': goodbye,
    }),
    options,
  );
  const call = one.on.placeCall({ to: number, keys });
  await call.ended;
  return { ...one, call, digits: one.at('/pin').map(({ parameters }) => parameters.Digits) };
}

test('digits up to the finish key lead to the action, and a key stops the prompt', async () => {
  const one = await asked('wait-for your pin, 01234567890#', 'finishOnKey="#"', {
    speechMsPerCharacter: 1_000,
  });
  expect(one.digits).toEqual(['01234567890']);
  expect(one.at('/pin')[0]?.parameters).toMatchObject({ InputType: 'dtmf', CallStatus: 'in-progress' });
  expect(kinds(one.call)).toContain('cut-short');
  expectGood(one);
});

test.each([
  ['the last digit', '1234', 'numDigits="4"', '1234'],
  ['a pause', '12', 'digitEndTimeout="2"', '12'],
  ['another finish key', '12*', 'finishOnKey="*"', '12'],
  ['no finish key, but a pause', '12#', 'finishOnKey="none"', '12#'],
])('input ends with %s', async (_, keys, attributes, digits) => {
  expect((await asked(keys, attributes)).digits).toEqual([digits]);
});

test('without input the next element runs, after as many tries as are asked for', async () => {
  const { digits, call } = await asked('', 'executionTimeout="5" retries="2"');
  expect(digits).toEqual([]);
  expect(call.heard.map((one) => ('text' in one ? one.text : ''))).toEqual([
    'Your PIN',
    'Your PIN',
    'Nothing',
  ]);
  const other = await asked('', 'executionTimeout="5"', { retriesCount: 'repetitions' });
  expect(other.call.heard).toHaveLength(3);
});

test('a finish key alone is no input, or empty input', async () => {
  expect((await asked('#')).digits).toEqual([]);
  expect((await asked('#', '', { emptyInput: 'action' })).digits).toEqual(['']);
});

test('the time for input counts from the end of the prompt, or from its beginning', async () => {
  const slow = { speechMsPerCharacter: 1_000 };
  const late = 'wait-for your pin, wait 10, 1#';
  expect((await asked(late, 'executionTimeout="5"', slow)).digits).toEqual(['1']);
  const early = { ...slow, inputCountsFrom: 'start' } as const;
  expect((await asked(late, 'executionTimeout="5"', early)).digits).toEqual([]);
});

test('keys that nobody collects are lost, or wait for the question', async () => {
  const documents = (origin: string) => ({
    '/answer': xml('<Wait length="2"/>', `<GetInput action="${origin}/pin" inputType="dtmf"/>`),
    '/pin': goodbye,
  });
  const lost = await house(documents);
  await lost.on.placeCall({ to: number, keys: '1#' }).ended;
  expect(lost.at('/pin')).toEqual([]);
  const kept = await house(documents, { strayKeys: 'kept' });
  await kept.on.placeCall({ to: number, keys: '1#' }).ended;
  expect(kept.at('/pin')[0]?.parameters.Digits).toBe('1');
});

test('an action without a redirection is told, and the document goes on', async () => {
  const one = await asked('1#', 'redirect="false"');
  expect(one.digits).toEqual(['1']);
  expect(one.call.heard.at(-1)).toMatchObject({ text: 'Nothing' });
});

test('an action that cannot be reached ends the call', async () => {
  const documents = (origin: string) => ({
    '/answer': xml(`<GetInput action="${origin}/pin" inputType="dtmf"/>`),
    '/pin': 404,
  });
  const { on } = await house(documents);
  expect(await on.placeCall({ to: number, keys: '1#' }).ended).toMatchObject({ code: 7012 });
});
