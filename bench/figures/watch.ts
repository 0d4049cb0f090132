import { setTimeout as sleep } from 'node:timers/promises';
import type { Template } from '../../infra/template.ts';
import type { Gateway } from '../../local/runtime/gateway.ts';
import type { AwsRecord } from '../../local/runtime/recorder.ts';
import type { LogLine } from '../../local/runtime/sandboxes/sandboxes.ts';
import { watchFront, type Answered, type FrontWatch } from '../load/front-watch.ts';
import { metricsIn } from './metrics.ts';
import { tallyOf, type Tally } from './tally.ts';
import { accessLogLineBytes } from './template.ts';

/** Nothing here takes longer; a stack that is stuck must not hang the benchmark. */
export const patienceMs = 120_000;

/** A position in everything that the stack has recorded so far. */
export interface Mark {
  readonly records: number;
  readonly logs: number;
  readonly answered: number;
  readonly executions: number;
  readonly sweeps: number;
}

/** What a stack under measurement does, seen from outside. */
export class Watch {
  readonly #gateway: Gateway;
  readonly #logs: readonly LogLine[];
  readonly #front: FrontWatch;
  readonly #accessLineBytes: number;
  readonly #sweepsMs: number[] = [];

  /** @param logs where the stack puts what its functions write */
  constructor(gateway: Gateway, logs: readonly LogLine[], template: Template) {
    this.#gateway = gateway;
    this.#logs = logs;
    this.#front = watchFront(gateway);
    this.#accessLineBytes = accessLogLineBytes(template);
  }

  mark(): Mark {
    const { recorder, machine } = this.#gateway;
    return {
      records: recorder.records.length,
      logs: this.#logs.length,
      answered: this.#front.answered.length,
      executions: machine.executions().length,
      sweeps: this.#sweepsMs.length,
    };
  }

  /** Everything since `from`, added up. Call it when the stack is quiet. */
  tallySince(from: Mark): Tally {
    const { machine } = this.#gateway;
    const seen = {
      records: this.recordsSince(from),
      logs: this.#logs.slice(from.logs),
      answered: this.answeredSince(from),
      executions: machine.executions().slice(from.executions),
      sweepsMs: this.#sweepsMs.slice(from.sweeps),
    };
    return tallyOf(seen, this.#accessLineBytes);
  }

  /** What AWS was asked since `from`, in order, in milliseconds after the first. */
  profileSince(from: Mark) {
    const records = this.recordsSince(from);
    const firstAtMs = records[0]?.at ?? 0;
    return records.map(({ receivedAt, at, ...record }) => ({
      ...record,
      afterMs: Math.round(at - firstAtMs),
      tookMs: at - receivedAt,
    }));
  }

  recordsSince(from: Mark): readonly AwsRecord[] {
    return this.#gateway.recorder.records.slice(from.records);
  }

  answeredSince(from: Mark): readonly Answered[] {
    return this.#front.answered.slice(from.answered);
  }

  /** Whether a request is being answered, or a wake waits or is being worked on. */
  isBusy(): boolean {
    const { queue } = this.#gateway;
    return this.#front.isBusy() || queue.depth() > 0 || queue.inFlight() > queue.postponed();
  }

  /** Runs the sweep once. What it wakes may still be under way. */
  async sweep(): Promise<void> {
    const startedAtMs = performance.now();
    const outcome = await this.#gateway.schedules.runNow('sweep');
    if (!outcome.ok) throw new Error(`The sweep failed: ${outcome.error.errorMessage}`);
    this.#sweepsMs.push(performance.now() - startedAtMs);
  }

  /** Kills every sandbox, so that the next invocation of each function is its first. */
  async cool(): Promise<void> {
    for (const name of this.#gateway.stack.functions.keys()) await this.#gateway.crash(name);
  }

  /** The custom metrics that the functions have sent so far: CloudWatch bills each name with each set of dimensions. */
  customMetrics(): ReadonlySet<string> {
    return new Set(this.#logs.flatMap(({ line }) => metricsIn(line)));
  }

  stop(): void {
    this.#front.stop();
  }
}

/** Asks again and again until it is so. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  const endMs = Date.now() + patienceMs;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error(`waited ${patienceMs} ms in vain for ${what}`);
    await sleep(20);
  }
}
