import { withProgress, type Sink } from '../kit/output.ts';
import { explainAwsFailure } from '../kit/deployment/aws-failure.ts';
import { checkAlarms } from './stage/alarms.ts';
import { checkAgents, checkBotEndpoints } from './providers/bots.ts';
import { checkClocks } from './stage/clocks.ts';
import { checkConcurrency } from './stage/concurrency.ts';
import { checkConferences } from './conferences.ts';
import { checkDailyNumbers } from './providers/daily-numbers.ts';
import { checkDailyTrunks } from './providers/daily-trunks.ts';
import { checkDailyWebhook } from './providers/daily-webhook.ts';
import { checkDigitalSamba } from './providers/digital-samba.ts';
import { checkDialIns } from './dial-ins.ts';
import { checkEventWebhooks } from './event-webhooks.ts';
import type { Examination } from './examination.ts';
import { notChecked, type Checked } from './finding.ts';
import { checkFrontDoor } from './stage/front-door.ts';
import { checkPins } from './pins.ts';
import { checkQuotas } from './stage/quotas.ts';
import { checkRoutes } from './routes.ts';
import { checkSecrets } from './stage/secrets.ts';
import { checkPlivoNumbers } from './providers/plivo-numbers.ts';
import { checkSinchNumbers } from './providers/sinch-numbers.ts';
import { checkTwilioLines } from './providers/twilio-lines.ts';
import { checkVonageNumbers } from './providers/vonage-numbers.ts';

/** One thing that is looked into. */
export interface Check {
  readonly name: string;
  readonly run: (examination: Examination) => Promise<Checked>;
}

/** All checks: what stops every call comes first. */
const checks: readonly Check[] = [
  { name: 'secrets', run: checkSecrets },
  { name: 'front door', run: checkFrontDoor },
  { name: 'clocks', run: checkClocks },
  { name: 'Daily webhook', run: checkDailyWebhook },
  { name: 'Daily numbers', run: checkDailyNumbers },
  { name: 'Daily trunks', run: checkDailyTrunks },
  { name: 'Twilio numbers', run: checkTwilioLines },
  { name: 'Sinch numbers', run: checkSinchNumbers },
  { name: 'Plivo numbers', run: checkPlivoNumbers },
  { name: 'Vonage numbers', run: checkVonageNumbers },
  { name: 'Digital Samba', run: checkDigitalSamba },
  { name: 'routes', run: checkRoutes },
  { name: 'agents', run: checkAgents },
  { name: 'bot endpoints', run: checkBotEndpoints },
  { name: 'dial-ins', run: checkDialIns },
  { name: 'conferences', run: checkConferences },
  { name: 'PINs', run: checkPins },
  { name: 'event webhooks', run: checkEventWebhooks },
  { name: 'alarms', run: checkAlarms },
  { name: 'concurrency', run: checkConcurrency },
  { name: 'quotas', run: checkQuotas },
];

/** A check, and what came of it. */
export type Result = Checked & { readonly check: string };

/** Longer than any one request with its retries; a check that takes longer is stuck. */
const withinMs = 45_000;

/** Runs checks side by side. One that takes too long, or that AWS does not let run, stops no other. */
export async function runChecks(
  stderr: Sink,
  examination: Examination,
  all: readonly Check[] = checks,
): Promise<readonly Result[]> {
  const waitingFor = new Set(all.map(({ name }) => name));
  const isTerminal = stderr.isTTY === true;
  const show = () => {
    if (isTerminal) stderr.write(`${clearLine}${progressText(all.length, [...waitingFor])}`);
  };
  show();
  const running = Promise.all(
    all.map(async ({ name, run }) => {
      const result = await bounded(examination, run);
      waitingFor.delete(name);
      show();
      return { check: name, ...result };
    }),
  );
  try {
    return await (isTerminal ? running : withProgress(stderr, `Examining ${examination.gateway}`, running));
  } finally {
    if (isTerminal) stderr.write(clearLine);
  }
}

/** To the first column, and away with what stands there (ECMA-48, EL). */
const clearLine = '\r\u001B[2K';

/** Names that fit on a line beside the count. */
const maxNames = 3;

function progressText(count: number, waitingFor: readonly string[]): string {
  const names = waitingFor.slice(0, maxNames).join(', ');
  const more = waitingFor.length > maxNames ? ' …' : '';
  return `${count - waitingFor.length} of ${count} checks done${names === '' ? '' : `; waiting for ${names}${more}`}`;
}

async function bounded(examination: Examination, run: Check['run']): Promise<Checked> {
  const tooLong = Promise.withResolvers<Checked>();
  const signal = examination.http.timeoutSignal(withinMs);
  signal.addEventListener(
    'abort',
    () => tooLong.resolve(notChecked(`it took more than ${withinMs / 1_000} s`)),
    {
      once: true,
    },
  );
  return Promise.race([tooLong.promise, explained(examination, run)]);
}

async function explained(examination: Examination, run: Check['run']): Promise<Checked> {
  try {
    return await run(examination);
  } catch (error) {
    const outcome = explainAwsFailure(error, { kind: examination.kind, name: examination.gateway });
    if (outcome?.problem === undefined) throw error;
    return notChecked(outcome.problem.replace(/\.$/, ''));
  }
}
