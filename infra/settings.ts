import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { voiceIds } from '../lib/conferences/model/conference.ts';
import { bySetting } from '../lib/providers/descriptors.ts';
import { leadsInside } from '../lib/providers/inside.ts';
import { builtFunctionNames } from './functions/functions.ts';
import { budgetProblem } from './hold-budget.ts';
import { numberPrefix } from '../lib/numbers/phone-number.ts';

/** The retention periods that CloudWatch Logs accepts, in days (API reference, PutRetentionPolicy). */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** An HTTP API gives up on its integration after 30 s (API Gateway quotas), so a webhook must end before. */
const LONGEST_WEBHOOK_S = 29;

const seconds = z.int().positive();
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .refine((url) => !url.endsWith('/'), 'must not end with a slash');

/** Each has a queue, and copies of a function, of its own. */
const MAX_CONSUMERS = 5;

/** Addresses stand in the stack's outputs and in the function's environment, where many may read that may read no secret. */
const consumerUrl = z
  .url({ protocol: /^https$/ })
  .refine((url) => !leadsInside(url), 'must not name an address inside a network')
  .refine((url) => {
    const { username, password, search } = new URL(url);
    return username === '' && password === '' && search === '';
  }, 'must have no user name, password or query: whoever may look at the stack would read the key in it');

