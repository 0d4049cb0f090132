import type { CallView } from '../../lib/admin/call-view.ts';
import {
  createCallLog,
  type CallLog,
  type CallsPosition,
  type CallsQuery,
  type LoggedCall,
} from '../../lib/aws/stores/held-calls/call-log.ts';
import type { Clock } from '../../lib/conferences/ports.ts';
import { refused, type Outcome, type Sink } from './output.ts';
import {
  withDeployment,
  type Deployment,
  type DeploymentDeps,
  type DeploymentOptions,
} from './deployment.ts';

/** What the commands of calls need of the outside. */
export interface CallsDeps extends DeploymentDeps {
  readonly stdout: Sink;
  readonly clock: Clock;
}

/** Opens the gateway's calls. */
export function withCalls(
  deps: CallsDeps,
  options: DeploymentOptions,
  work: (calls: CallLog, deployment: Deployment) => Promise<Outcome>,
): Promise<Outcome> {
  return withDeployment(deps, options, (deployment) =>
    work(createCallLog({ table: deployment.table, clock: deps.clock }), deployment),
  );
}

/** All calls that are asked for, at most `limit`; `isAll`: there are no more. */
export async function readCalls(
  log: CallLog,
  query: Omit<CallsQuery, 'after'>,
): Promise<{ readonly calls: readonly LoggedCall[]; readonly isAll: boolean }> {
  const calls: LoggedCall[] = [];
  let after: CallsPosition | undefined;
  do {
    const page = await log.page({ ...query, limit: query.limit - calls.length, after });
    calls.push(...page.calls);
    after = page.next;
  } while (after !== undefined && calls.length < query.limit);
  return { calls: calls.slice(0, query.limit), isAll: after === undefined && calls.length <= query.limit };
}

export const noCall = refused(
  'There is no call with that id: `call list` shows the latest. Held calls are kept as long as the setting ' +
    'callRetentionDays says, calls at a dial-in for two days.',
);

/** One line of a timeline: when, how long after the line before, what. */
export function lineRow({
  at,
  afterMs,
  event,
  detail = '',
}: CallView['timeline'][number]): readonly string[] {
  return [at, `+${secondsText(afterMs)}`, event, detail];
}

/** A duration for people. */
export const secondsText = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
