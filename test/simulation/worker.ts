import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { runBatch, type BatchOrder } from './frame/batch.ts';
import { blueprintSchema } from './held-calls/blueprint.ts';
import { subjects } from './subjects.ts';

// One of the simulator's workers: runs the batches it is handed, until it is handed none.

const dataSchema = z.object({ blueprint: blueprintSchema, subject: z.enum(['held-calls', 'conferences']) });
const { blueprint, subject } = dataSchema.parse(workerData);
const port = parentPort;
if (port === null) throw new Error('this file is a worker of run.ts');
port.on('message', (order: BatchOrder) => {
  void runBatch(order, (seed) => subjects[subject].run({ seed, level: order.level, blueprint })).then(
    (result) => port.postMessage(result),
  );
});
