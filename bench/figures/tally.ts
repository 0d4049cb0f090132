import * as z from 'zod';
import type { HistoryEvent } from '../../local/runtime/machine/history.ts';
import type { Execution } from '../../local/runtime/machine/machine.ts';
import type { AwsRecord } from '../../local/runtime/recorder.ts';
import type { LogLine } from '../../local/runtime/sandboxes/sandboxes.ts';
import type { Usage } from '../costs/costs.ts';
import type { Answered } from '../load/front-watch.ts';

/** CloudWatch Logs counts this much for each line beside its bytes (API reference, PutLogEvents). */
const lineOverheadBytes = 26;

/** START, END and REPORT with its trace (Lambda docs, "Viewing logs"), which Lambda adds to each invocation's lines. */
const platformLogBytes = 340 + 3 * lineOverheadBytes;

/** Actions that write to the table, also when a condition refuses them. */
const writeActions = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

/** A query that finds nothing is charged this much; DynamoDB Local says 0 (DynamoDB docs, "Read operations"). */
const minQueryUnits = 0.5;

const secretRead = 'secretsmanager:GetSecretValue';

/** Lambda receives a wake when the function begins, and deletes it when it has ended, unless it was postponed. */
const wakeReceived = 'sqs:ReceiveMessage';
const wakeEnded = ['sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];
const queueActions = ['sqs:SendMessage', wakeReceived, ...wakeEnded];

/** What was seen in some stretch of time. */
export interface Seen {
  readonly records: readonly AwsRecord[];
  readonly logs: readonly LogLine[];
  readonly answered: readonly Answered[];
  /** Executions that ended in that time. */
  readonly executions: readonly Execution[];
  /** How long each run of the sweep took, in milliseconds. */
  readonly sweepsMs: readonly number[];
}

/** One function's invocations. */
interface Invocations {
  readonly count: number;
  readonly totalMs: number;
}

/** What was seen, added up. */
export interface Tally {
  readonly usage: Usage;
  /** AWS operations that the functions asked for, by action. */
  readonly operations: Readonly<Record<string, number>>;
  /** Writes to the table, refused ones included. */
  readonly writes: number;
  /** Writes that their condition refused; they are in `writes`. */
  readonly refusedWrites: number;
  readonly invocations: Readonly<Record<string, Invocations>>;
}

/**
 * Adds up.
 * @param accessLineBytes bytes of one line of the API's access log
 */
export function tallyOf(seen: Seen, accessLineBytes: number): Tally {
  const { records, answered, executions, logs } = seen;
  const sum = (of: (record: AwsRecord) => number) => records.reduce((total, one) => total + of(one), 0);
  const count = (is: (record: AwsRecord) => boolean) => records.filter(is).length;
  const isWrite = ({ action }: AwsRecord) => writeActions.includes(action);
  const invocations = invocationsOf(seen);
  const invoked = Object.values(invocations).reduce((total, one) => total + one.count, 0);
  return {
    usage: {
      transitions: executions.reduce((total, { transitions }) => total + transitions, 0),
      apiRequests: answered.length,
      invocations: invoked,
      lambdaMs: Object.values(invocations).reduce((total, { totalMs }) => total + totalMs, 0),
      readUnits: sum(({ action, readUnits }) =>
        action === 'dynamodb:Query' ? Math.max(readUnits, minQueryUnits) : readUnits,
      ),
      writeUnits: sum(({ writeUnits }) => writeUnits),
      secretReads: count(({ action }) => action === secretRead),
      queueRequests: count(({ action }) => queueActions.includes(action)),
      functionLogBytes:
        logs.reduce((total, { line }) => total + Buffer.byteLength(line) + lineOverheadBytes, 0) +
        invoked * platformLogBytes,
      machineLogBytes: executions.reduce((total, execution) => total + historyLogBytes(execution), 0),
      accessLogBytes: answered.length * (accessLineBytes + lineOverheadBytes),
    },
    operations: countBy(records.map(({ action }) => action)),
    writes: count(isWrite),
    refusedWrites: count((record) => isWrite(record) && record.status >= 400),
    invocations,
  };
}

function invocationsOf({ answered, executions, sweepsMs, records }: Seen): Record<string, Invocations> {
  const times = [
    ...wakeTimes(records),
    ...answered.map(({ functionName, tookMs }) => [functionName, tookMs] as const),
    ...executions.flatMap(({ history }) => taskTimes(history)),
    ...sweepsMs.map((tookMs) => ['sweep', tookMs] as const),
  ];
  return Object.fromEntries(
    [...Map.groupBy(times, ([name]) => name)]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, all]) => [
        name,
        // Lambda bills every begun millisecond.
        { count: all.length, totalMs: all.reduce((total, [, tookMs]) => total + Math.ceil(tookMs), 0) },
      ]),
  );
}

