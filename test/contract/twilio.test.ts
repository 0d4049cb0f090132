import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { judgeOf } from './vendors.ts';
import { readTwilioDocument } from './twilio.ts';

const account = `AC${'0'.repeat(32)}`;
/** Resources of the account that we have to do with. */
const ours =
  /^\/2010-04-01\/Accounts\/\{AccountSid\}\/(Conferences|IncomingPhoneNumbers|Calls|SIP\/(Domains|CredentialLists|IpAccessControlLists))(\/\{\w+\}(\/(Participants|Credentials|IpAddresses|Auth\/Calls)[^.]*)?)?\.json$/;

const documentSchema = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
const operationSchema = z.looseObject({
  responses: z.record(
    z.string(),
    z.looseObject({
      content: z
        .record(
          z.string(),
          z.looseObject({ examples: z.record(z.string(), z.looseObject({ value: z.unknown() })).optional() }),
        )
        .optional(),
    }),
  ),
});

describe("Twilio's document", () => {
  /** Every answer that the document shows as an example of ours. */
  const examples = Object.entries(documentSchema.parse(readTwilioDocument()).paths)
    .filter(([path]) => ours.test(path))
    .flatMap(([path, item]) =>
      (['get', 'post', 'delete'] as const).flatMap((method) => {
        const operation = operationSchema.safeParse(item[method]).data;
        return Object.entries(operation?.responses ?? {}).flatMap(([status, { content }]) =>
          Object.entries(content?.['application/json']?.examples ?? {}).map(([name, { value }]) => ({
            method: method.toUpperCase(),
            path,
            status: Number(status),
            name,
            value,
          })),
        );
      }),
    );

  test('has examples of what we use', () => {
    expect(examples.length).toBeGreaterThan(50);
  });

  test('passes its own judge with every example', () => {
    const judge = judgeOf('twilio');
    const complaints = examples.flatMap(({ method, path, status, name, value }) =>
      judge
        .answer(
          { method, target: path.replaceAll(/\{\w+\}/g, account) },
          { status, json: value, hasBody: true },
        )
        .map((complaint) => `${name}: ${complaint}`),
    );
    expect(complaints).toEqual([]);
  });
});
