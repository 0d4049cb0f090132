import { App, Validations, type Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { bundleDir } from './functions/bundles.ts';
import { parseSettings } from './settings.ts';
import type { SettingsInput } from './settings.ts';
import { makeStacks } from './stacks/stacks.ts';
import { parseTemplate } from './template.ts';
import type { Template } from './template.ts';

/** The feature flags of the real synth, so that both give the same template. */
function featureFlags(): Record<string, unknown> {
  const file = fileURLToPath(new URL('../cdk.json', import.meta.url));
  const cdkJson: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return z.object({ context: z.record(z.string(), z.unknown()) }).parse(cdkJson).context;
}

export interface SynthesiseOptions {
  /** Folder with `<name>/index.mjs` for each function, which must exist. Default: what `npm run build` makes. */
  readonly bundleDir?: string;
  /** Also run the checks of the real synth, aws-cdk-lib's own and cdk-nag's; some seconds. Default false. */
  readonly validate?: boolean;
}

/**
 * The template of the gateway, made in this process without network and account.
 * @param settings as in patchbay.json; default none, so the defaults.
 * @throws if a setting is wrong, a bundle is missing, or a check asked for finds something.
 */
export function synthesise(settings: SettingsInput = {}, options: SynthesiseOptions = {}): Template {
  return synthesiseAll(settings, options)[0];
}

/** The same, with the templates of the stacks that stand beside the gateway's, in the order of infra/stacks/stacks.ts. */
export function synthesiseAll(
  settings: SettingsInput = {},
  options: SynthesiseOptions = {},
): readonly [Template, ...Template[]] {
  const parsed = parseSettings(settings);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  const outdir = mkdtempSync(join(tmpdir(), 'patchbay-synth-'));
  try {
    const app = new App({
      outdir,
      // Assets are not copied: whoever wants the bundles knows where they are.
      context: { ...featureFlags(), 'aws:cdk:disable-asset-staging': true },
      analyticsReporting: false,
      treeMetadata: false,
      stackTraces: false,
      builtinCloudFormationValidation: options.validate ?? false,
    });
    if (options.validate === true) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    const [gateway, ...others] = makeStacks(app, {
      settings: parsed.settings,
      bundleDir: options.bundleDir ?? bundleDir,
    });
    const assembly = app.synth();
    const templateOf = ({ stackName }: Stack) => parseTemplate(assembly.getStackByName(stackName).template);
    return [templateOf(gateway), ...others.map(templateOf)];
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
