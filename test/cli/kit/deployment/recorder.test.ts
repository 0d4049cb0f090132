import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { containing, matching } from '../../../support/matching.ts';
import { startConnected, startStage, type Connected } from '../../connect/gateway.ts';
import { nowMs, run, type RunOptions } from '../../gateway.ts';

const logGroup = '/patchbay/patchbay-dev-changes';
const principal = 'arn:aws:sts::123456789012:assumed-role/Operator/ana';
const number = '+12025550143';

let gateway: Connected;
let stage: Awaited<ReturnType<typeof startStage>>;
/** What CloudWatch Logs was asked, by operation. */
let asked: { readonly operation: string; readonly body: unknown }[];
/** How it answers, where it is not with 200. */
let refusing: Record<string, number>;
beforeEach(async () => {
  gateway = await startConnected();
  stage = await startStage(gateway, gateway.face.url);
  stage.outputs.ChangesLogGroup = logGroup;
  asked = [];
  refusing = {};
});
afterEach(async () => {
  await stage.stop();
  await gateway.stop();
});

const aws: NonNullable<RunOptions['fetch']> = (url, init) => {
  const headers = new Headers(init.headers);
  const service = /^https:\/\/(sts|logs)\.eu-central-1\.amazonaws\.com\/$/.exec(url)?.[1];
  if (service === undefined) return fetch(url, init);
  expect(headers.get('authorization')).toContain(`/eu-central-1/${service}/aws4_request`);
  if (service === 'sts') {
    expect(init.body).toBe('Action=GetCallerIdentity&Version=2011-06-15');
    const answer = `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${principal}</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>`;
    return Promise.resolve(new Response(answer));
  }
  const operation = headers.get('x-amz-target')?.replace('Logs_20140328.', '') ?? '';
  asked.push({ operation, body: JSON.parse(z.string().parse(init.body)) });
  return Promise.resolve(Response.json({}, { status: refusing[operation] ?? 200 }));
};

const onStage = (args: readonly string[], options: RunOptions = {}) =>
  run([...args, '--stage', 'dev', '--region', 'eu-central-1'], { fetch: aws, ...options });

const eventsSchema = z.object({
  logEvents: z.tuple([z.object({ timestamp: z.number(), message: z.string() })]),
});
const lines = () =>
  asked
    .filter(({ operation }) => operation === 'PutLogEvents')
    .map(({ body }): unknown => JSON.parse(eventsSchema.parse(body).logEvents[0].message));

const hash = matching(/^[0-9a-f]{16}$/);
const setRoute = ['route', 'set', number, '--refuse'];
const setKey = ['secrets', 'set', 'daily-api-key'];
const typed = { stdin: 'a-new-key-of-daily' };

describe('a change of a stage', () => {
  test('leaves a line of who did what, without number and value', async () => {
    expect(await onStage(setKey, typed)).toMatchObject({ exitCode: 0, err: '' });
    const stream = { logGroupName: logGroup, logStreamName: 'command-line/an-id' };
    expect(asked).toMatchObject([
      { operation: 'CreateLogStream', body: stream },
      { operation: 'PutLogEvents', body: { ...stream, logEvents: [{ timestamp: nowMs }] } },
    ]);
    expect(lines()).toEqual([
      { code: 'changed', principal, operation: 'secrets set', keys: 'SECRET', before: hash, after: hash },
    ]);
    expect(JSON.stringify(asked)).not.toContain(typed.stdin);
  });

  test('that goes through the admin API leaves its line there', async () => {
    expect(await onStage(setRoute)).toMatchObject({ exitCode: 0, err: '' });
    expect(gateway.face.changed).toMatchObject([
      { operation: 'putRoute', keys: 'ROUTE#…43 ROUTE', before: 'none', after: hash },
    ]);
    expect(asked).toEqual([]);
  });

  test('at a provider leaves one with what was changed there', async () => {
    gateway.twilio.configureNumber({ phoneNumber: '+12025550151' });
    const ran = await onStage(['connect', 'twilio', '--number', '+12025550151']);
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(lines()).toEqual([
      {
        code: 'changed',
        principal,
        operation: 'connect twilio',
        keys: 'Twilio#…51#StatusCallback, Twilio#…51#VoiceFallbackUrl, Twilio#…51#VoiceUrl',
        before: 'none',
        after: hash,
      },
    ]);
  });

  test('that only would be made, and what is only read, leave none', async () => {
    await onStage([...setKey, '--dry-run'], typed);
    await onStage(['secrets', 'status']);
    expect(asked).toEqual([]);
  });

  test.each(['CreateLogStream', 'PutLogEvents'])(
    'that cannot be recorded is told: %s is refused',
    async (operation) => {
      refusing[operation] = 403;
      expect(await onStage(setKey, typed)).toMatchObject({
        exitCode: 1,
        err: containing(
          'It is done. There is no record of who did what was changed: CloudWatch Logs refused it (http-403)',
        ),
      });
    },
  );
});

test('a stage of a version that kept no record is changed as before', async () => {
  delete stage.outputs.ChangesLogGroup;
  expect(await onStage(setKey, typed)).toMatchObject({ exitCode: 0 });
  expect(asked).toEqual([]);
});
