import { longestHoldS } from '../../../infra/hold-budget.ts';
import { parseSettings } from '../../../infra/settings.ts';
import { taskFunctionTimeoutS } from '../../../infra/functions/task-timeout.ts';
import { conditionsOf, leadsTo, routeRows } from '../../../cli/commands/route-text.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { routeSchema } from '../../../lib/held-calls/model/route.ts';
import { decide } from '../../../lib/held-calls/steps/routes/routing.ts';
import { Violation } from '../../simulation/frame/violation.ts';
import { textOf, type Target } from '../fuzzing/target.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // not JSON is refused as well
  }
}

/** Overflows the stack of whoever descends into it without counting. */
const deep = '['.repeat(2_000) + ']'.repeat(2_000);

const nowMs = Date.UTC(2026, 0, 1);
const targets = [
  { kind: 'pipecat-cloud', agent: 'receptionist', data: { a: [1, null, { b: '' }] } },
  { kind: 'bot-endpoint', url: 'https://bots.example.com/start' },
  { kind: 'room', room: 'lobby' },
];

/** Routes and dial-ins, as files and the table hold them: refused, or good for every call. */
export const routeFiles: Target = {
  name: 'route-files',
  seeds: [
    { kind: 'refuse' },
    { kind: 'targets', targets },
    {
      kind: 'targets',
      targets: [{ kind: 'room', room: 'lobby' }],
      allow: ['+1'],
      deny: ['+1900'],
      dialOut: true,
    },
    {
      kind: 'targets',
      targets,
      hours: {
        timeZone: 'Europe/Berlin',
        open: [{ days: ['mon', 'sun'], from: '22:00', to: '06:00' }],
        otherwise: targets,
      },
    },
    {
      kind: 'pin',
      language: 'de',
      opensTo: 'bridge',
      deny: ['+49'],
      audio: { menu: 'https://example.com/a' },
    },
    { kind: 'forward', address: 'static@example.sip.daily.co', route: 'desk' },
    { kind: 'targets', targets: [{ kind: 'pipecat-cloud', agent: 'a', data: [[[[[[[[]]]]]]]] }] },
  ]
    .map((route) => JSON.stringify(route))
    .concat(`{"kind":"targets","targets":[{"kind":"pipecat-cloud","agent":"a","data":${deep}}]}`),
  words: [
    '"timeZone":"',
    '"24:00"',
    '"data":',
    '[[[[[[[[',
    '{"a":',
    '"https://',
    '"Etc/GMT+12"',
    '"+05:45"',
    '__proto__',
  ],
  feed(input) {
    const file = parsed(textOf(input));
    dialInSchema.safeParse(file);
    const route = routeSchema.safeParse(file);
    if (!route.success) return;
    for (const from of [undefined, '+12025550188', 'anonymous']) {
      const decision = decide({ route: route.data, by: 'number' }, from, nowMs);
      if (decision.kind === 'targets' && decision.targets.length === 0)
        throw new Violation('a-taken-call-has-a-target', JSON.stringify(route.data));
    }
    const again = routeSchema.safeParse(JSON.parse(JSON.stringify(route.data)));
    if (!again.success) throw new Violation('a-stored-route-is-read-back', again.error.message);
    const shown = [leadsTo(route.data), conditionsOf(route.data), ...routeRows('default', route.data).flat()];
    if (shown.some((text) => text.includes('undefined')))
      throw new Violation('a-route-is-shown', shown.join());
  },
};

/** A settings file: refused with sentences that name the settings, or complete and within its own sums. */
export const settingsFiles: Target = {
  name: 'settings-files',
  seeds: [
    {},
    { stage: 'prod', region: 'eu-central-1', refusalStatus: 200, deletionProtection: false },
    { holdBudgetS: 200, holdSliceS: 30, holdAttempts: 3, connectSliceS: 5, reserveS: 1 },
    { customDomain: { domainName: 'a.example.com', hostedZoneId: 'Z1', zoneName: 'example.com' } },
    { alarmEmail: 'ops@example.com', logRetentionDays: 30, dailyApiUrl: 'https://api.daily.co/v1' },
    { twilioFallbackUrl: 'https://example.com/', apiRatePerSecond: 5, apiBurst: 7, webhookTimeoutS: 29 },
  ].map((settings) => JSON.stringify(settings)),
  words: [
    '"stage":',
    '"holdBudgetS":',
    '"customDomain":{',
    '1e21',
    '9007199254740991',
    '[]',
    'null',
    '__proto__',
    '"http://',
  ],
  feed(input) {
    const result = parseSettings(parsed(textOf(input)));
    if (!result.ok) {
      const isTold =
        result.problems.length > 0 && result.problems.every((problem) => /^[A-Z].*\.$/s.test(problem));
      if (!isTold) throw new Violation('refused-in-sentences', result.problems.join('|'));
      return;
    }
    const { settings } = result;
    if (longestHoldS(settings) > settings.holdBudgetS)
      throw new Violation('the-budget-holds', JSON.stringify(settings));
    for (const sliceS of [settings.holdSliceS, settings.connectSliceS]) {
      const timeoutS = taskFunctionTimeoutS(sliceS);
      if (!(timeoutS >= 1 && timeoutS < sliceS))
        throw new Violation('a-task-ends-in-its-slice', String(sliceS));
    }
  },
};
