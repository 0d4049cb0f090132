import type { StateMachine } from 'aws-local-stepfunctions';
import { REGION } from '../intrinsics.ts';

type EventsOf<Source> = Source extends AsyncGenerator<infer Event> ? Event : never;
/** What the interpreter tells of an execution. */
export type InterpreterEvent = EventsOf<ReturnType<StateMachine['run']>['eventLogs']>;

/** One event as GetExecutionHistory lists it (Step Functions API reference, HistoryEvent). */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  /** The event's details under their own name, for example `taskFailedEventDetails`. */
  readonly details: Readonly<Record<string, unknown>>;
}

const LAMBDA = { resourceType: 'lambda', resource: 'invoke' };

type Entry = readonly [type: string, details?: Readonly<Record<string, unknown>>];

/** Appends what the service would list for one event of the interpreter: none, one or several entries. */
export function appendEvent(history: HistoryEvent[], event: InterpreterEvent): void {
  append(history, event.timestamp, toEntries(event));
}

/** The function returned and the callback is still awaited: the interpreter does not know of this moment. */
export function appendTaskSubmitted(history: HistoryEvent[]): void {
  append(history, Date.now(), [['TaskSubmitted', { taskSubmittedEventDetails: LAMBDA }]]);
}

function append(history: HistoryEvent[], timestamp: number, entries: readonly Entry[]): void {
  for (const [type, details = {}] of entries) {
    history.push({ id: history.length + 1, previousEventId: history.length, timestamp, type, details });
  }
}

const taskStart: readonly Entry[] = [
  ['TaskScheduled', { taskScheduledEventDetails: { ...LAMBDA, region: REGION, parameters: '{}' } }],
  ['TaskStarted', { taskStartedEventDetails: LAMBDA }],
];

function toEntries(event: InterpreterEvent): readonly Entry[] {
  switch (event.type) {
    case 'ExecutionStarted':
      return [[event.type, { executionStartedEventDetails: { input: JSON.stringify(event.input) } }]];
    case 'ExecutionSucceeded':
      return [[event.type, { executionSucceededEventDetails: { output: JSON.stringify(event.output) } }]];
    case 'ExecutionFailed':
      return [[event.type, { executionFailedEventDetails: toError(event) }]];
    case 'ExecutionAborted':
      return [[event.type, { executionAbortedEventDetails: {} }]];
    case 'ExecutionTimeout':
      return [['ExecutionTimedOut', { executionTimedOutEventDetails: {} }]];
    case 'StateEntered': {
      const { name, type, input } = event.state;
      const entered: Entry = [
        `${type}StateEntered`,
        { stateEnteredEventDetails: { name, input: JSON.stringify(input) } },
      ];
      return type === 'Task' ? [entered, ...taskStart] : [entered];
    }
    case 'StateRetried':
      return event.state.type === 'Task' ? taskStart : [];
    case 'StateFailed': {
      if (event.state.type !== 'Task') return [];
      const details = { ...LAMBDA, ...toError(event) };
      return event.Error === 'States.Timeout'
        ? [['TaskTimedOut', { taskTimedOutEventDetails: details }]]
        : [['TaskFailed', { taskFailedEventDetails: details }]];
    }
    case 'StateExited': {
      const { name, type } = event.state;
      const output = JSON.stringify(event.state.output);
      const exited: Entry = [`${type}StateExited`, { stateExitedEventDetails: { name, output } }];
      return type === 'Task'
        ? [['TaskSucceeded', { taskSucceededEventDetails: { ...LAMBDA, output } }], exited]
        : [exited];
    }
    case 'StateCaught':
      return [[`${event.state.type}StateExited`, { stateExitedEventDetails: { name: event.state.name } }]];
    case 'MapIterationStarted':
    case 'MapIterationSucceeded':
    case 'MapIterationFailed':
    case 'ParallelBranchStarted':
    case 'ParallelBranchSucceeded':
    case 'ParallelBranchFailed':
      return [[event.type]];
  }
}

function toError(event: { Error: string; Cause: unknown }): { error: string; cause: string } {
  return {
    error: event.Error,
    cause: typeof event.Cause === 'string' ? event.Cause : JSON.stringify(event.Cause),
  };
}
