import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { run, secretArn, startCloudFormation, startStandIn } from './gateway.ts';

const program = fileURLToPath(new URL('../../cli/patchbay.ts', import.meta.url));
const failureSchema = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

/** Runs the real process, to its end. */
async function spawn(args: readonly string[], env: Readonly<Record<string, string>> = {}, stdin = '') {
  const running = promisify(execFile)(process.execPath, [program, ...args], { env, timeout: 20_000 });
  running.child.stdin?.end(stdin);
  try {
    return { exitCode: 0, ...(await running) };
  } catch (error) {
    const { code, ...printed } = failureSchema.parse(error);
    return { exitCode: code, ...printed };
  }
}

describe('the process', () => {
  test('shows help', async () => {
    const { exitCode, stdout, stderr } = await spawn(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: patchbay /);
    expect(stdout).toContain('Exit codes: 0 done, 1 something outside failed, 2 used wrongly');
  });

  test.each([
    { what: 'nothing', args: [], says: 'Usage: patchbay ' },
    { what: 'a group alone', args: ['route'], says: 'Usage: patchbay route ' },
    { what: 'an unknown command', args: ['rout', 'list'], says: "patchbay: unknown command 'rout'" },
    { what: 'an unknown option', args: ['route', 'list', '--al'], says: "patchbay: unknown option '--al'" },
    { what: 'a missing argument', args: ['route', 'show'], says: "missing required argument 'key'" },
    { what: 'no gateway', args: ['route', 'list'], says: 'patchbay: Say which gateway' },
  ])('refuses $what', async ({ args, says }) => {
    const { exitCode, stdout, stderr } = await spawn(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('works with a stage, and ends', async () => {
    const gateway = await startStandIn();
    const stack = await startCloudFormation(() => ({
      outputs: {
        TableName: gateway.table.name,
        SecretId: secretArn,
        ApiUrl: 'https://x',
        WakeQueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/x.fifo',
        DigitalSambaEventsUrl: 'https://x/digital-samba/events',
      },
    }));
    const env = {
      AWS_ENDPOINT_URL_CLOUDFORMATION: stack.url,
      AWS_ENDPOINT_URL_DYNAMODB: gateway.awsUrl,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: gateway.awsUrl,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: 'us-east-1',
    };
    try {
      const at = ['--stage', 'live', '--json'];
      const key = await spawn(['secrets', 'set', 'daily-api-key', ...at], env, 'a-daily-key\n');
      expect(key).toMatchObject({ exitCode: 0, stderr: '' });
      expect(key.stdout).not.toContain('a-daily-key');
      expect(gateway.storedSecret()).toMatchObject({ dailyApiKey: 'a-daily-key' });
      const tested = await spawn(['route', 'test', '--to', '+12025550143', ...at], env);
      expect(tested).toMatchObject({ exitCode: 3, stderr: '' });
      expect(JSON.parse(tested.stdout)).toMatchObject({ taken: false, reason: 'unknown-number' });
    } finally {
      await stack.stop();
      await gateway.stop();
    }
  });
});

const commands = [
  ['secrets', 'set'],
  ['secrets', 'status'],
  ['route', 'set'],
  ['route', 'list'],
  ['route', 'show'],
  ['route', 'remove'],
  ['route', 'test'],
  ['conference', 'create'],
  ['conference', 'list'],
  ['conference', 'show'],
  ['conference', 'close'],
  ['pin', 'add'],
  ['pin', 'list'],
  ['pin', 'revoke'],
  ['pin', 'rotate-bridge'],
  ['door', 'set'],
  ['door', 'list'],
  ['door', 'show'],
  ['door', 'remove'],
];
test.each(commands)('%s %s has help that names the gateway and JSON', async (...command) => {
  const ran = await run([...command, '--help']);
  expect(ran).toMatchObject({ exitCode: 0, err: '' });
  for (const option of ['--local', '--stage <name>', '--region <name>', '--json'])
    expect(ran.out).toContain(option);
});

test('a bug is told in a sentence, without a stack', async () => {
  const ran = await run(['route', 'list', '--local'], {
    openTarget: () => Promise.reject(new TypeError('x is not a function')),
  });
  expect(ran).toEqual({
    exitCode: 1,
    out: '',
    err: 'patchbay: This should not have happened, and is a bug of patchbay: TypeError: x is not a function\n',
  });
});
