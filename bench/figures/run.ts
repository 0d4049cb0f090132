import { synthesise } from '../../infra/synthesise.ts';
import { writePages } from '../../scripts/pages.ts';
import { measureBundles } from './bundles.ts';
import { measureByProvider } from './pin-calls/by-provider.ts';
import { measurePinCalls } from './pin-calls/measure.ts';
import { measure } from './measure.ts';
import { printable } from './print.ts';
import { writeBench } from './results-file.ts';
import { resultsOf } from './results.ts';
import { standingPartsOf } from './template.ts';

// Measures what a held call and a PIN call cost in time and money, prints it, and writes it to results.json, and what
// follows from it to docs/cost.md. Figures of time are this machine's: compare them with each other and with earlier ones from
// here, and measure again on AWS.

const startedAt = new Date();
const say = (what: string) => void process.stderr.write(`${what} …\n`);

const template = synthesise({ stage: 'local' });
const measured = await measure(template, say);
const pinCalls = await measurePinCalls(template, say);
const byProvider = await measureByProvider(template, say);
say('loading each bundle in processes of its own');
const bundles = await measureBundles(measured.functions);
const results = resultsOf(
  measured,
  { ...pinCalls, byProvider },
  bundles,
  standingPartsOf(template),
  startedAt,
);
process.stdout.write(`\n${printable(results, measured.profile)}`);
writeBench(results);
writePages();
