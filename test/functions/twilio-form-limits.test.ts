import { expect, test } from 'vitest';
import { callFields, formBody } from '../lib/providers/twilio/vectors.ts';
import { gateway } from './twilio-gateway.ts';
import { fromTwilio, secretsOf } from './twilio-requests.ts';

/** A form of so many fields, the last of which has so many characters. */
function form(fields: number, lastLength = 0): Readonly<Record<string, string>> {
  const own = Object.entries(callFields);
  const more = Array.from(
    { length: fields - own.length - 1 },
    (_, index) => [`SipHeader_X-${index}`, ''] as const,
  );
  return Object.fromEntries([...own, ...more, ['SipHeader_X-Last', 'x'.repeat(lastLength)]]);
}

/** Secrets that nobody may ask for: what is refused without them costs no hash. */
const unread = () => {
  const no = () => Promise.reject(new Error('the secret was read'));
  return { ...secretsOf(), read: no, reread: no };
};

test('a form of 100 fields and 16 KB comes through', async () => {
  const fields = form(100, 16_384 - formBody(form(100)).length);
  expect(Object.keys(fields)).toHaveLength(100);
  expect(formBody(fields)).toHaveLength(16_384);
  expect(await gateway().ask('/twilio/voice', fields)).toMatchObject({ statusCode: 200 });
});

test.each([
  ['of 101 fields', form(101), 'too-many-fields'],
  ['of more than 16 KB', { ...callFields, CallerName: 'x'.repeat(16_384) }, 'body-too-large'],
])('one %s is refused before anything is hashed, signed or not', async (_, fields, code) => {
  const { handler } = gateway({ secrets: unread() });
  for (const token of [undefined, 'f'.repeat(32)]) {
    const event = fromTwilio('/twilio/voice', fields, token === undefined ? {} : { token });
    expect(await handler(event)).toMatchObject({ statusCode: 413, body: JSON.stringify({ code }) });
  }
});

test.each(['a='.padEnd(2_049, 'b'), 'a&'.repeat(100)])(
  'nor is a form hashed whose address has a query that we never made',
  async (query) => {
    const { handler } = gateway({ secrets: unread() });
    expect(await handler(fromTwilio(`/twilio/pin?${query}`, callFields))).toMatchObject({
      statusCode: 414,
      body: JSON.stringify({ code: 'query-too-long' }),
    });
  },
);
