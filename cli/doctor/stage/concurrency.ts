import type { Examination } from '../examination.ts';
import { checked, notChecked, notUsed, warning, type Checked } from '../finding.ts';

/** AWS keeps as many unreserved in every account of the usual size (Lambda docs, reserved concurrency). */
const fewUnreserved = 100;

/** An account that lets few functions run at once, and conferences that would take them all. */
export async function checkConcurrency({
  account,
  options: { conferencesAtOnce },
}: Pick<Examination, 'account' | 'options'>): Promise<Checked> {
  if (account === undefined) return notUsed('a local gateway has no account');
  const limits = await account.read();
  if (!limits.ok) return notChecked(limits.why);
  const { max, unreserved } = limits.value;
  const half = Math.floor(unreserved / 2);
  return checked([
    ...(unreserved >= fewUnreserved
      ? []
      : [
          warning({
            what: `AWS runs at most ${unreserved} functions of this account at once, of ${max} in all.`,
            means:
              'A call with a slow bot takes several at once: later calls wait longer or are turned away.',
            fix: 'Ask AWS for 1,000 concurrent executions (Service Quotas, Lambda): it takes a day or two, and costs nothing.',
          }),
        ]),
    ...(conferencesAtOnce <= half
      ? []
      : [
          warning({
            what: `Conferences may take ${conferencesAtOnce} of the ${unreserved} functions that AWS runs at once.`,
            means:
              'While many conferences change, webhooks find no function free, and callers are turned away.',
            fix: `Set \`conferencesAtOnce\` in patchbay.json to ${Math.max(2, half)} or less, and run \`npm run deploy\`.`,
          }),
        ]),
  ]);
}
