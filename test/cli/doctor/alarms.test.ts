import { createServer } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import type { Subscription } from '../../../cli/doctor/examination.ts';
import { checkAlarms } from '../../../cli/doctor/stage/alarms.ts';
import { makeStageAlarms, subscriptionsIn } from '../../../cli/doctor/stage/stage-alarms.ts';
import { given } from '../../../lib/http/asked.ts';
import { containing, matching } from '../../support/matching.ts';

const flags = '--stage dev';
const confirmed = { protocol: 'email', isConfirmed: true };
const unconfirmed = { protocol: 'sms', isConfirmed: false };

describe('alarms', () => {
  test.each<{ what: string; subscriptions: readonly Subscription[]; findings: readonly unknown[] }>([
    {
      what: 'nobody is subscribed',
      subscriptions: [],
      findings: [
        { severity: 'warning', what: 'Nobody is subscribed to the alarms.', fix: containing(flags) },
      ],
    },
    {
      what: 'the only one has not confirmed',
      subscriptions: [unconfirmed],
      findings: [{ severity: 'warning', what: 'A subscription to the alarms (sms) was never confirmed.' }],
    },
    {
      what: 'one of two has not confirmed',
      subscriptions: [confirmed, unconfirmed],
      findings: [{ what: containing('(sms) was never confirmed') }],
    },
    { what: 'somebody hears them', subscriptions: [confirmed], findings: [] },
  ])('$what', async ({ subscriptions, findings }) => {
    const alarms = { read: () => Promise.resolve(given(subscriptions)) };
    expect(await checkAlarms({ alarms, flags })).toMatchObject({ state: 'checked', findings });
  });

  test('that nobody could be asked about', async () => {
    const alarms = {
      read: () => Promise.resolve({ ok: false, reason: 'failed', why: 'SNS was away' } as const),
    };
    expect(await checkAlarms({ alarms, flags })).toEqual({ state: 'not-checked', why: 'SNS was away' });
    expect(await checkAlarms({ alarms: undefined, flags })).toMatchObject({ state: 'not-used' });
  });
});

const topic = 'arn:aws:sns:eu-central-1:123456789012:Alarms';
const member = (protocol: string, arn: string) =>
  `<member><Protocol>${protocol}</Protocol><Endpoint>somebody@example.com</Endpoint><SubscriptionArn>${arn}` +
  '</SubscriptionArn></member>';
const page = (members: string, next = '') =>
  '<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">' +
  `<ListSubscriptionsByTopicResult><Subscriptions>${members}</Subscriptions>${next}` +
  '</ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>';

/** A stack has more resources than fit on a page, and the topic may be on the last. */
const others =
  '<member><ResourceType>AWS::Lambda::Function</ResourceType><PhysicalResourceId>f</PhysicalResourceId></member>';
const listOf = (members: string, isMore: boolean) =>
  `<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>${members}</StackResourceSummaries>` +
  `${isMore ? '<NextToken>more</NextToken>' : ''}</ListStackResourcesResult></ListStackResourcesResponse>`;

test('reads who has confirmed', () => {
  expect(
    subscriptionsIn(page(member('email', 'PendingConfirmation') + member('https', `${topic}:1`))),
  ).toEqual([
    { protocol: 'email', isConfirmed: false },
    { protocol: 'https', isConfirmed: true },
  ]);
  expect(subscriptionsIn(page(''))).toEqual([]);
});

describe('the alarms of a stage', () => {
  let resources: string;
  let status: number;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    resources =
      '<member><ResourceType>AWS::SNS::Topic</ResourceType>' +
      `<PhysicalResourceId>${topic}</PhysicalResourceId><LogicalResourceId>T</LogicalResourceId></member>`;
    status = 200;
    const server = createServer((request, response) => {
      void text(request).then((body) => {
        expect(body).toContain('StackName=patchbay-dev');
        response.statusCode = status;
        response.setHeader('content-type', 'text/xml');
        response.end(
          status === 200
            ? listOf(body.includes('NextToken=more') ? resources : others, !body.includes('NextToken=more'))
            : '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
        );
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The server has no port.');
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', `http://127.0.0.1:${address.port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_PROFILE', undefined);
    stop = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await stop();
  });

  const read = (answer: (body: string, init: RequestInit) => Response) => {
    const fetch = (url: string, init: RequestInit) => {
      expect(url).toBe('https://sns.eu-central-1.amazonaws.com/');
      return Promise.resolve(answer(z.string().parse(init.body), init));
    };
    const http = { fetch, timeoutSignal: (ms: number) => AbortSignal.timeout(ms) };
    return makeStageAlarms(http, { stage: 'dev', region: 'eu-central-1' }).read();
  };

  test('are asked for with a signed request, to the last page', async () => {
    const answer = await read((body, { headers }) => {
      expect(headers).toMatchObject({
        authorization: matching(/^AWS4-HMAC-SHA256 Credential=test\/\d{8}\/eu-central-1\/sns\/aws4_request/),
      });
      const form = new URLSearchParams(body);
      expect(form.get('TopicArn')).toBe(topic);
      return new Response(
        form.get('NextToken') === 'more'
          ? page(member('https', `${topic}:1`))
          : page(member('email', 'PendingConfirmation'), '<NextToken>more</NextToken>'),
      );
    });
    expect(answer).toEqual(
      given([
        { protocol: 'email', isConfirmed: false },
        { protocol: 'https', isConfirmed: true },
      ]),
    );
  });

  test.each([
    { what: 'SNS refuses', plant: () => undefined, why: 'SNS refused (http-403): AuthorizationError' },
    { what: 'there is no topic', plant: () => (resources = ''), why: containing('no topic of alarms') },
    { what: 'CloudFormation refuses', plant: () => (status = 403), why: containing('do not allow this') },
  ])('cannot be told if $what', async ({ plant, why }) => {
    plant();
    const refusal = '<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>';
    expect(await read(() => new Response(refusal, { status: 403 }))).toEqual({
      ok: false,
      reason: 'failed',
      why,
    });
  });

  test('cannot be told from what makes no sense', async () => {
    expect(await read(() => new Response('hello'))).toMatchObject({ ok: false, reason: 'failed' });
  });
});