/**
 * How long the function behind the queue worked on each wake. Which had ended when does not matter for their sum.
 * @throws RangeError if the stack was not quiet at both ends, or a wake failed
 */
function wakeTimes(records: readonly AwsRecord[]): (readonly [functionName: string, tookMs: number])[] {
  const received = records.filter(({ action }) => action === wakeReceived);
  const ended = records.filter(({ action }) => wakeEnded.includes(action));
  if (received.length !== ended.length)
    throw new RangeError(`of ${received.length} wakes ${ended.length} are done`);
  return received.map(({ functionName = '', at }, index) => [functionName, (ended[index]?.at ?? at) - at]);
}

const enteredSchema = z.object({ stateEnteredEventDetails: z.object({ name: z.string() }) });

/** The functions behind the states. */
const functionOf: ReadonlyMap<string, string> = new Map([
  ['HoldCall', 'hold-call'],
  ['ConnectCall', 'connect-call'],
  ['ReleaseCall', 'release-call'],
]);

/** How long the function behind each task ran: from its start to its return, or to the task's end if that came first. */
function taskTimes(history: readonly HistoryEvent[]): (readonly [functionName: string, tookMs: number])[] {
  const times: (readonly [string, number])[] = [];
  let state = '';
  for (const [index, { type, timestamp, details }] of history.entries()) {
    if (type === 'TaskStateEntered') state = enteredSchema.parse(details).stateEnteredEventDetails.name;
    if (type !== 'TaskStarted') continue;
    const end = history
      .slice(index)
      .find((later) => ['TaskSubmitted', 'TaskSucceeded', 'TaskFailed', 'TaskTimedOut'].includes(later.type));
    times.push([functionOf.get(state) ?? state, (end?.timestamp ?? timestamp) - timestamp]);
  }
  return times;
}

/** Bytes of an execution's log (Step Functions docs, logging with CloudWatch Logs; no execution data, level ALL). */
function historyLogBytes({ arn, history }: Execution): number {
  const lines = history.map(({ id, previousEventId, type, timestamp, details }) =>
    JSON.stringify({
      id: `${id}`,
      type,
      details: withoutData(details),
      redrive_count: '0',
      previous_event_id: `${previousEventId}`,
      event_timestamp: `${timestamp}`,
      execution_arn: arn,
    }),
  );
  return lines.reduce((total, line) => total + Buffer.byteLength(line) + lineOverheadBytes, 0);
}

const detailsSchema = z.record(z.string(), z.record(z.string(), z.unknown()));
const executionData = ['input', 'output', 'parameters', 'cause'];

function withoutData(details: HistoryEvent['details']): Record<string, unknown> {
  const inner = Object.values(detailsSchema.parse(details)).flatMap((part) => Object.entries(part));
  return Object.fromEntries(inner.filter(([name]) => !executionData.includes(name)));
}

function countBy(names: readonly string[]): Record<string, number> {
  const groups = [...Map.groupBy(names, (name) => name)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(groups.map(([name, all]) => [name, all.length]));
}
