import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { fuzz, type Failure } from './fuzz.ts';

// Counting blocks makes code several times slower, and sees little that is new after a while. So most inputs are fed in
// threads of their own, which do not count; they change what the counting has kept.

const orderSchema = z.object({
  target: z.string(),
  corpus: z.array(z.string()),
  seed: z.string(),
  inputs: z.number(),
});
export type BulkOrder = z.infer<typeof orderSchema>;

const messageSchema = z.object({
  inputs: z.number(),
  failure: z.object({ input: z.string(), error: z.unknown() }).optional(),
});

/** Feeds a target in a thread of its own, and returns the first failure. */
export function feedInBulk(
  order: BulkOrder,
  onProgress: (inputs: number) => void,
): Promise<Failure | undefined> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: order });
    let failure: Failure | undefined;
    worker.on('message', (message) => {
      const told = messageSchema.parse(message);
      failure = told.failure;
      onProgress(told.inputs);
    });
    worker.on('error', reject);
    worker.on('exit', (code) =>
      code === 0 ? resolve(failure) : reject(new Error(`A thread ended with ${code}.`)),
    );
  });
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const { target: name, corpus, seed, inputs } = orderSchema.parse(workerData);
  const { targets } = await import('../targets/index.ts');
  const target = targets.find((each) => each.name === name);
  if (target === undefined) throw new Error(`There is no target ${name}.`);
  const onProgress = (fed: number) => port.postMessage({ inputs: fed });
  const { failure, inputs: fed } = await fuzz({
    target: { ...target, seeds: corpus },
    seed,
    inputs,
    onProgress,
  });
  port.postMessage({ inputs: fed, failure });
}
