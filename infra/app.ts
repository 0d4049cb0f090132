import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { bundleDir } from './functions/bundles.ts';
import { readSettings } from './settings.ts';
import { makeStacks } from './stacks/stacks.ts';

// `cdk` builds the functions before it runs this file (cdk.json, `build`).
const app = new App();
const file = z.string().optional().parse(app.node.tryGetContext('settings'));
const result = readSettings(file);

if (!result.ok) {
  // A sentence says what to fix; a stack trace would only hide it.
  process.stderr.write(`${result.problems.join('\n')}\n`);
  process.exitCode = 1;
} else {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  makeStacks(app, { settings: result.settings, bundleDir });
  app.synth();
}
