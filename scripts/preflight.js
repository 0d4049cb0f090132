// Before `npm start` and `npm test`: says in one sentence what this machine lacks. It is JavaScript, and uses no package,
// since an old Node has to run it, and a checkout without packages. `--java`: DynamoDB Local is needed too; `npm start`
// finds out by itself.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { URL } from 'node:url';

const nodeMajor = 24;
const javaMajor = 17;

const read = (file) => JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8'));

/** npm writes what it has installed into this file when all is done. */
const installedFile = 'node_modules/.package-lock.json';

function problem() {
  if (!existsSync(new URL(`../${installedFile}`, import.meta.url))) {
    return 'The packages are not installed, or not all of them: run `npm ci` where there is a network, and let it end.';
  }
  const installed = read(installedFile).packages;
  const stale = Object.entries(read('package-lock.json').packages).find(
    ([path, { version, optional, devOptional, peer }]) =>
      path !== '' && !optional && !devOptional && !peer && installed[path]?.version !== version,
  );
  if (stale !== undefined) {
    const name = stale[0].replace(/.*node_modules\//, '');
    return `The installed packages are not those of package-lock.json (${name} is missing or another version): run \`npm ci\`.`;
  }
  if (Number(/^v(\d+)/.exec(process.version)?.[1]) !== nodeMajor) {
    return (
      `This runs on Node ${nodeMajor}, and found ${process.version}: install Node ${nodeMajor} (https://nodejs.org), or let ` +
      '`npm ci` do it, without --ignore-scripts.'
    );
  }
  return process.argv.includes('--java') ? javaProblem() : undefined;
}

function javaProblem() {
  // It writes `openjdk version "17.0.15" 2025-04-15` or `java version "1.8.0_292"`.
  const { error, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  const found = error ? undefined : /version "(\d+)/.exec(stderr)?.[1];
  if (Number(found) >= javaMajor) return undefined;
  return (
    `DynamoDB Local needs Java ${javaMajor} or newer${found === undefined ? ', and there is none' : ''}: install a JDK ` +
    `(https://adoptium.net) so that \`java\` on the PATH is ${javaMajor} or newer.`
  );
}

const found = problem();
if (found !== undefined) {
  process.stderr.write(`${found}\n`);
  process.exitCode = 1;
}
