import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { lets, type Policy } from '../../../support/iam-policies.ts';
import { startConnected, startStage, type Connected } from '../../connect/gateway.ts';
import { run, type RunOptions } from '../../gateway.ts';

const nowhere = 'http://127.0.0.1:1';

let gateway: Connected;
let stage: Awaited<ReturnType<typeof startStage>>;
beforeEach(async () => {
  gateway = await startConnected();
  // Table and secret are not there for whoever runs the command: only the API answers.
  stage = await startStage({ ...gateway, awsUrl: nowhere }, gateway.face.url);
});
afterEach(async () => {
  await stage.stop();
  await gateway.stop();
});

const onStage = (args: readonly string[], options: RunOptions = {}) =>
  run([...args, '--stage', 'dev', '--region', 'eu-central-1'], options);
const holding = (policy: Policy) =>
  gateway.face.allow(({ method, target }) => lets(policy, `${method} ${target.split('?')[0] ?? ''}`));

const number = '+12025550143';
const operationSchema = z.object({ operation: z.string() });

describe('with a policy of docs/iam alone', () => {
  test.each([
    ['viewer', ['call', 'list']],
    ['viewer', ['route', 'list']],
    ['viewer', ['dial-in', 'list']],
    ['route-admin', ['route', 'set', number, '--target', 'room:lobby']],
    ['route-admin', ['route', 'test', '--to', number, '--from', '+12025550188']],
    ['viewer', ['conference', 'list']],
    ['viewer', ['forward-pin', 'list']],
    ['conference-admin', ['conference', 'create', '--name', 'Board', '--dial-in', number]],
    ['route-admin', ['forward-pin', 'add', 'someone@example.sip.daily.co']],
    ['route-admin', ['dial-in', 'set', 'acme.sip.twilio.com', '--pin']],
  ] as const)('%s can do its work: %j', async (policy, args) => {
    const refusesAll = args[1] === 'test';
    holding(policy);
    expect(await onStage(args)).toMatchObject({ exitCode: refusesAll ? 3 : 0, err: '' });
  });

  test.each([
    ['conference-admin', ['call', 'list'], 'GET /admin/v1/calls', 'viewer'],
    ['viewer', ['route', 'remove', number], 'DELETE /admin/v1/routes', 'route-admin'],
    ['viewer', ['conference', 'close', randomUUID()], 'POST /admin/v1/conferences', 'conference-admin'],
    ['viewer', ['dial-in', 'set', number, '--pin'], 'PUT /admin/v1/dial-ins', 'route-admin'],
  ] as const)('%s is told which right is missing: %j', async (policy, args, right, gives) => {
    holding(policy);
    const ran = await onStage(args);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain(`execute-api:Invoke on ${right} of stage dev`);
    expect(ran.err).toContain(`docs/iam/${gives}.json`);
  });
});

test('a conference, its PINs and its known callers are one user’s work from end to end', async () => {
  holding('conference-admin');
  const made = await onStage(['conference', 'create', '--name', 'Board', '--dial-in', number, '--json']);
  const { conference } = z.object({ conference: z.object({ id: z.string() }) }).parse(JSON.parse(made.out));
  const { id } = conference;
  for (const args of [
    ['conference', 'show', id],
    ['conference', 'change', id, '--known-callers', 'verified'],
    ['conference', 'invite', id, '--new-pin'],
    ['pin', 'add', id, '--name', 'Ana'],
    ['pin', 'list', id],
    ['pin', 'rotate-bridge', id],
    ['known', 'add', id, '+12025550188', '--dial-in', number],
    ['known', 'list', id],
    ['conference', 'close', id],
  ])
    expect(await onStage(args)).toMatchObject({ exitCode: 0 });
  expect(gateway.face.changed.map((line) => operationSchema.parse(line).operation)).toEqual([
    ...['createConference', 'changeConference', 'addPin', 'addPin', 'rotateBridgePin'],
    ...['addKnownCaller', 'closeConference'],
  ]);
});

describe('a stage', () => {
  const list = (options: RunOptions = {}) => onStage(['call', 'list'], options);
  const answers = (answer: () => Promise<Response>): RunOptions => ({ fetch: answer });
  const own = (status: number, message: string) => () =>
    Promise.resolve(Response.json({ message }, { status }));

  test('of a version that does not say where its API is', async () => {
    delete stage.outputs.ApiUrl;
    expect((await list()).err).toContain('it is of another version. Deploy it with `npm run deploy`.');
  });

  test.each([
    { what: 'that knows no such route', answer: own(404, 'Not Found'), says: 'it is of another version' },
    { what: 'that crashes', answer: own(500, 'Internal Server Error'), says: 'http-500; the log of' },
    { what: 'that has too much to do', answer: own(429, 'Too Many Requests'), says: 'try again in a minute' },
    {
      what: 'that says something else',
      answer: () => Promise.resolve(Response.json({ items: 'confidential' })),
      says: 'it is of another version',
    },
    {
      what: 'that does not answer in time',
      answer: () => Promise.reject(new DOMException('late', 'TimeoutError')),
      says: 'AWS did not answer for stage dev (eu-central-1) (time-out)',
    },
  ])('$what', async ({ answer, says }) => {
    const ran = await list(answers(answer));
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain(says);
    expect(ran.err).not.toContain('confidential');
  });

  test('that does not say whether it did what it was told to', async () => {
    const late = () => Promise.reject(new DOMException('late', 'TimeoutError'));
    const ran = await onStage(['route', 'remove', number], answers(late));
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('it is not known whether that was done');
  });

  test('is asked again where it cannot have heard, and not where it may have', async () => {
    let tries = 0;
    const counting = (answer: () => Promise<Response>) => () => ((tries += 1), answer());
    await list(answers(counting(own(429, 'Too Many Requests'))));
    expect(tries).toBe(3);
    await list(answers(counting(own(503, 'Service Unavailable'))));
    expect(tries).toBe(4);
  });
});
