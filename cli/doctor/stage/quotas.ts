import type { Examination } from '../examination.ts';
import { checked, critical, notUsed, warning, type Checked, type Finding } from '../finding.ts';

/**
 * What AWS and Daily let through, per second unless something else is said, and what one held call takes of it. AWS's
 * figures are those of an account that has asked for nothing, in the smaller Regions: the larger ones allow more.
 */
const limits = [
  {
    of: "Daily's REST API",
    /** Per domain (Daily docs, rate limits). */
    max: 20,
    /** Making a room, and connecting the caller. */
    perCall: 2,
    fix: 'Ask Daily for a higher rate limit, or spread the numbers over several domains, each with its own stage.',
    severity: 'critical',
  },
  {
    of: 'StartExecution of Step Functions',
    /** 300 in us-east-1, us-west-2 and eu-west-1 (Step Functions quotas, API action throttling). */
    max: 150,
    perCall: 1,
    fix: 'Ask AWS for a higher StartExecution quota (Service Quotas, Step Functions), or deploy to a larger Region.',
    severity: 'warning',
  },
  {
    of: 'state transitions of Step Functions',
    /** 1,500 in the three Regions above (Step Functions quotas, state throttling). */
    max: 500,
    /** On the path without a silent bot. */
    perCall: 2,
    fix: 'Ask AWS for a higher StateTransition quota (Service Quotas, Step Functions).',
    severity: 'warning',
  },
] as const satisfies readonly {
  readonly of: string;
  readonly max: number;
  readonly perCall: number;
  readonly fix: string;
  readonly severity: Finding['severity'];
}[];

/** In an account of the usual size, for all its functions in a Region (Lambda quotas). */
const usualConcurrency = 1_000;

/** Seconds that the functions of one call run in all, when its bot's start takes the 8 s that it may take. */
const functionSecondsPerCall = 10;

/** Of one held call at the busiest path, Daily's events: ready, connected, stopped, and the end of its meeting. */
const apiRequestsPerCall = 4;

const unlessGranted = ', unless a higher limit was granted';

/** Whether a load would meet a limit: of the API's own throttle, of the AWS account, of Daily. Only Lambda is asked for its. */
export async function checkQuotas({
  options,
  account,
}: Pick<Examination, 'options' | 'account'>): Promise<Checked> {
  const { callsPerSecond, apiRatePerSecond } = options;
  if (callsPerSecond === undefined) return notUsed('no load was named; --calls-per-second names one');
  const granted = await account?.read();
  const all = [
    ...limits.map((limit) => ({ ...limit, granted: unlessGranted })),
    {
      of: 'concurrent executions of Lambda',
      max: granted?.ok === true ? granted.value.max : usualConcurrency,
      perCall: functionSecondsPerCall,
      fix: 'Ask AWS for more concurrent executions (Service Quotas, Lambda), at least ten for each call a second.',
      severity: 'warning' as const,
      granted: granted?.ok === true ? '' : unlessGranted,
    },
    {
      of: "the API's own throttle",
      max: apiRatePerSecond,
      perCall: apiRequestsPerCall,
      fix: 'Raise `apiRatePerSecond` and `apiBurst` in patchbay.json, and run `npm run deploy`.',
      severity: 'critical' as const,
      granted: '',
    },
  ];
  const findings = all
    .filter(({ max, perCall }) => callsPerSecond * perCall > max)
    .map(({ of, max, perCall, fix, severity, granted: unless }) => {
      const tell = severity === 'critical' ? critical : warning;
      return tell({
        what: `${callsPerSecond} calls a second take ${callsPerSecond * perCall} of ${of}, and the limit is ${max}.`,
        means: `Beyond ${Math.floor(max / perCall)} calls a second, callers wait longer or are turned away${unless}.`,
        fix,
      });
    });
  return checked(findings);
}
