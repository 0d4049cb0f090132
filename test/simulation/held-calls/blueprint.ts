import { parseSettings, type Settings, type SettingsInput } from '../../../infra/settings.ts';
import { synthesise } from '../../../infra/synthesise.ts';
import type { QueueSpec } from '../../../local/runtime/queue/spec.ts';
import { readStack } from '../../../local/runtime/template.ts';
import type { QueueSettings } from '../frame/queue.ts';
import type { HoldSettings } from '../../../lib/held-calls/ports.ts';
import * as z from 'zod';
import { standInBundles } from '../../support/bundles.ts';
import { readDefinition, type MachineDefinition } from '../frame/machine-definition.ts';

/** What worlds take from the synthesised template, as plain data, so that workers can be handed it. */
export const blueprintSchema = z.object({
  machine: z.record(z.string(), z.unknown()),
  /** Function names by ARN. */
  functionsByArn: z.record(z.string(), z.string()),
  timeoutsMs: z.record(z.string(), z.number()),
  settings: z.object({
    stage: z.string(),
    publicUrl: z.string(),
    holdBudgetMs: z.number(),
    holdSliceMs: z.number(),
    holdTaskMs: z.number(),
    connectSliceMs: z.number(),
    connectTaskMs: z.number(),
    reserveMs: z.number(),
    longestCallMs: z.number(),
    retentionMs: z.number(),
  }) satisfies z.ZodType<HoldSettings>,
  refusalStatus: z.number(),
  queue: z.object({
    arn: z.string(),
    functionName: z.string(),
    visibilityTimeoutMs: z.number(),
    maxReceiveCount: z.number(),
    maximumConcurrency: z.number(),
  }) satisfies z.ZodType<QueueSettings>,
});
export type Blueprint = z.infer<typeof blueprintSchema>;

const environmentSchema = z.object({
  STAGE: z.string(),
  HOLD_BUDGET_MS: z.coerce.number(),
  HOLD_SLICE_MS: z.coerce.number(),
  HOLD_TASK_MS: z.coerce.number(),
  CONNECT_SLICE_MS: z.coerce.number(),
  CONNECT_TASK_MS: z.coerce.number(),
  RESERVE_MS: z.coerce.number(),
  LONGEST_CALL_MS: z.coerce.number(),
  RETENTION_DAYS: z.coerce.number(),
  REFUSAL_STATUS: z.coerce.number(),
});

export const simulatedStage = 'sim';

/** Half an hour, so that calls whose end nobody reported are still swept up within a short world. */
const simulatedSettings: SettingsInput = { stage: simulatedStage, longestCallS: 1_800 };

const machineSchema = z.record(z.string(), z.unknown());

const dayMs = 86_400_000;

/** Synthesises the gateway and reads off what a world needs. Takes some seconds. */
export function drawBlueprint(input: SettingsInput = simulatedSettings): Blueprint {
  const settings = settingsOf(input);
  const bundleDir = standInBundles();
  const stack = readStack(synthesise(input, { bundleDir }), bundleDir);
  const functions = [...stack.functions.values()];
  const env = environmentSchema.parse(stack.functions.get('hold-call')?.environment);
  return {
    machine: machineSchema.parse(stack.machine.definition),
    functionsByArn: Object.fromEntries(functions.map(({ arn, name }) => [arn, name])),
    timeoutsMs: Object.fromEntries(functions.map(({ name, timeoutMs }) => [name, timeoutMs])),
    refusalStatus: env.REFUSAL_STATUS,
    queue: queueOf(stack.queues[0]),
    settings: {
      stage: settings.stage,
      publicUrl: 'https://gateway.example.com',
      holdBudgetMs: env.HOLD_BUDGET_MS,
      holdSliceMs: env.HOLD_SLICE_MS,
      holdTaskMs: env.HOLD_TASK_MS,
      connectSliceMs: env.CONNECT_SLICE_MS,
      connectTaskMs: env.CONNECT_TASK_MS,
      reserveMs: env.RESERVE_MS,
      longestCallMs: env.LONGEST_CALL_MS,
      retentionMs: env.RETENTION_DAYS * dayMs,
    },
  };
}

function queueOf(queue: QueueSpec | undefined): QueueSettings {
  if (queue === undefined) throw new Error('the template has no queue');
  const { arn, visibilityTimeoutMs, maxReceiveCount, consumer } = queue;
  return { arn, visibilityTimeoutMs, maxReceiveCount, ...consumer };
}

function settingsOf(input: SettingsInput): Settings {
  const parsed = parseSettings(input);
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'));
  return parsed.settings;
}

const definitions = new WeakMap<object, MachineDefinition>();

/** The definition of the template, or one made of it; each is read once, since that is dearer than running a call. */
export function definitionOf(blueprint: Blueprint, machine: Blueprint['machine']): MachineDefinition {
  const known = definitions.get(machine);
  if (known !== undefined) return known;
  const read = readDefinition(machine, (arn) => {
    const name = blueprint.functionsByArn[arn];
    if (name === undefined) throw new Error(`the machine calls ${arn}, which is no function of the template`);
    return name;
  });
  definitions.set(machine, read);
  return read;
}
