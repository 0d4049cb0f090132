import { CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LogCode } from '../../lib/telemetry/telemetry.ts';
import { voiceFunctions } from '../functions/functions.ts';
import { hasWebhooks, type Settings } from '../settings.ts';
import { logGroupNamesOf } from './log-groups.ts';

/** A query of CloudWatch Logs Insights. */
export interface Query {
  readonly logGroupNames: readonly string[];
  /** Its commands, one a line. */
  readonly lines: readonly string[];
}

interface SavedQuery extends Query {
  /** Its name in the console, below the folder of the stack. */
  readonly name: string;
}

/** What has to be replaced in the query about one call: by any id of the call, its provider's own included. */
export const callIdPlaceholder = 'PUT-THE-ID-OF-THE-CALL-HERE';

const when = (...codes: readonly LogCode[]) =>
  `filter code in [${codes.map((code) => `"${code}"`).join(', ')}]`;
const newestFirst = 'sort @timestamp desc';

/** The queries that docs/runbook.md speaks of: one about any call, and one for each section. */
function savedQueries(settings: Settings): readonly SavedQuery[] {
  const logs = logGroupNamesOf(settings);
  const { functions, machine, access, changes, ofFunction } = logs;
  const sync = [ofFunction('conference-sync')];
  const sweep = [ofFunction('sweep')];
  return [
    {
      name: 'everything about one call',
      logGroupNames: [...functions, machine],
      lines: [
        'fields @timestamp, code, type, @message, @log',
        `filter @message like "${callIdPlaceholder}"`,
        'sort @timestamp asc',
        'limit 1000',
      ],
    },
    {
      name: 'callers released',
      logGroupNames: functions,
      lines: [
        'fields @timestamp, code, callId, why, target, provider, action, secret',
        when('call-released', 'target-refused', 'bot-left', 'provider-failed', 'secret-missing'),
        newestFirst,
      ],
    },
    {
      name: 'calls that waited longest',
      logGroupNames: functions,
      lines: [
        'fields @timestamp, callId, waitedMs, source',
        when('call-connected'),
        'sort waitedMs desc',
        'limit 20',
      ],
    },
    {
      name: 'dial-ins failing',
      logGroupNames: settings.voiceProviders.flatMap((id) => voiceFunctions[id].map(ofFunction)),
      lines: [
        'fields @timestamp, code, route, why, callId, cause.message, secret',
        when('dial-in-failed', 'secret-missing'),
        newestFirst,
      ],
    },
    {
      name: 'webhooks failing',
      logGroupNames: [access],
      lines: [
        'filter status >= 500 or status = 429',
        'stats count(*) as requests by route, status, functionStatus, functionError',
        'sort requests desc',
      ],
    },
    {
      name: 'webhooks refused',
      logGroupNames: functions,
      lines: [
        when('webhook-refused', 'route-header-refused'),
        'stats count(*) as requests, max(@timestamp) as latest by webhook, why, status',
        'sort requests desc',
      ],
    },
    {
      name: 'bridge failing',
      logGroupNames: functions,
      lines: [
        'fields @timestamp, code, conference, act, result, provider, action, why',
        when('bridge-in', 'bridge-out', 'provider-failed', 'conference-command'),
        newestFirst,
      ],
    },
    {
      name: 'PINs that were wrong',
      logGroupNames: settings.voiceProviders.map((id) => ofFunction(voiceFunctions[id][0])),
      lines: [when('pin-wrong'), 'stats count(*) as tries, count_distinct(callId) as calls by bin(5m)'],
    },
    {
      name: 'provider failing',
      logGroupNames: functions,
      lines: [
        when('provider-failed'),
        'stats count(*) as times, max(@timestamp) as latest by provider, action, why, error',
        'sort times desc',
      ],
    },
    {
      name: 'held calls lost',
      logGroupNames: [machine],
      lines: [
        'fields @timestamp, type, execution_arn, details.error',
        'filter type in ["ExecutionFailed", "TaskFailed", "TaskTimedOut"]',
        newestFirst,
      ],
    },
    {
      name: 'conferences behind',
      logGroupNames: sync,
      lines: [
        'fields @timestamp, level, code, conference, act, result, provider, action, why, @message',
        `${when('conference-command', 'provider-failed')} or level = "ERROR" or @message like /Task timed out|Invoke Error/`,
        newestFirst,
      ],
    },
    {
      name: 'sweep',
      logGroupNames: sweep,
      lines: [
        'fields @timestamp, level, code, callId, what, cause.message, @message',
        `${when('sweep-failed', 'sweep-healed', 'provider-failed')} or level = "ERROR" or @message like /Task timed out|Invoke Error/`,
        newestFirst,
      ],
    },
    ...(settings.canary
      ? [
          {
            name: 'canary',
            logGroupNames: [ofFunction('canary')],
            lines: [
              'fields @timestamp, code, callId, why, cause.message, @message',
              'filter level = "ERROR"',
              newestFirst,
            ],
          },
        ]
      : []),
    ...(settings.events
      ? [
          {
            name: 'events not published',
            logGroupNames: [ofFunction('publish-events')],
            lines: [
              'fields @timestamp, code, events, next, item, record, cause.message, @message',
              `${when('events-not-taken', 'event-unreadable')} or level = "ERROR" or @message like /Task timed out|Invoke Error/`,
              newestFirst,
            ],
          },
        ]
      : []),
    ...(hasWebhooks(settings)
      ? [
          {
            name: 'events not delivered',
            logGroupNames: [ofFunction('deliver-events')],
            lines: [
              'fields @timestamp, consumer, why, tries, isLast, event, cause.message, @message',
              `${when('event-not-delivered', 'event-without-consumer')} or level = "ERROR" or @message like /Task timed out|Invoke Error/`,
              newestFirst,
            ],
          },
        ]
      : []),
    {
      name: 'who changed what',
      logGroupNames: [ofFunction('admin'), changes],
      lines: ['fields @timestamp, principal, operation, keys, before, after', when('changed'), newestFirst],
    },
    {
      name: 'cold starts',
      logGroupNames: functions,
      lines: coldStarts,
    },
  ];
}

/** Lambda reports the time that it took to start a new copy of a function (Lambda docs, REPORT log line). */
const coldStarts = [
  'filter @type = "REPORT" and ispresent(@initDuration)',
  'stats count(*) as starts, pct(@initDuration, 50) as p50Ms, max(@initDuration) as slowestMs by @log',
  'sort starts desc',
];

export function coldStartsQuery(settings: Settings): Query {
  return { logGroupNames: logGroupNamesOf(settings).functions, lines: coldStarts };
}

/**
 * Conferences with callers that were synchronised, by quarter of an hour: one in which people are is looked at that often.
 * @param which all of them, or those whose bridge was in
 */
export function liveConferencesQuery(settings: Settings, which: 'all' | 'bridged'): Query {
  const bridged = which === 'bridged' ? ' and bridge = "in"' : '';
  return {
    logGroupNames: [logGroupNamesOf(settings).ofFunction('conference-sync')],
    lines: [
      `${when('conference-synced')} and callers > 0${bridged}`,
      'stats count_distinct(conference) as conferences by bin(15m)',
    ],
  };
}

/** The queries, saved in a folder of the stack's name. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    for (const { name, logGroupNames, lines } of savedQueries(settings)) {
      new CfnQueryDefinition(this, name, {
        name: `patchbay-${settings.stage}/${name}`,
        logGroupNames: [...logGroupNames],
        queryString: lines.join('\n| '),
      });
    }
  }
}
