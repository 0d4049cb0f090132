import {
  faultsOf,
  listWebhooks,
  usedEvents,
  writeWebhook,
  type DomainWebhook,
} from '../../../lib/providers/daily/admin/webhook.ts';
import { shownUrl } from '../../commands/numbers.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, unanswered, warning, type Checked, type Finding } from '../finding.ts';

/** The domain webhook that tells the gateway that a room is ready. With `--fix`, one that is FAILED is revived. */
export async function checkDailyWebhook(examination: Examination): Promise<Checked> {
  const { daily, providers, values, options } = examination;
  const before = await listWebhooks(daily);
  if (!before.ok) return unanswered('Daily', 'dailyApiKey', before);
  const found = await judge(examination, before.value);
  const { eventsUrl: url } = providers.daily;
  const webhook = before.value.find((each) => each.url === url);
  if (!options.fix || webhook === undefined || isActive(webhook)) return checked(found);

  const written = await writeWebhook(daily, webhook, { url, hmac: values.dailyWebhookHmac?.[0] });
  // What has been written is not taken for fixed before Daily shows it.
  const after = await listWebhooks(daily);
  if (!after.ok) return unanswered('Daily', 'dailyApiKey', after);
  const open = await judge(examination, after.value);
  const stays = new Set(open.map(({ what }) => what));
  const fixed = found
    .filter(({ what }) => !stays.has(what))
    .map((each) => ({ ...each, fix: 'Nothing more: Daily shows it as it should be.', isFixed: true }));
  const stayed = open.map((each) =>
    !written.ok && each.what === whatFailed(webhook)
      ? { ...each, fix: `It could not be revived (${written.why}). ${each.fix}` }
      : each,
  );
  return checked([...stayed, ...fixed]);
}

/** What is wrong with the gateway's webhook, among all of the domain. */
async function judge(
  examination: Examination,
  webhooks: readonly DomainWebhook[],
): Promise<readonly Finding[]> {
  const { eventsUrl } = examination.providers.daily;
  const [webhook, ...more] = webhooks.filter(({ url }) => url === eventsUrl);
  if (webhook === undefined) {
    const isUsed = (await examination.routes()).some(({ route }) => route?.kind !== 'refuse');
    return isUsed ? [absent(examination, webhooks)] : [];
  }
  const twice = more.map(({ uuid }) =>
    warning({
      what: `Daily has a further webhook (${uuid}) for ${eventsUrl}.`,
      means: 'Every event arrives twice and costs twice.',
      fix: 'Delete one of them at Daily.',
    }),
  );
  return [...faultsFound(examination, webhook), ...twice];
}

const isActive = ({ state }: DomainWebhook) => state === 'ACTIVE';
const whatFailed = ({ state }: DomainWebhook) => `Daily's webhook is ${state}.`;
const connect = ({ flags }: Examination) => `Run \`patchbay connect daily ${flags}\`.`;

function absent(examination: Examination, webhooks: readonly DomainWebhook[]): Finding {
  const { eventsUrl } = examination.providers.daily;
  const path = new URL(eventsUrl).pathname;
  const other = webhooks.find(({ url }) => URL.canParse(url) && new URL(url).pathname === path);
  return critical({
    what:
      other === undefined
        ? `Daily has no webhook for ${eventsUrl}.`
        : `Daily has no webhook for ${eventsUrl}, but one for ${shownUrl(other.url)}.`,
    means: 'The gateway never hears that a room is ready or a caller connected: callers stay on hold.',
    fix: connect(examination),
  });
}

function faultsFound(examination: Examination, webhook: DomainWebhook): readonly Finding[] {
  const { values, flags } = examination;
  const live = values.dailyWebhookHmac ?? [];
  const fix = connect(examination);
  const found: Finding[] = [];
  for (const fault of faultsOf(webhook, { url: webhook.url, hmac: live[0] })) {
    switch (fault) {
      case 'state':
        found.push(
          critical({
            what: whatFailed(webhook),
            means: 'Daily has given up on it: no event comes, and callers stay on hold.',
            fix: `Once the gateway answers: \`patchbay doctor --fix ${flags}\`.`,
          }),
        );
        break;
      case 'events':
        found.push(...eventsFound(webhook, fix));
        break;
      case 'retries':
        found.push(
          warning({
            what: "Daily's webhook gives up after three failures in a row.",
            means: 'A short outage leaves it FAILED, and callers stay on hold until somebody revives it.',
            fix,
          }),
        );
        break;
      case 'secret':
        found.push(
          live.includes(webhook.hmac ?? '')
            ? warning({
                what: "Daily's webhook still signs with the secret before the last rotation.",
                means: 'It works only as long as the gateway keeps that secret.',
                fix,
              })
            : critical({
                what: "Daily's webhook signs with a secret that the gateway does not know.",
                means: 'Every event is refused: callers stay on hold.',
                fix,
              }),
        );
        break;
      case 'absent':
        break; // There is one: this is about it.
    }
  }
  return found;
}

function eventsFound({ eventTypes }: DomainWebhook, fix: string): readonly Finding[] {
  const sent = eventTypes ?? [];
  const missing = usedEvents.filter((event) => !sent.includes(event));
  const unused = sent.filter((event) => !usedEvents.some((used) => used === event));
  return [
    ...(missing.length === 0
      ? []
      : [
          critical({
            what: `Daily's webhook does not send ${missing.join(', ')}.`,
            means: 'The gateway waits for it in vain.',
            fix,
          }),
        ]),
    ...(unused.length === 0
      ? []
      : [
          warning({
            what: `Daily's webhook also sends ${unused.join(', ')}, which nothing here uses.`,
            means: 'Each of these requests costs money.',
            fix,
          }),
        ]),
  ];
}