const settingsSchema = z
  .strictObject({
    /** Name of the deployment: part of the names of its stack, functions, machine and rooms. Default `dev`. */
    stage: z
      .string()
      .regex(/^[a-z0-9-]{1,16}$/, 'must be 1 to 16 of a-z, 0-9 and -')
      .default('dev'),

    /** AWS Region. Default: the one of the deploying credentials (`CDK_DEFAULT_REGION`), else `us-east-1`. */
    region: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be the name of an AWS Region, such as eu-central-1')
      .optional(),

    /**
     * Seconds that a caller may be on hold before the call is released. Default 100: Daily plays its hold music
     * twice, at most 60 s each (Daily docs, pinless dial-in), and the caller should still be there at the end.
     */
    holdBudgetS: seconds.default(100),

    /** Seconds that one attempt waits for its bot, from making the room until it is ready. Default 35. */
    holdSliceS: seconds.min(2).default(35),

    /** For how many silent bots the budget must have time, one slice each. Default 2: one leaves time for another. */
    holdAttempts: seconds.default(2),

    /**
     * Seconds that one task of connecting lasts: it orders the caller into the room, or looks into it, and waits for
     * `dialin.connected`. Default 11: in the second such task a room's presence must show the caller (Daily docs: it may
     * lag by 15 s), so that is the one that can tell that the order is lost, and send a second one.
     */
    connectSliceS: seconds.min(2).default(11),

    /** Seconds of the hold budget kept back for whatever took longer than planned. Default 5. */
    reserveS: seconds.default(5),

    /** Seconds that a call may last: rooms and their tokens expire after it. Default 4 hours. */
    longestCallS: seconds.default(4 * 3600),

    /** Days that a call's record and its timeline stay in the table after its end. Default 30. */
    callRetentionDays: z.int().positive().default(30),

    /** Days that logs are kept; one of the periods that CloudWatch Logs knows. Default 30. */
    logRetentionDays: z
      .literal(LOG_RETENTION_DAYS, `must be one of ${LOG_RETENTION_DAYS.join(', ')}`)
      .default(30),

    /**
     * Whether table and secret survive the deletion of the stack. Default true: they hold routes and keys that
     * nothing can restore. Set it to false, and deploy, before a `cdk destroy` that should leave nothing.
     */
    deletionProtection: z.boolean().default(true),

    /**
     * Whether table, secret, queues, topic and logs are encrypted under a key of the stage's own. Default false: under keys of
     * AWS, which cost nothing; an own one is $1 a month and its requests. Whoever reads them then needs that key as well.
     */
    ownKey: z.boolean().default(false),

    /**
     * Name of an IAM policy of the account that bounds what the stage's roles may ever be allowed, such as
     * `patchbay-boundary` of docs/iam/boundary.json. A role that deploys without administrator rights may make no others
     * (docs/deploy.md). Default: none.
     */
    permissionsBoundary: z
      .string()
      .regex(/^[\w+=,.@-]{1,128}$/, 'must be the name of an IAM policy')
      .optional(),

    /**
     * Whether providers' keys have a secret of their own, so that the other holds signing and PIN keys alone, and a function
     * that needs no provider's key can read none. Default false: a second secret is $0.40 a month. The first `patchbay
     * secrets set` afterwards moves what is stored; until then, and from then on, nothing stops working.
     */
    providerSecret: z.boolean().default(false),

    /**
     * HTTP status that answers a refused call. Default 403: after a 200 the caller would hear music until Daily
     * gives up. Daily does not document what it does on either, hence a setting.
     */
    refusalStatus: z.literal([200, 403], 'must be 200 or 403').default(403),

    /** Seconds until a webhook's function is stopped; below the 30 s of the HTTP API. Default 10. */
    webhookTimeoutS: seconds.max(LONGEST_WEBHOOK_S).default(10),

    /**
     * Requests per second that the API lets through at each path of a webhook, so that a flood at one keeps nobody from
     * another; as many for all of /admin together. Default 100, some 25 calls a second.
     */
    apiRatePerSecond: z.int().positive().default(100),

    /** Requests that may come at once at each of these before throttling begins. Default 200. */
    apiBurst: z.int().positive().default(200),

    /**
     * Conferences synchronised at once, 2 to 1,000 (Lambda API reference, ScalingConfig): the rest of the account's
     * concurrent executions stays free for webhooks, for whose answers callers wait. Default 5, half of the 10 that a new
     * account may have; with the usual 1,000, a gateway of many conferences wants 50.
     */
    conferencesAtOnce: z.int().min(2).max(1_000).default(5),

    /**
     * Concurrent executions that are kept for a function, and are the most that it gets, by its name: `{ "daily-pinless":
     * 50 }`. Default none: AWS leaves at least 100 unreserved (Lambda docs, reserved concurrency), so in an account that has
     * fewer than 101 a deployment with any fails.
     */
    reservedConcurrency: z.record(z.string(), z.int().positive()).default({}),

    /** Address of the API in a public hosted zone of the same account. Default: API Gateway's own address. */
    customDomain: z
      .strictObject({
        /** Full name of the API, such as `calls.example.com`. */
        domainName: z.string().min(1),
        /** Id of the hosted zone, such as `Z0123456789ABCDEFGHIJ`. */
        hostedZoneId: z.string().min(1),
        /** Name of the hosted zone, such as `example.com`. */
        zoneName: z.string().min(1),
      })
      .refine(({ domainName, zoneName }) => domainName === zoneName || domainName.endsWith(`.${zoneName}`), {
        path: ['domainName'],
        error: 'must lie in the zone that zoneName names',
      })
      .optional(),

    /**
     * What stands at `customDomain`: the API itself, or CloudFront with AWS WAF before it, which an HTTP API does not take.
     * WAF blocks an address that sends more than `apiRatePerSecond`, over five minutes, and those of bad repute; API
     * Gateway's own address is off. Default `api`: the other is $7 a month and $0.60 per million requests.
     */
    frontDoor: z.literal(['api', 'cloudfront-waf'], 'must be api or cloudfront-waf').default('api'),

    /** Where alarms are mailed; AWS asks the address to confirm first. Default: nowhere, a topic only. */
    alarmEmail: z.email().optional(),

    /**
     * HTTPS address that alarms are posted to as SNS writes them. It has to confirm the subscription (SNS developer guide,
     * "HTTP/HTTPS endpoints"); until then nothing is sent. Default: none.
     */
    alarmWebhook: z.url({ protocol: /^https$/ }).optional(),

    /**
     * Slack channel that alarms are shown in, by Amazon Q Developer in chat applications; somebody has to let it into the
     * workspace first, in the AWS console. Default: none.
     */
    alarmSlack: z
      .strictObject({
        /** Id of the workspace, such as `T0123ABCD`. */
        workspaceId: z
          .string()
          .regex(/^T[A-Z0-9]+$/, 'must be the id of a Slack workspace, such as T0123ABCD'),
        /** Id of the channel, such as `C0123ABCD`. */
        channelId: z
          .string()
          .regex(/^[CG][A-Z0-9]+$/, 'must be the id of a Slack channel, such as C0123ABCD'),
      })
      .optional(),

    /**
     * US$ a month that the whole account may cost: the alarms' topic is told when 80 % and all of it are spent, and when AWS
     * expects more by the end of the month. Default: no budget.
     */
    monthlyBudgetUsd: z.number().positive().optional(),

    /**
     * The canary: a call of its own that proves, every few minutes, that calls get through. Default: none, since it costs
     * some $2 a month (docs/cost.md). `{}` is one with its defaults.
     */
    canary: z
      .strictObject({
        /** Minutes between two of its calls. Default 5: two in a row that fail ring within ten minutes. */
        everyMinutes: z.int().min(1).max(60).default(5),
      })
      .optional(),

    /**
     * Whether others are told what happens to calls: as events on an EventBridge bus of the account (docs/events.md). Default:
     * nobody is, since it costs some $0.000005 a call. `{}` is the default bus, and numbers masked.
     */
    events: z
      .strictObject({
        /** Name of a bus of the same account and Region, which has to be there. Default `default`. */
        busName: z
          .string()
          .regex(/^[\w./-]{1,256}$/, 'must be the name of an event bus')
          .default('default'),
        /** What events show of callers' numbers. Default `last-digits`, the last two. */
        numbers: z.literal(['last-digits', 'full'], 'must be last-digits or full').default('last-digits'),
        /**
         * Consumers that the same events are posted to, signed as Standard Webhooks 1.0 describes: an HTTPS address each, without
         * any key in it, by a name that queues, logs and metrics have. Default none; each costs some $0.000008 a call more.
         */
        webhooks: z
          .record(z.string().regex(/^[a-z0-9-]{1,24}$/, 'must be 1 to 24 of a-z, 0-9 and -'), consumerUrl)
          .refine((urls) => Object.keys(urls).length <= MAX_CONSUMERS, `must be at most ${MAX_CONSUMERS}`)
          .default({}),
      })
      .optional(),

    /**
     * Whether conferences may call people, and how many: for `conference call`, and to lead callers on to a number. Default: nobody
     * is called, whoever asks. The limits count orders of the whole stage, in any minute and any hour, before anybody is called:
     * they are the most that a stolen key can spend (calls times what the dearest allowed number costs for the longest stay of a
     * conference).
     */
    callOuts: z
      .strictObject({
        /** Numbers that may be called begin with one of these. `+1` has islands in it that cost as much as other continents. */
        allow: z.array(z.string().regex(numberPrefix, 'must be + and digits')).min(1).max(100),
        /** Most in any 60 s. Default 5: people are called one after the other. */
        perMinute: z.int().min(1).max(60).default(5),
        /** Most in any hour. Default 30, a large meeting; 500 at most, since each of them is remembered for that hour. */
        perHour: z.int().min(1).max(500).default(30),
      })
      .optional(),

    /**
     * The voice providers of the stage, each with functions, addresses and outputs of its own. Default: Twilio alone. Numbers
     * and conferences of one that is taken out do not work any more.
     */
    voiceProviders: z
      .array(z.enum(voiceIds))
      .min(1)
      .refine((ids) => new Set(ids).size === ids.length, 'must name each once')
      .default(['twilio']),

    /** Base URLs of the providers' APIs, without a slash at the end. Default: the providers' own, as their descriptors say. */
    ...bySetting(({ defaultUrl }) => baseUrl.default(defaultUrl)),

    /**
     * Whether callers at Vonage are told of keys, to mute themselves and to raise their hand. Default false: Vonage does not
     * document whether it reports the keys of somebody in a conversation (docs/conferences.md says how to find out). Callers
     * then have no keys, and the room mutes and unmutes them.
     */
    vonageKeys: z.boolean().default(false),

    /**
     * Fallback URL of the Twilio numbers and SIP Domains, such as a TwiML Bin of your own; it must not lead back to this
     * API. Default: none, unless `cloudFrontFallback` makes one.
     */
    twilioFallbackUrl: z.url({ protocol: /^https$/ }).optional(),

    /**
     * Whether a second stack, `patchbay-<stage>-fallback`, has CloudFront answer at a fallback URL for each voice provider: an apology,
     * while the API cannot answer. Default false: only PIN calls need it, and CloudFront refuses some new accounts.
     */
    cloudFrontFallback: z.boolean().default(false),
  })
  .superRefine((settings, context) => {
    const problem = budgetProblem(settings);
    if (problem !== undefined) context.addIssue({ code: 'custom', path: ['holdBudgetS'], message: problem });
    if (settings.frontDoor === 'cloudfront-waf' && settings.customDomain === undefined) {
      const message = 'needs customDomain: CloudFront answers there, and API Gateway’s own address is off';
      context.addIssue({ code: 'custom', path: ['frontDoor'], message });
    }
    if (settings.cloudFrontFallback && settings.twilioFallbackUrl !== undefined) {
      const message = 'makes a fallback URL, and twilioFallbackUrl names another: one of the two is enough';
      context.addIssue({ code: 'custom', path: ['cloudFrontFallback'], message });
    }
    for (const { path, message } of reservationProblems(settings))
      context.addIssue({ code: 'custom', path, message });
  });

