import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';

const top = fileURLToPath(new URL('../..', import.meta.url));
const locked = { '': { version: '0.1.0' }, 'node_modules/a': { version: '1.2.3' } };

let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'patchbay-preflight-'));
  mkdirSync(join(checkout, 'scripts'));
  mkdirSync(join(checkout, 'node_modules'));
  mkdirSync(join(checkout, 'bin'));
  cpSync(join(top, 'scripts/preflight.js'), join(checkout, 'scripts/preflight.js'));
  write('package.json', { type: 'module' });
  write('package-lock.json', { packages: locked });
  write('node_modules/.package-lock.json', { packages: locked });
});
afterEach(() => rmSync(checkout, { recursive: true }));

function write(file: string, content: unknown): void {
  writeFileSync(join(checkout, file), JSON.stringify(content));
}

/** Puts a `java` on the PATH that says this about its version. */
function install(java: string): void {
  const file = join(checkout, 'bin/java');
  writeFileSync(file, `#!/bin/sh\necho '${java}' >&2\n`);
  chmodSync(file, 0o755);
}

/** Runs it as npm would; with no Java but one that was installed. */
function preflight(args: readonly string[], node: readonly string[] = []): Promise<unknown> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...node, join(checkout, 'scripts/preflight.js'), ...args],
      { env: { PATH: join(checkout, 'bin') } },
      (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

/** One sentence on one line, and no success. */
const sentence = (text: string) => ({
  code: 1,
  stdout: '',
  stderr: expect.stringMatching(new RegExp(`^[^\\n]*${text}[^\\n]*\\.\\n$`)) as unknown,
});

test('says nothing where all is there', async () => {
  install('openjdk version "21.0.2" 2024-01-16');
  expect(await preflight(['--java'])).toEqual({ code: 0, stdout: '', stderr: '' });
});

describe('says what to do about', () => {
  test('npm ci that has not ended', async () => {
    rmSync(join(checkout, 'node_modules/.package-lock.json'));
    expect(await preflight([])).toEqual(
      sentence('not all of them: run `npm ci` where there is a network, and let it end'),
    );
  });

  test('npm ci without a network', async () => {
    const dependencies = { a: '1.2.3' };
    write('package.json', { type: 'module', dependencies });
    write('package-lock.json', {
      lockfileVersion: 3,
      packages: { '': { dependencies }, 'node_modules/a': { version: '1.2.3' } },
    });
    const offline = ['ci', '--offline', '--cache', join(checkout, 'cache'), '--no-update-notifier'];
    await expect(promisify(execFile)('npm', offline, { cwd: checkout })).rejects.toThrow('ENOTCACHED');
    expect(await preflight([])).toEqual(sentence('run `npm ci` where there is a network, and let it end'));
  });

  test('no packages at all', async () => {
    rmSync(join(checkout, 'node_modules'), { recursive: true });
    expect(await preflight([])).toEqual(sentence('run `npm ci`'));
  });

  test('packages of another lock file', async () => {
    write('package-lock.json', { packages: { ...locked, 'node_modules/a': { version: '1.3.0' } } });
    expect(await preflight([])).toEqual(sentence('\\(a is missing or another version\\): run `npm ci`'));
  });

  test('an old Node', async () => {
    const old = "data:text/javascript,Object.defineProperty(process,'version',{value:'v20.11.0'})";
    expect(await preflight([], ['--import', old])).toEqual(sentence('found v20.11.0: install Node 24'));
  });

  test('no Java', async () => {
    expect(await preflight(['--java'])).toEqual(sentence('there is none: install a JDK'));
    expect(await preflight([])).toMatchObject({ code: 0 });
  });

  test.each(['java version "1.8.0_292"', 'openjdk version "11.0.2" 2019-01-15'])('%s', async (java) => {
    install(java);
    expect(await preflight(['--java'])).toEqual(sentence('needs Java 17 or newer: install a JDK'));
  });
});

test('npm runs it before what needs it', () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(readFileSync(join(top, 'package.json'), 'utf8')));
  expect(scripts).toMatchObject({
    prestart: 'node scripts/preflight.js',
    pretest: 'node scripts/preflight.js --java',
  });
});
