import type { Command } from 'commander';
import { entriesOf, readDialin } from '../../lib/providers/daily/admin/dialin.ts';
import { listPurchasedNumbers } from '../../lib/providers/daily/admin/admin.ts';
import { listTrunks } from '../../lib/providers/daily/admin/trunks.ts';
import { given, type Asked, type NotGiven } from '../../lib/http/asked.ts';
import { listApplications, listNumbers as listPlivoNumbers } from '../../lib/providers/plivo/admin.ts';
import {
  applicationOf,
  listNumbers as listSinchNumbers,
  readCallbacks,
} from '../../lib/providers/sinch/admin.ts';
import { listNumbers as listVonageNumbers, readApplication } from '../../lib/providers/vonage/admin.ts';
import { listSipDomains } from '../../lib/providers/twilio/admin/sip.ts';
import { listNumbers, takenBy } from '../../lib/providers/twilio/admin/admin.ts';
import { trunkUrl } from '../connect/daily-trunk.ts';
import { withConnection, type ConnectDeps, type Connection } from '../connect/deployment.ts';
import { command } from '../kit/command.ts';
import type { VoiceId } from '../../lib/conferences/model/conference.ts';
import type { SharedOptions } from '../kit/options.ts';
import {
  done,
  failedOutside,
  tableText,
  withProgress,
  writeJson,
  writeLine,
  type Finish,
  type Outcome,
} from '../kit/output.ts';

/** Adds `numbers`. */
export function addNumbersCommand(program: Command, deps: ConnectDeps, finish: Finish): void {
  command(program, finish, {
    name: 'numbers',
    about: 'your numbers and SIP addresses at each provider, and where they lead',
    options: {},
    after:
      'Numbers, static SIP addresses and SIP Domains of Daily, Twilio, Sinch, Plivo and Vonage. Digital Samba sells none.' +
      '\nPoint one at this gateway with `patchbay connect`.',
    run: (options) => showNumbers(deps, options),
  });
}

/** Something that can be dialled. */
interface Line {
  readonly provider: 'daily' | VoiceId;
  readonly kind: 'number' | 'sip-address' | 'sip-domain' | 'sip-trunk';
  readonly dialled: string;
  /** By the URL alone; whether all else is right too is what `connect --dry-run` says. */
  readonly leadsTo: 'here' | 'elsewhere' | 'nowhere';
  /** Where else, without what a URL may carry that is secret. */
  readonly elsewhere?: string;
}

async function showNumbers(deps: ConnectDeps, options: SharedOptions): Promise<Outcome> {
  return withConnection(deps, options, async (connection) => {
    const { deployment } = connection;
    const answers = await withProgress(
      deps.stderr,
      'Asking the providers',
      Promise.all(
        [linesOfDaily, linesOfTwilio, linesOfSinch, linesOfPlivo, linesOfVonage].map((linesOf) =>
          linesOf(connection),
        ),
      ),
    );
    const lines = answers.flatMap((answer) => (answer.ok ? answer.value : []));
    const missing = answers.filter((answer): answer is NotGiven => !answer.ok);
    const withoutKey = missing.filter(({ reason }) => reason === 'no-key').map(({ why }) => why);
    const problems = missing.filter(({ reason }) => reason !== 'no-key').map(({ why }) => why);
    if (options.json) writeJson(deps.stdout, { lines, withoutKey, problems });
    else if (lines.length > 0) {
      const rows = lines.map((line) => [
        line.provider,
        kinds[line.kind],
        line.dialled,
        leadsText(line, deployment.name),
      ]);
      writeLine(deps.stdout, tableText(deps.stdout, ['PROVIDER', 'KIND', 'DIALLED', 'LEADS TO'], rows));
    } else if (missing.length < answers.length) {
      writeLine(deps.stdout, 'Neither numbers nor SIP addresses have been bought or made.');
    }
    for (const why of withoutKey) writeLine(deps.stderr, `patchbay: ${why}, so it was not asked.`);
    return problems.length === 0 ? done : failedOutside(`${problems.join('. ')}.`);
  });
}

const kinds: Readonly<Record<Line['kind'], string>> = {
  number: 'number',
  'sip-address': 'SIP address',
  'sip-domain': 'SIP Domain',
  'sip-trunk': 'SIP trunk',
};

function leadsText({ leadsTo, elsewhere }: Line, gateway: string): string {
  switch (leadsTo) {
    case 'here':
      return gateway;
    case 'elsewhere':
      return `elsewhere: ${elsewhere ?? ''}`;
    case 'nowhere':
      return 'nowhere';
  }
}

async function linesOfDaily({ daily, providers }: Connection): Promise<Asked<readonly Line[]>> {
  const bought = await listPurchasedNumbers(daily);
  if (!bought.ok) return bought;
  const state = await readDialin(daily);
  if (!state.ok) return state;
  const entries = entriesOf(state.value);
  const leads = (url: string | undefined) => leadsOf(url, providers.daily.pinlessUrl);
  const line = (kind: Line['kind'], dialled: string) => ({ provider: 'daily', kind, dialled }) as const;
  const numbers = bought.value.map(({ number }): Line => {
    const entry = entries.find((each) => each.number === number);
    const isPinned = entry !== undefined && entry.type !== 'pinless_dialin';
    return {
      ...line('number', number),
      ...(isPinned
        ? { leadsTo: 'elsewhere' as const, elsewhere: 'dial-in with PINs at Daily' }
        : leads(entry?.url)),
    };
  });
  const addresses = entries
    .filter(({ type, number }) => type === 'pinless_dialin' && number === undefined)
    .map(({ address = 'unknown', url }): Line => ({ ...line('sip-address', address), ...leads(url) }));
  const trunks = await listTrunks(daily);
  if (!trunks.ok) return trunks;
  const lines = trunks.value.map(({ name, address = name, url }): Line => ({
    ...line('sip-trunk', address),
    ...leadsOf(url, trunkUrl(providers.daily.pinlessUrl, name)),
  }));
  return given([...numbers, ...addresses, ...lines]);
}