/** The settings of one deployment, complete. */
export type Settings = z.output<typeof settingsSchema>;

/** The settings as somebody writes them: each may be left out. */
export type SettingsInput = z.input<typeof settingsSchema>;

/** Settings, or a sentence for each problem that names the setting. */
type SettingsResult = { ok: true; settings: Settings } | { ok: false; problems: string[] };

/** The Region of a deployment: that of the settings, else that of the deploying credentials, else `us-east-1`. */
export const regionOf = ({ region }: Settings): string =>
  region ?? process.env['CDK_DEFAULT_REGION'] ?? 'us-east-1';

/** Whether events are posted to anybody. */
export const hasWebhooks = ({ events }: Settings): boolean => Object.keys(events?.webhooks ?? {}).length > 0;

/** What is wrong with the copies of functions that are kept. */
function reservationProblems({
  reservedConcurrency,
  conferencesAtOnce,
}: {
  readonly reservedConcurrency: Readonly<Record<string, number>>;
  readonly conferencesAtOnce: number;
}): { path: string[]; message: string }[] {
  const names: readonly string[] = builtFunctionNames;
  const problem = (name: string, message: string) => ({ path: ['reservedConcurrency', name], message });
  return Object.entries(reservedConcurrency).flatMap(([name, reserved]) => {
    if (!names.includes(name)) return [problem(name, `is no function; they are ${names.join(', ')}`)];
    // Wakes that were handed out and find no copy free would end as dead letters (Lambda docs, "Using Lambda with Amazon SQS").
    return name === 'conference-sync' && reserved < conferencesAtOnce
      ? [problem(name, `must be at least conferencesAtOnce, ${conferencesAtOnce}; it is ${reserved}`)]
      : [];
  });
}

/** Checks settings from outside and fills in the defaults. */
export function parseSettings(input: unknown): SettingsResult {
  const parsed = settingsSchema.safeParse(input);
  if (parsed.success) return { ok: true, settings: parsed.data };
  return { ok: false, problems: parsed.error.issues.flatMap(sentences) };
}

function sentences(issue: z.core.$ZodIssue): string[] {
  const name = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `There is no setting ${[...issue.path, key].join('.')}.`);
  }
  if (name === '') return [`The settings must be one JSON object: ${issue.message}.`];
  return [`Setting ${name}: ${issue.message}.`];
}

const defaultFile = fileURLToPath(new URL('../patchbay.json', import.meta.url));

/**
 * Reads the settings of this deployment.
 * @param file the file to read, which must exist; default `patchbay.json` at the top, and the defaults if there is none.
 */
export function readSettings(file?: string): SettingsResult {
  if (file === undefined && !existsSync(defaultFile)) return parseSettings({});
  const path = file ?? defaultFile;
  let input: unknown;
  try {
    input = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ok: false, problems: [`The settings file ${path} cannot be read: ${why}.`] };
  }
  return parseSettings(input);
}
