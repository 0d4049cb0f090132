import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { build } from '../../scripts/build.ts';

const top = mkdtempSync(join(tmpdir(), 'patchbay-build-'));
const sourceDir = join(top, 'functions');
const outDir = join(top, 'out');
afterAll(() => rmSync(top, { recursive: true, force: true }));
afterEach(() => void vi.unstubAllEnvs());

beforeAll(async () => {
  mkdirSync(sourceDir);
  writeFileSync(
    join(sourceDir, 'shared.ts'),
    'export const answer = (): number => 40 + process.argv.slice(0, 2).length;\n',
  );
  for (const name of ['one', 'two']) {
    writeFileSync(
      join(sourceDir, `${name}.ts`),
      `import { answer } from './shared.ts';\nexport const handler = () => '${name} ' + answer();\n`,
    );
  }
  const client = fileURLToPath(import.meta.resolve('@aws-sdk/client-sfn/dist-es/index.js'));
  writeFileSync(
    join(sourceDir, 'errors.ts'),
    `import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '${client}';
    export const handler = async (name: string) => {
      const answer = { statusCode: 400, headers: {}, body: JSON.stringify({ __type: name, message: 'no' }) };
      const client = new SFNClient({
        region: 'us-east-1',
        credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
        requestHandler: { handle: async () => ({ response: answer }) } as never,
        streamCollector: async (body: string) => Buffer.from(body),
        maxAttempts: 1,
      });
      const error = await client.send(new StartExecutionCommand({ stateMachineArn: 'arn' })).catch((e) => e);
      return [error.name, error.message, error.$metadata.httpStatusCode, error instanceof ExecutionAlreadyExists];
    };`,
  );
  const shapes = fileURLToPath(import.meta.resolve('@aws-sdk/client-sqs/dist-es/schemas/schemas_0.js'));
  writeFileSync(
    join(sourceDir, 'shapes.ts'),
    `import { SendMessageRequest$ as shape } from '${shapes}';\nexport const handler = () => shape;\n`,
  );
  writeFileSync(
    join(sourceDir, 'region.ts'),
    `import { SFNClient } from '${client}';
    export const handler = () => new SFNClient({}).config.region().catch(({ message }) => message);`,
  );
  mkdirSync(join(outDir, 'gone'), { recursive: true });
  writeFileSync(join(outDir, 'gone', 'index.mjs'), '');
  await build({ sourceDir, outDir, names: ['one', 'two', 'errors', 'shapes', 'region'] });
});

test.each(['one', 'two'])('%s becomes a module with a handler, complete in itself', async (name) => {
  const file = join(outDir, name, 'index.mjs');
  const loaded: unknown = await import(file);
  const { handler } = z.object({ handler: z.function({ output: z.string() }) }).parse(loaded);
  expect(handler()).toBe(`${name} 42`);
  expect(readFileSync(file, 'utf8')).not.toContain('shared.ts');
});

test('each bundle has a source map that names its sources', () => {
  const map: unknown = JSON.parse(readFileSync(join(outDir, 'one', 'index.mjs.map'), 'utf8'));
  expect(z.object({ sources: z.array(z.string()) }).parse(map).sources).toHaveLength(2);
});

test.each(['ExecutionAlreadyExists', 'ExecutionLimitExceeded'])(
  "an error of an SDK's client has its name, and its class if our code names it: %s",
  async (name) => {
    const file = join(outDir, 'errors', 'index.mjs');
    const loaded: unknown = await import(file);
    const { handler } = z
      .object({ handler: z.function({ input: [z.string()], output: z.promise(z.unknown()) }) })
      .parse(loaded);
    await expect(handler(`com.amazonaws.states#${name}`)).resolves.toEqual([
      ...[name, 'no', 400, name === 'ExecutionAlreadyExists'],
    ]);
    expect(readFileSync(file, 'utf8')).not.toContain('ExecutionLimitExceeded');
  },
);

test("a shape of an SDK's client is as the client makes it, and those that are not used are left out", async () => {
  const file = join(outDir, 'shapes', 'index.mjs');
  const loaded: unknown = await import(file);
  const { handler } = z.object({ handler: z.function({ output: z.unknown() }) }).parse(loaded);
  const { SendMessageRequest$ } = await import('@aws-sdk/client-sqs');
  expect(JSON.stringify(handler())).toBe(JSON.stringify(SendMessageRequest$));
  expect(readFileSync(file, 'utf8')).not.toContain('CreateQueueRequest');
});

test.each([
  ['eu-west-3', 'eu-west-3'],
  [undefined, 'Region is missing'],
])(
  'a client has its settings from the environment, and not from a file: %s',
  async (inEnvironment, region) => {
    const config = join(top, 'config');
    writeFileSync(config, '[default]\nregion = us-gov-west-1\n');
    vi.stubEnv('AWS_CONFIG_FILE', config);
    vi.stubEnv('AWS_REGION', inEnvironment);
    const loaded: unknown = await import(join(outDir, 'region', 'index.mjs'));
    const { handler } = z.object({ handler: z.function({ output: z.promise(z.string()) }) }).parse(loaded);
    await expect(handler()).resolves.toBe(region);
  },
);

test('what an earlier build left is gone', () => {
  expect(existsSync(join(outDir, 'gone'))).toBe(false);
});

test('a missing function stops the build and is named', async () => {
  await expect(build({ sourceDir, outDir: join(top, 'other'), names: ['three'] })).rejects.toThrow(
    'three.ts',
  );
});

test('cdk builds the functions itself before it runs the app', () => {
  const cdkJson: unknown = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
  expect(cdkJson).toMatchObject({ build: 'node scripts/build.ts', app: 'node infra/app.ts' });
});
