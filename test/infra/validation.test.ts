import { App, Validations } from 'aws-cdk-lib';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { parseSettings } from '../../infra/settings.ts';
import { makeStacks } from '../../infra/stacks/stacks.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { everythingSet } from './everything.ts';
import { bundleDir } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'patchbay-validation-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Other tests switch the validator off, to be quick; here it is the point.
beforeAll(() => void vi.stubEnv('CDK_VALIDATION', 'true'));
afterAll(() => void vi.unstubAllEnvs());

/** The validator of aws-cdk-lib and cdk-nag take some seconds, and many more beside busy neighbours. */
const PATIENCE_MS = 90_000;

/** The defaults are examined by `npm run synth`. */
test(
  'with everything set, the validator of aws-cdk-lib and cdk-nag find nothing that is not accounted for',
  () => {
    expect(() => synthesise(everythingSet, { bundleDir, validate: true })).not.toThrow();
  },
  PATIENCE_MS,
);

test('every finding that is accounted for has a reason', () => {
  const parsed = parseSettings({ cloudFrontFallback: true });
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const stacks = makeStacks(new App({ outdir: folder }), { settings: parsed.settings, bundleDir });
  const acknowledged = stacks
    .flatMap(({ node }) => node.findAll())
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .map(({ data }) => z.record(z.string(), z.string().min(30)).parse(data));
  expect(acknowledged.length).toBeGreaterThan(0);
});

describe('the app', () => {
  const app = fileURLToPath(new URL('../../infra/app.ts', import.meta.url));
  const run = (settings: string) =>
    promisify(execFile)(process.execPath, [app], {
      env: {
        ...process.env,
        CDK_CONTEXT_JSON: JSON.stringify({ settings }),
        CDK_OUTDIR: join(folder, 'cdk.out'),
      },
    }).then(
      () => undefined,
      (error: unknown) => z.object({ code: z.number(), stderr: z.string() }).parse(error),
    );

  test(
    'stops with one sentence for each wrong setting, and no stack trace',
    async () => {
      const file = join(folder, 'patchbay.json');
      writeFileSync(file, JSON.stringify({ stage: 'a b', callRetention: 1 }));
      const stopped = await run(file);
      expect(stopped?.code).toBe(1);
      expect(stopped?.stderr.split('\n')).toEqual([
        'Setting stage: must be 1 to 16 of a-z, 0-9 and -.',
        'There is no setting callRetention.',
        '',
      ]);
    },
    PATIENCE_MS,
  );
});
