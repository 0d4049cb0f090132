import { parseArgs } from 'node:util';
import * as z from 'zod';
import { synthesise } from '../../infra/synthesise.ts';
import type { Template } from '../../infra/template.ts';
import { writePages } from '../../scripts/pages.ts';
import { measureBundles } from './bundles.ts';
import { measureLatency } from './latency/measure.ts';
import { printableLatency } from './latency/print.ts';
import { measureByProvider } from './pin-calls/by-provider.ts';
import { measurePinCalls } from './pin-calls/measure.ts';
import { measure } from './measure.ts';
import { printable } from './print.ts';
import { writeBench, writeLatency } from './results-file.ts';
import { resultsOf } from './results.ts';
import { standingPartsOf } from './template.ts';

// npm run bench -- [--only latency]
// Measures what a held call and a PIN call cost in time and money, and how long a warm gateway has others wait; prints it, and
// writes it to results.json, and what follows from it to docs/cost.md. `latency`: measures and writes the latter alone. Figures
// of time are this machine's, which should have nothing else to do: compare them with each other and with earlier ones from
// here, and measure again on AWS.

const { only } = z
  .object({ only: z.literal('latency').optional() })
  .parse(parseArgs({ options: { only: { type: 'string' } } }).values);
const say = (what: string) => void process.stderr.write(`${what} …\n`);
const template = synthesise({ stage: 'local' });

if (only === 'latency') {
  const latency = await measureLatency(template, say);
  process.stdout.write(`\n${printableLatency(latency)}`);
  writeLatency(latency);
} else await measureAll(template);

async function measureAll(ofDefaults: Template): Promise<void> {
  const startedAt = new Date();
  const measured = await measure(ofDefaults, say);
  const pinCalls = await measurePinCalls(ofDefaults, say);
  const byProvider = await measureByProvider(ofDefaults, say);
  const latency = await measureLatency(ofDefaults, say);
  say('loading each bundle in processes of its own');
  const bundles = await measureBundles(measured.functions);
  const results = resultsOf(
    measured,
    { ...pinCalls, byProvider },
    bundles,
    standingPartsOf(ofDefaults),
    startedAt,
  );
  process.stdout.write(`\n${printable(results, measured.profile)}\n${printableLatency(latency)}`);
  writeBench(results, latency);
  writePages();
}
