import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { bundleDir } from './functions/bundles.ts';
import { functionNames } from './functions/functions.ts';
import { readSettings } from './settings.ts';
import { makeStacks } from './stacks/stacks.ts';

const app = new App();
const file = z.string().optional().parse(app.node.tryGetContext('settings'));
const result = readSettings(file);

if (!result.ok) {
  stop(...result.problems);
} else if (!functionNames.every((name) => existsSync(join(bundleDir, name)))) {
  stop('The functions are not built: run `npm run build` first.');
} else {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  makeStacks(app, { settings: result.settings, bundleDir });
  app.synth();
}

/** A sentence says what to fix; a stack trace would only hide it. */
function stop(...sentences: string[]): void {
  process.stderr.write(`${sentences.join('\n')}\n`);
  process.exitCode = 1;
}
