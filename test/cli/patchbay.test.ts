import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import about from '../../package.json' with { type: 'json' };
import type { DeploymentOptions } from '../../cli/kit/deployment/deployment.ts';
import { compiled } from '../support/compiled.ts';
import { run, secretArn, startCloudFormation, startStandIn, withoutProgress } from './gateway.ts';

const program = fileURLToPath(new URL('../../cli/patchbay.ts', import.meta.url));
const failureSchema = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() });

/** Runs the real process, to its end. */
async function spawn(args: readonly string[], env: Readonly<Record<string, string>> = {}, stdin = '') {
  const running = promisify(execFile)(process.execPath, [program, ...args], {
    env: { ...compiled, ...env },
    timeout: 120_000,
  });
  running.child.stdin?.end(stdin);
  try {
    const { stdout, stderr } = await running;
    return { exitCode: 0, stdout, stderr: withoutProgress(stderr) };
  } catch (error) {
    const { code, stdout, stderr } = failureSchema.parse(error);
    return { exitCode: code, stdout, stderr: withoutProgress(stderr) };
  }
}

describe('the process', () => {
  test('is started by its own name', () => {
    expect(readFileSync(program, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  test('shows help', async () => {
    const { exitCode, stdout, stderr } = await spawn(['--help']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: patchbay /);
    expect(stdout).toContain('Exit codes: 0 done, 1 AWS, a provider or a file failed, 2 wrong use');
  });

  test('refuses what it does not know', async () => {
    const { exitCode, stdout, stderr } = await spawn(['rout', 'list']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain("patchbay: unknown command 'rout'");
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('works with a stage, and ends', async () => {
    const gateway = await startStandIn();
    const stack = await startCloudFormation(() => ({
      outputs: {
        TableName: gateway.table.name,
        SecretId: secretArn,
        ApiUrl: gateway.face.url,
        DigitalSambaEventsUrl: 'https://x/digital-samba/events',
        DigitalSambaApiUrl: 'https://samba.example.com',
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

test.each([
  { what: 'nothing', args: [], says: 'Usage: patchbay ' },
  { what: 'a group alone', args: ['route'], says: 'Usage: patchbay route ' },
  { what: 'an unknown option', args: ['route', 'list', '--al'], says: "patchbay: unknown option '--al'" },
  { what: 'an old command', args: ['door', 'list'], says: "unknown command 'door': it is now `dial-in`." },
  {
    what: 'an old option',
    args: ['route', 'set', 'a', '--way', 'x'],
    says: "'--way': it is now `--target`.",
  },
  { what: 'a missing argument', args: ['route', 'show'], says: "missing required argument 'key'" },
  { what: 'no gateway', args: ['route', 'list'], says: 'patchbay: Say which gateway' },
])('refuses $what', async ({ args, says }) => {
  const { exitCode, out, err } = await run(args);
  expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
  expect(err).toContain(says);
});

const looking = [
  ['secrets', 'status'],
  ['route', 'list'],
  ['route', 'show'],
  ['route', 'test'],
  ['conference', 'list'],
  ['conference', 'show'],
  ['pin', 'list'],
  ['forward-pin', 'list'],
  ['known', 'list'],
  ['dial-in', 'list'],
  ['dial-in', 'show'],
  ['call', 'list'],
  ['call', 'show'],
  ['call', 'tail'],
  ['export'],
  ['numbers'],
  ['doctor'],
  ['console'],
  ['scenario', 'run'],
];
const changing = [
  ['secrets', 'set'],
  ['secrets', 'rotate'],
  ['route', 'set'],
  ['route', 'remove'],
  ['conference', 'create'],
  ['conference', 'change'],
  ['conference', 'close'],
  ['conference', 'call'],
  ['conference', 'invite'],
  ['pin', 'add'],
  ['pin', 'revoke'],
  ['pin', 'rotate-bridge'],
  ['forward-pin', 'add'],
  ['forward-pin', 'revoke'],
  ['known', 'add'],
  ['known', 'remove'],
  ['dial-in', 'set'],
  ['dial-in', 'remove'],
  ['call', 'transfer'],
  ['erase'],
  ['events', 'replay'],
  ['import', 'sinch-middleware'],
  ['connect', 'daily'],
  ['connect', 'twilio'],
  ['connect', 'sinch'],
  ['connect', 'plivo'],
  ['connect', 'vonage'],
  ['connect', 'digital-samba'],
];
const commands = [
  ...looking.map((command) => ({ command, dryRun: false })),
  ...changing.map((command) => ({ command, dryRun: true })),
].map((each) => ({ ...each, name: each.command.join(' ') }));
test.each(commands)(
  '$name has help that names the gateway, JSON and a dry run',
  async ({ command, dryRun }) => {
    const ran = await run([...command, '--help']);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    for (const option of ['--local', '--stage <name>', '--region <name>', '--json'])
      expect(ran.out).toContain(option);
    expect(ran.out.includes('--dry-run')).toBe(dryRun);
  },
);

test('names every command there is', async () => {
  const named = async (...group: readonly string[]) =>
    [...(await run([...group, '--help'])).out.matchAll(/^ {2}([a-z-]+) (?=.*\S)/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help' && !name.startsWith('-'));
  const found: string[] = [];
  for (const top of await named()) {
    const subs = await named(top);
    const isGroup = commands.some(({ command }) => command[0] === top && command.length > 1);
    found.push(...(isGroup ? subs.map((sub) => `${top} ${sub}`) : [top]));
  }
  expect(found.sort()).toEqual(commands.map(({ name }) => name).sort());
});

test('a bug is told in a sentence, without a stack', async () => {
  const ran = await run(['route', 'list', '--local'], {
    openDeployment: () => Promise.reject(new TypeError('x is not a function')),
  });
  expect(ran).toEqual({
    exitCode: 1,
    out: '',
    err: 'patchbay: This should not have happened, and is a bug of patchbay: TypeError: x is not a function\n',
  });
});

test('says its version', async () => {
  expect(await run(['--version'])).toEqual({ exitCode: 0, out: `${about.version}\n`, err: '' });
});

describe('the gateway that PATCHBAY_TARGET names', () => {
  async function askedFor(target: string, typed: readonly string[]) {
    const asked: DeploymentOptions[] = [];
    const ran = await run(['route', 'list', ...typed], {
      target,
      openDeployment: ({ local, stage, region }) => {
        asked.push({ local, stage, region });
        return Promise.resolve({ ok: false, outcome: { exitCode: 3 } });
      },
    });
    return { ...ran, asked };
  }

  test.each([
    ['local', [], { local: true }],
    ['dev', [], { stage: 'dev' }],
    ['dev', ['--region', 'eu-central-1'], { stage: 'dev', region: 'eu-central-1' }],
    ['dev', ['--local'], { local: true }],
    ['local', ['--stage', 'dev'], { stage: 'dev' }],
    ['', [], {}],
  ])('%j with %j typed', async (target, typed, asked) => {
    expect(await askedFor(target, typed)).toMatchObject({ exitCode: 3, asked: [asked] });
  });

  test('local has no Region', async () => {
    const { exitCode, err, asked } = await askedFor('local', ['--region', 'eu-central-1']);
    expect({ exitCode, asked }).toEqual({ exitCode: 2, asked: [] });
    expect(err).toContain("patchbay: --region is a stage's");
  });

  test('is read from the environment', async () => {
    const ran = await spawn(['route', 'list'], { PATCHBAY_TARGET: 'No Stage' });
    expect(ran).toMatchObject({ exitCode: 2 });
    expect(ran.stderr).not.toContain('Say which gateway');
  });
});
