import { Option, type Command } from 'commander';
import * as z from 'zod';

/** Options that commands share: which gateway they are about, whether to change it, and how to print. */
export const sharedOptionsSchema = z.object({
  local: z.literal(true).optional(),
  stage: z.string().optional(),
  region: z.string().optional(),
  dryRun: z.boolean().default(false),
  json: z.boolean().default(false),
});
export type SharedOptions = z.infer<typeof sharedOptionsSchema>;

/**
 * Gives a command the options that it shares with others, behind those of its own.
 * @param dryRun of a command that changes something: what it does instead with `--dry-run`, for its help
 */
export function addSharedOptions(command: Command, dryRun?: string): Command {
  if (dryRun !== undefined) command.option('--dry-run', dryRun);
  return command
    .option('--json', 'print JSON')
    .addOption(new Option('--local', 'the gateway that runs on this machine').conflicts(['stage', 'region']))
    .option('--stage <name>', 'a deployed stage, found with your AWS credentials')
    .option('--region <name>', 'AWS Region of the stage (default: AWS_REGION, then your AWS profile)');
}

/**
 * Has a command that names no gateway be about this one, as if it had been typed.
 * @param target `local`, or the name of a stage; undefined or empty: none
 */
export function takeTarget(command: Command, target: string | undefined): void {
  const { local, stage, region } = sharedOptionsSchema.parse(command.opts());
  if (target === undefined || target === '' || local !== undefined || stage !== undefined) return;
  if (target !== 'local') command.setOptionValueWithSource('stage', target, 'env');
  else if (region === undefined) command.setOptionValueWithSource('local', true, 'env');
  else command.error("error: --region is a stage's: name it with --stage, since PATCHBAY_TARGET is local");
}
