import {
  faultsOf,
  listWebhooks,
  usedEvents,
  writeWebhook,
  type DomainWebhook,
} from '../../lib/daily/admin-webhook.ts';
import { shownUrl } from '../numbers.ts';
import type { Examination } from './examination.ts';
import { checked, critical, unanswered, warning, type Checked, type Finding } from './finding.ts';

/** The domain webhook that tells the gateway that a room is ready. With `--fix`, one that is FAILED is revived. */
export async function checkDailyWebhook(examination: Examination): Promise<Checked> {
  const { daily, providers, routes } = examination;
  const webhooks = await listWebhooks(daily);
  if (!webhooks.ok) return unanswered('Daily', 'dailyApiKey', webhooks);
  const { eventsUrl } = providers.daily;
  const [webhook, ...more] = webhooks.value.filter(({ url }) => url === eventsUrl);
  if (webhook === undefined) {
    const isUsed = (await routes()).some(({ route }) => route?.kind !== 'refuse');
    return checked(isUsed ? [absent(examination, webhooks.value)] : []);
  }
  const twice = more.map(({ uuid }) =>
    warning({
      what: `Daily has a further webhook (${uuid}) for ${eventsUrl}.`,
      means: 'Every event arrives twice and costs twice.',
      mend: 'Delete one of them at Daily.',
    }),
  );
  return checked([...(await faultsFound(examination, webhook)), ...twice]);
}

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
    mend: connect(examination),
  });
}

async function faultsFound(examination: Examination, webhook: DomainWebhook): Promise<readonly Finding[]> {
  const { values } = examination;
  const live = values.dailyWebhookHmac ?? [];
  const mend = connect(examination);
  const found: Finding[] = [];
  for (const fault of faultsOf(webhook, { url: webhook.url, hmac: live[0] })) {
    switch (fault) {
      case 'state':
        found.push(await failedWebhook(examination, webhook));
        break;
      case 'events':
        found.push(...eventsFound(webhook, mend));
        break;
      case 'retries':
        found.push(
          warning({
            what: "Daily's webhook gives up after three failures in a row.",
            means: 'An outage of moments leaves it FAILED, and callers on hold, until somebody revives it.',
            mend,
          }),
        );
        break;
      case 'secret':
        found.push(
          live.includes(webhook.hmac ?? '')
            ? warning({
                what: "Daily's webhook still signs with the secret before the last rotation.",
                means: 'It is let in only as long as the gateway keeps that secret.',
                mend,
              })
            : critical({
                what: "Daily's webhook signs with a secret that the gateway does not know.",
                means: 'Every event is refused: callers stay on hold.',
                mend,
              }),
        );
        break;
      case 'absent':
        break; // There is one: this is about it.
    }
  }
  return found;
}

function eventsFound({ eventTypes }: DomainWebhook, mend: string): readonly Finding[] {
  const sent = eventTypes ?? [];
  const missing = usedEvents.filter((event) => !sent.includes(event));
  const unused = sent.filter((event) => !usedEvents.some((used) => used === event));
  return [
    ...(missing.length === 0
      ? []
      : [
          critical({
            what: `Daily's webhook does not send ${missing.join(', ')}.`,
            means: 'The gateway does not hear of it, and waits in vain.',
            mend,
          }),
        ]),
    ...(unused.length === 0
      ? []
      : [
          warning({
            what: `Daily's webhook also sends ${unused.join(', ')}, which nothing here uses.`,
            means: 'Each of these requests costs money.',
            mend,
          }),
        ]),
  ];
}

async function failedWebhook(examination: Examination, webhook: DomainWebhook): Promise<Finding> {
  const { daily, values, flags, options } = examination;
  const told = {
    what: `Daily's webhook is ${webhook.state}.`,
    means: 'Daily has given up on it: no event comes, and callers stay on hold.',
  };
  const mend = `Once the gateway answers: \`patchbay doctor --fix ${flags}\`.`;
  if (!options.fix) return critical({ ...told, mend });
  const written = await writeWebhook(daily, webhook, {
    url: webhook.url,
    hmac: values.dailyWebhookHmac?.[0],
  });
  return written.ok
    ? critical({ ...told, mend: 'Nothing more: it is ACTIVE again.', isMended: true })
    : critical({ ...told, mend: `It could not be revived (${written.why}). ${mend}` });
}
