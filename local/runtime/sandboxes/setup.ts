import { existsSync } from 'node:fs';
import path from 'node:path';
import { REGION } from '../intrinsics.ts';
import { toAccessKeyId } from '../recorder.ts';
import type { FunctionSpec } from '../template.ts';

/** What a sandbox is told when it starts: the bundle, which of its exports is the handler, and the function's names. */
export interface SandboxSetup {
  readonly file: string;
  readonly exportName: string;
  readonly functionName: string;
  readonly arn: string;
  readonly memoryMb: number;
}

/** Lambda docs, "Defined runtime environment variables", as far as SDK and logging libraries read them. */
export function toEnvironment(
  spec: FunctionSpec,
  overrides: Readonly<Record<string, string>>,
): Record<string, string> {
  const applicable = Object.entries(overrides).filter(
    ([name]) => name in spec.environment || name.startsWith('AWS_'),
  );
  return {
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: toAccessKeyId(spec.name),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_FUNCTION_NAME: spec.physicalName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.physicalName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: spec.folder,
    _HANDLER: spec.handler,
    TZ: ':UTC',
    ...spec.environment,
    ...Object.fromEntries(applicable),
  };
}

/**
 * What a sandbox of the function is told.
 * @throws if the function is not built
 */
export function toSetup(spec: FunctionSpec): SandboxSetup {
  const dot = spec.handler.lastIndexOf('.');
  const base = path.join(spec.folder, spec.handler.slice(0, dot));
  const file = ['.mjs', '.js', '.cjs'].map((extension) => base + extension).find((name) => existsSync(name));
  if (file === undefined) throw new Error(`${base} has no bundle; build the functions first.`);
  return {
    file,
    exportName: spec.handler.slice(dot + 1),
    functionName: spec.physicalName,
    arn: spec.arn,
    memoryMb: spec.memoryMb,
  };
}