async function linesOfTwilio({ twilio }: Connection): Promise<Asked<readonly Line[]>> {
  if (twilio === undefined) return given([]);
  const numbers = await listNumbers(twilio.client);
  if (!numbers.ok) return numbers;
  const domains = await listSipDomains(twilio.client);
  if (!domains.ok) return domains;
  const leads = (url: string | null | undefined) => leadsOf(url, twilio.addresses.voiceUrl);
  const line = (kind: Line['kind'], dialled: string) => ({ provider: 'twilio', kind, dialled }) as const;
  return given([
    ...numbers.value.map((number): Line => {
      const taken = takenBy(number);
      return {
        ...line('number', number.phone_number),
        ...(taken === undefined
          ? leads(number.voice_url)
          : { leadsTo: 'elsewhere' as const, elsewhere: taken }),
      };
    }),
    ...domains.value.map(({ domain_name, voice_url }): Line => ({
      ...line('sip-domain', domain_name),
      ...leads(voice_url),
    })),
  ]);
}

/** Sinch's numbers lead to an application, and the application to a URL. */
async function linesOfSinch({ sinch }: Connection): Promise<Asked<readonly Line[]>> {
  if (sinch === undefined) return given([]);
  const application = await applicationOf(sinch.client);
  if (!application.ok) return application;
  const numbers = await listSinchNumbers(sinch.client);
  if (!numbers.ok) return numbers;
  const callbacks = await readCallbacks(sinch.client);
  if (!callbacks.ok) return callbacks;
  const leads = leadsOf(callbacks.value.primary, sinch.addresses.voiceUrl);
  return given(
    numbers.value.map(({ number, applicationKey }): Line => ({
      ...({ provider: 'sinch', kind: 'number', dialled: number } as const),
      ...leadsBy(applicationKey, application.value, leads, 'Sinch'),
    })),
  );
}

/** Plivo's numbers lead to an application, and each application to a URL and to a SIP address of its own. */
async function linesOfPlivo({ plivo }: Connection): Promise<Asked<readonly Line[]>> {
  if (plivo === undefined) return given([]);
  const applications = await listApplications(plivo.client);
  if (!applications.ok) return applications;
  const numbers = await listPlivoNumbers(plivo.client);
  if (!numbers.ok) return numbers;
  const leads = (url: string | undefined) => leadsOf(url, plivo.addresses.voiceUrl);
  return given([
    ...numbers.value.map(({ number, application }): Line => ({
      ...({ provider: 'plivo', kind: 'number', dialled: number } as const),
      ...leads(applications.value.find(({ app_id }) => app_id === application)?.answer_url),
    })),
    ...applications.value
      .filter(({ public_uri }) => public_uri)
      .map(({ app_id, answer_url }): Line => ({
        ...({ provider: 'plivo', kind: 'sip-address', dialled: `${app_id}@app.plivo.com` } as const),
        ...leads(answer_url),
      })),
  ]);
}

/** Vonage's lead to an application, as Sinch's do. */
async function linesOfVonage({ vonage }: Connection): Promise<Asked<readonly Line[]>> {
  if (vonage === undefined) return given([]);
  const application = await readApplication(vonage.client);
  if (!application.ok) return application;
  const numbers = await listVonageNumbers(vonage.client);
  if (!numbers.ok) return numbers;
  const { id, webhooks } = application.value;
  const leads = leadsOf(webhooks.answer, vonage.addresses.voiceUrl);
  return given(
    numbers.value.map(({ number, applicationId }): Line => ({
      ...({ provider: 'vonage', kind: 'number', dialled: number } as const),
      ...leadsBy(applicationId, id, leads, 'Vonage'),
    })),
  );
}

type Leads = Pick<Line, 'leadsTo' | 'elsewhere'>;

/** Where a number leads that belongs to an application, or to none. */
function leadsBy(application: string | undefined, ours: string, leads: Leads, provider: string): Leads {
  if (application === ours) return leads;
  return application === undefined
    ? { leadsTo: 'nowhere' }
    : { leadsTo: 'elsewhere', elsewhere: `another application at ${provider}` };
}

function leadsOf(url: string | null | undefined, ours: string): Leads {
  if (!url) return { leadsTo: 'nowhere' };
  if (shownUrl(url) === shownUrl(ours)) return { leadsTo: 'here' };
  return { leadsTo: 'elsewhere', elsewhere: shownUrl(url) };
}

/** A URL as it may be shown: without user, password, query and fragment, any of which may be secret or is about something else. */
export function shownUrl(url: string): string {
  if (!URL.canParse(url)) return 'what is no URL';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}
