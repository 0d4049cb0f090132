import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { explainAwsFailure } from '../../../../cli/kit/deployment/aws-failure.ts';
import {
  run,
  secretArn,
  startCloudFormation,
  startStandIn,
  type StackAnswer,
  type StandIn,
} from '../../gateway.ts';

const number = '+12025550143';
const nowhere = 'http://127.0.0.1:1';

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  for (const name of ['AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_PROFILE']) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await gateway.stop();
});

describe('which gateway', () => {
  const everyCommand = [
    ['secrets', 'set', 'daily-api-key'],
    ['secrets', 'status'],
    ['route', 'set', number, '--refuse'],
    ['route', 'list'],
    ['route', 'show', number],
    ['route', 'remove', number],
    ['route', 'test', '--to', number],
    ['conference', 'create', '--name', 'Board', '--dial-in', number],
    ['conference', 'list'],
    ['conference', 'show', 'weekly'],
    ['conference', 'close', 'weekly'],
    ['conference', 'change', 'weekly', '--capacity', '9'],
    ['pin', 'add', 'weekly'],
    ['pin', 'list', 'weekly'],
    ['pin', 'revoke', 'weekly', 'abcdef01'],
    ['pin', 'rotate-bridge', 'weekly'],
    ['dial-in', 'set', number, '--refuse'],
    ['dial-in', 'list'],
    ['dial-in', 'show', number],
    ['dial-in', 'remove', number],
    ['connect', 'daily'],
    ['connect', 'twilio', '--number', number],
    ['connect', 'twilio', '--sip-domain', 'acme.sip.twilio.com'],
    ['connect', 'digital-samba'],
    ['numbers'],
    ['secrets', 'rotate', 'daily-api-key'],
  ];

  test.each(everyCommand)('has to be said: %s %s', async (...args) => {
    const ran = await run(args, { stdin: 'a-key' });
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain('--local for the one on this machine, or --stage <name>');
  });

  test.each([
    ['--stage', 'dev'],
    ['--region', 'eu-central-1'],
  ])('is not both local and %s', async (...more) => {
    const ran = await gateway.local(['route', 'list', ...more]);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain("'--local' cannot be used with");
  });
});

describe('the gateway on this machine', () => {
  const list = (localGatewayFile: string) => run(['route', 'list', '--local'], { localGatewayFile });

  test('that does not run', async () => {
    expect(await list('/nowhere/local-gateway.json')).toEqual({
      exitCode: 1,
      out: '',
      err: 'patchbay: No gateway is running here. Start one with `npm start`.\n',
    });
  });

  test.each(['', '{}', '[]', '{"awsEndpoint":"nowhere"}'])('whose file says %j', async (text) => {
    const file = join(gateway.folder, 'malformed.json');
    writeFileSync(file, text);
    const ran = await list(file);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('does not describe a running gateway');
  });

  test.each([
    ['route', 'list'],
    ['secrets', 'status'],
  ])('that was killed: %s %s', async (...args) => {
    const file = join(gateway.folder, 'stale.json');
    const described = readFileSync(gateway.localGatewayFile, 'utf8');
    writeFileSync(file, described.replace(gateway.awsUrl, nowhere).replace(gateway.face.url, nowhere));
    const ran = await run([...args, '--local'], { localGatewayFile: file });
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('it has stopped without saying so. Start one with `npm start`');
  });

  test('whose table or secret is another one', async () => {
    const file = join(gateway.folder, 'other.json');
    const described = readFileSync(gateway.localGatewayFile, 'utf8');
    writeFileSync(
      file,
      described.replace(gateway.table.name, 'another-table').replace(secretArn, 'another-secret'),
    );
    for (const args of [
      ['export', '--number', number],
      ['secrets', 'status'],
    ]) {
      const ran = await run([...args, '--local'], { localGatewayFile: file });
      expect(ran).toMatchObject({ exitCode: 1, out: '' });
      expect(ran.err).toContain('is gone');
    }
  });
});

