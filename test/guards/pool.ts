import { Worker } from 'node:worker_threads';
import type { Blueprint } from '../simulation/held-calls/blueprint.ts';
import type { Order, Told } from './worker.ts';

/** The longest history, a search, takes some 20 s; on a busy machine some more. */
const maxHistoryMs = 180_000;

/** Runs one history at a time in a worker of its own, which is replaced if it runs in a circle. */
export class Runner {
  readonly #data: { readonly blueprint: Blueprint; readonly seed: string };
  #worker: Worker | undefined;

  constructor(blueprint: Blueprint, seed: string) {
    this.#data = { blueprint, seed };
  }

  async run(order: Order): Promise<Told> {
    const worker = (this.#worker ??= new Worker(new URL('worker.ts', import.meta.url), {
      workerData: this.#data,
    }));
    const settled = Promise.withResolvers<Told>();
    const timer = setTimeout(() => settled.resolve(circling), maxHistoryMs);
    worker.once('error', settled.reject);
    worker.once('message', settled.resolve);
    worker.postMessage(order);
    const told = await settled.promise;
    clearTimeout(timer);
    worker.removeListener('error', settled.reject);
    worker.removeListener('message', settled.resolve);
    if (told === circling) await this.stop();
    return told;
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }
}

const circling: Told = {
  name: '',
  calls: 0,
  ends: {},
  requests: {},
  decided: [],
  broken: 'runs in a circle',
};
