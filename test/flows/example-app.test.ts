import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseTemplate, type Template } from '../../infra/template.ts';
import { templateOf } from '../infra/support.ts';

// Among the flows, since the app takes the functions as they were built.
const app = fileURLToPath(new URL('../../examples/cdk-app/app.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'patchbay-example-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How many resources there are of each type. */
const countsOf = ({ Resources }: Template) =>
  Object.fromEntries(
    [...Map.groupBy(Object.values(Resources), ({ Type }) => Type)].map(([type, all]) => [type, all.length]),
  );

describe('the gateway in an app of somebody else’s', () => {
  let template: Template;

  beforeAll(async () => {
    // No feature flags of ours: the app has its own, or none.
    const context = { 'aws:cdk:disable-asset-staging': true };
    await promisify(execFile)(process.execPath, [app], {
      env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
    template = parseTemplate(JSON.parse(readFileSync(join(folder, 'Telephony.template.json'), 'utf8')));
  });

  test('has everything that a stage of its own has', () => {
    const own = templateOf({ stage: 'prod', alarmEmail: 'you@example.com', canary: { everyMinutes: 10 } });
    expect(countsOf(template)).toEqual(countsOf(own));
    expect(Object.keys(template.Outputs)).toEqual(expect.arrayContaining(Object.keys(own.Outputs)));
  });

  test('is what the settings say', () => {
    const text = JSON.stringify(template);
    expect(text).toContain('rate(10 minutes)');
    expect(text).toContain('you@example.com');
    expect(text).toContain('"patchbay-prod-daily-pinless"');
  });
});
