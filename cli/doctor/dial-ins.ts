import type { ForwardTarget } from '../../lib/conferences/model/dial-in.ts';
import { defaultRouteKey, parseRouteKey } from '../../lib/held-calls/model/route.ts';
import type { DialinEntry } from '../../lib/providers/daily/admin/dialin.ts';
import type { Examination } from './examination.ts';
import { checked, critical, notChecked, unanswered, type Checked, type Finding } from './finding.ts';

/** Dial-ins that cannot be read, and dial-ins and PINs that forward to where nobody answers. */
export async function checkDialIns(examination: Examination): Promise<Checked> {
  const dialIns = await examination.dialIns();
  const unreadable = dialIns.flatMap((listed) =>
    listed.dialIn === undefined
      ? [
          critical({
            what: `The dial-in ${listed.dialled} cannot be read: ${listed.problem}.`,
            means: 'Callers there hear an apology.',
            fix: `Set it again: \`patchbay dial-in set ${listed.dialled} … ${examination.flags}\`.`,
          }),
        ]
      : [],
  );
  const forwards = [
    ...dialIns.flatMap(({ dialled, dialIn }) =>
      dialIn?.kind === 'forward' ? [{ from: `The dial-in ${dialled}`, to: dialIn }] : [],
    ),
    ...(await examination.forwardPins()).map((pin) => ({ from: 'A PIN', to: pin })),
  ];
  if (forwards.length === 0) return checked(unreadable);
  const entries = await examination.dialin();
  if (!entries.ok) {
    const unknown = unanswered('Daily', 'dailyApiKey', entries);
    // Without a key for Daily it is not known what addresses there are.
    return unknown.state === 'not-used' ? notChecked(unknown.why) : unknown;
  }
  const keys = new Set((await examination.routes()).map(({ key }) => key));
  const led = forwards.flatMap(({ from, to }) => astray(examination, from, to, entries.value, keys));
  return checked([...unreadable, ...led]);
}

/** Static SIP addresses are all under Daily's own SIP service (Daily docs, pinless dial-in). */
const isAtDaily = (address: string) => /\.sip\.daily\.co$/.test(address);

function astray(
  { providers, flags }: Examination,
  from: string,
  { address: typed, route }: ForwardTarget,
  entries: readonly DialinEntry[],
  keys: ReadonlySet<string>,
): readonly Finding[] {
  const address = parseRouteKey(typed) ?? typed;
  const entry = entries.find((each) => each.address !== undefined && parseRouteKey(each.address) === address);
  if (entry === undefined) {
    if (!isAtDaily(address)) return [];
    return [
      critical({
        what: `${from} forwards to ${address}, which Daily does not have for this domain.`,
        means: 'Whoever is forwarded there hears that it failed.',
        fix: `\`patchbay numbers ${flags}\` shows the addresses there are; \`patchbay connect daily --interconnect ${flags}\` makes one.`,
      }),
    ];
  }
  const isHere = entry.url === providers.daily.pinlessUrl;
  if (!isHere) return [];
  const isFound = route === undefined ? keys.has(address) || keys.has(defaultRouteKey) : keys.has(route);
  if (isFound) return [];
  const key = route ?? address;
  return [
    critical({
      what: `${from} forwards to ${address}${route === undefined ? '' : ` by the route ${route}`}, and there is no such route.`,
      means: 'The call comes back to this gateway and is refused.',
      fix: `Set it: \`patchbay route set ${key} --target … ${flags}\`.`,
    }),
  ];
}