describe('a deployed stage', () => {
  let stopCloudFormation: (() => Promise<void>) | undefined;
  afterEach(async () => {
    await stopCloudFormation?.();
    stopCloudFormation = undefined;
  });

  async function deploy(answer: (stack: string) => StackAnswer | Promise<StackAnswer>) {
    const { url, stop } = await startCloudFormation(answer);
    stopCloudFormation = stop;
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', url);
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', gateway.awsUrl);
    vi.stubEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER', gateway.awsUrl);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_REGION', 'us-east-1');
  }
  const outputs = () => ({
    outputs: {
      ApiUrl: gateway.face.url,
      TableName: gateway.table.name,
      SecretId: secretArn,
      DigitalSambaEventsUrl: 'https://x/digital-samba/events',
      DigitalSambaApiUrl: 'https://samba.example.com',
    },
  });

  test('is found by the outputs of its stack', async () => {
    const asked: string[] = [];
    await deploy((stack) => {
      asked.push(stack);
      return outputs();
    });
    const at = ['--stage', 'live', '--region', 'us-east-1'];
    const ran = await run(['route', 'set', number, '--target', 'room:lobby', ...at]);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toContain('Stored in stage live (us-east-1).');
    const key = await run(['secrets', 'set', 'daily-api-key', '--stage', 'live'], { stdin: 'a-daily-key' });
    expect(key).toMatchObject({ exitCode: 0, err: '' });
    expect(key.out).toContain('within five minutes');
    expect(gateway.storedSecret()).toMatchObject({ dailyApiKey: 'a-daily-key' });
    expect(asked).toEqual(['patchbay-live', 'patchbay-live']);
  });

  test('takes no bot endpoint without https, wherever the route names it', async () => {
    await deploy(outputs);
    const http = { kind: 'bot-endpoint', url: 'HTTP://bots.example.com' };
    const room = { kind: 'room', room: 'lobby' };
    const hours = {
      timeZone: 'UTC',
      open: [{ days: ['mon'], from: '09:00', to: '17:00' }],
      otherwise: [http],
    };
    for (const route of [
      { kind: 'targets', targets: [room, http] },
      { kind: 'targets', targets: [room], hours },
    ]) {
      const args = ['route', 'set', number, '--file', '-', '--stage', 'live'];
      const ran = await run(args, { stdin: JSON.stringify(route) });
      expect(ran).toMatchObject({ exitCode: 2, out: '' });
      expect(ran.err).toContain('needs https');
    }
    expect(await gateway.items()).toEqual([]);
  });

  const answers: { what: string; answer: StackAnswer; problem: string }[] = [
    {
      what: 'that does not exist',
      answer: { error: 'ValidationError', message: 'Stack with id patchbay-live does not exist' },
      problem: 'no stack patchbay-live in us-east-1',
    },
    { what: 'without outputs', answer: { outputs: {} }, problem: 'does not say where' },
    { what: 'of another version', answer: { outputs: { TableName: 't' } }, problem: 'does not say where' },
    {
      what: 'that one may not look up',
      answer: { error: 'AccessDenied', message: 'not authorized to perform cloudformation:DescribeStacks' },
      problem: 'do not allow this for the stack patchbay-live: not authorized to perform',
    },
    {
      what: 'asked for with expired credentials',
      answer: { error: 'ExpiredToken', message: 'expired' },
      problem: 'did not accept your credentials, or found none (ExpiredToken)',
    },
    {
      what: 'that fails in another manner',
      answer: { error: 'Strange', message: 'quoting something confidential' },
      problem: 'AWS refused with Strange for the stack patchbay-live (request a-request)',
    },
  ];
  test.each(answers)('$what', async ({ answer, problem }) => {
    await deploy(() => answer);
    const ran = await run(['route', 'list', '--stage', 'live']);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain(problem);
    expect(ran.err).not.toContain('confidential');
  });

  test('without credentials', async () => {
    await deploy(outputs);
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);
    const ran = await run(['route', 'list', '--stage', 'live']);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('found none (CredentialsProviderError)');
  });

  test('without network', async () => {
    await deploy(outputs);
    vi.stubEnv('AWS_ENDPOINT_URL_CLOUDFORMATION', 'http://127.0.0.1:1');
    const ran = await run(['route', 'list', '--stage', 'live']);
    expect(ran).toMatchObject({ exitCode: 1, out: '' });
    expect(ran.err).toContain('AWS did not answer for the stack patchbay-live (ECONNREFUSED)');
  });

  test.each([
    { what: 'a Region', args: ['--stage', 'live'], problem: 'No AWS Region is known' },
    { what: 'a good name', args: ['--stage', 'Live_1'], problem: 'Setting stage: must be 1 to 16' },
    {
      what: 'a good Region',
      args: ['--stage', 'live', '--region', 'moon'],
      problem: 'Setting region: must be',
    },
  ])('without $what', async ({ args, problem }) => {
    const ran = await run(['route', 'list', ...args]);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
  });

  test('that takes long to find is said to be looked up, and not on standard output', async () => {
    const said = Promise.withResolvers<undefined>();
    await deploy(async () => {
      await said.promise;
      return outputs();
    });
    const ran = await run(['route', 'list', '--json', '--stage', 'live'], {
      onErr: () => said.resolve(undefined),
    });
    expect(ran).toMatchObject({ exitCode: 0, err: 'Looking up the stack patchbay-live in us-east-1 …\n' });
    expect(JSON.parse(ran.out)).toEqual({ routes: [] });
  });
});

test.each([new TypeError('x is not a function'), 'text', undefined])(
  'a bug of ours stays one: %s',
  (error) => {
    expect(explainAwsFailure(error, { kind: 'stage', name: 'stage live' })).toBeUndefined();
  },
);
