import type { DialinEntry } from '../../../lib/providers/daily/admin/dialin.ts';
import { listPurchasedNumbers } from '../../../lib/providers/daily/admin/admin.ts';
import { dialledNamesOf, ownSecretsOf } from '../../../lib/providers/daily/own-secrets.ts';
import { defaultRouteKey } from '../../../lib/held-calls/model/route.ts';
import { shownUrl } from '../../commands/numbers.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, unanswered, warning, type Checked, type Finding } from '../finding.ts';

/** Numbers of Daily that have a route here and lead elsewhere, and those that lead here without one. */
export async function checkDailyNumbers(examination: Examination): Promise<Checked> {
  const { daily, dialin, routes } = examination;
  const bought = await listPurchasedNumbers(daily);
  if (!bought.ok) return unanswered('Daily', 'dailyApiKey', bought);
  const entries = await dialin();
  if (!entries.ok) return unanswered('Daily', 'dailyApiKey', entries);
  const keys = new Set((await routes()).map(({ key }) => key));
  const numbers = bought.value.map(({ number }) => number);
  return checked([
    ...numbers
      .filter((number) => keys.has(number))
      .flatMap((number) => astray(examination, number, entryOf(entries.value, number))),
    ...entries.value
      .filter(({ type, url }) => type === 'pinless_dialin' && url === examination.providers.daily.pinlessUrl)
      .flatMap((entry) => [...signedWrong(examination, entry), ...withoutRoute(entry, keys, examination)]),
  ]);
}

const entryOf = (entries: readonly DialinEntry[], number: string) =>
  entries.find((entry) => entry.number === number);

function astray(
  { providers, flags }: Examination,
  number: string,
  entry: DialinEntry | undefined,
): readonly Finding[] {
  const means = 'Calls to it do not reach this gateway, although it has a route here.';
  const connect = `\`patchbay connect daily --number ${number} ${flags}\``;
  if (entry === undefined)
    return [critical({ means, what: `${number} of Daily leads nowhere.`, fix: `Run ${connect}.` })];
  if (entry.type !== 'pinless_dialin') {
    return [
      critical({
        means,
        what: `${number} serves dial-in with PINs at Daily.`,
        fix: `Delete that configuration at Daily, then run ${connect}.`,
      }),
    ];
  }
  if (entry.url === providers.daily.pinlessUrl) return [];
  return [
    critical({
      means,
      what: `${number} of Daily leads elsewhere: ${shownUrl(entry.url ?? '')}.`,
      fix: `Run ${connect}, or \`patchbay route remove ${number} ${flags}\` if it is another gateway's.`,
    }),
  ];
}

function signedWrong({ values, flags }: Examination, entry: DialinEntry): readonly Finding[] {
  const { number, address, hmac } = entry;
  const names = dialledNamesOf(entry);
  const own = ownSecretsOf(values.dailyPinlessOwn, names);
  const [newest, ...older] = own?.hmac ?? values.dailyPinlessHmac ?? [];
  const who = number ?? address ?? 'a SIP interconnect';
  const unknown = own === undefined ? undefined : names.find((name) => !own.names.includes(name));
  if (unknown !== undefined)
    return [
      critical({
        what: `The secret of ${who} does not count for ${unknown}, which is its address now.`,
        means: 'Calls to that address are refused.',
        fix: `Run \`patchbay secrets rotate daily-pinless-hmac --entry ${who} ${flags}\`.`,
      }),
    ];
  if (hmac === undefined || newest === undefined || hmac === newest) return [];
  const fix = `Run \`patchbay connect daily ${flags}\`.`;
  return [
    older.includes(hmac)
      ? warning({
          what: `Daily still signs calls to ${who} with the secret before the last rotation.`,
          means: 'They work only as long as the gateway keeps that secret.',
          fix,
        })
      : critical({
          what: `Daily signs calls to ${who} with a secret that the gateway does not know.`,
          means: 'Every call to it is refused.',
          fix,
        }),
  ];
}

function withoutRoute(
  { number }: DialinEntry,
  keys: ReadonlySet<string>,
  { flags, simulated }: Examination,
): readonly Finding[] {
  // The simulated Daily has one on purpose, so that a refusal can be seen.
  if (simulated.includes('daily')) return [];
  // What a call over an interconnect has dialled is known only when it comes.
  if (number === undefined || keys.has(number) || keys.has(defaultRouteKey)) return [];
  return [
    warning({
      what: `${number} of Daily leads here, and has no route.`,
      means: 'Calls to it are refused.',
      fix: `Give it one: \`patchbay route set ${number} --target … ${flags}\`.`,
    }),
  ];
}
