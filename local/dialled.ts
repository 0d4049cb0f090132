import { targetName, type Route } from '../lib/held-calls/model/route.ts';
import type { DialIn } from '../lib/conferences/model/dial-in.ts';
import type { LocalGatewayFile } from './gateway-file.ts';
import type { Seed } from './seed.ts';

/** A number that can be dialled here: at which simulated provider, and what it led to when the gateway was started. */
export interface Dialled {
  readonly number: string;
  /** `daily`, or the id of a voice provider. */
  readonly at: string;
  readonly leadsTo: string;
}

/** Bought at the simulated Daily, so that calls to it arrive; leads nowhere, so that a refusal can be seen. */
const numberWithoutRoute = '+12025550199';

/** The numbers of a gateway that starts, in the order of their files. */
export function numbersOf({ routes, conferences: { dialIns } }: Seed): readonly Dialled[] {
  const isNumber = (dialled: string) => dialled.startsWith('+');
  return [
    ...[...routes]
      .filter(([key]) => isNumber(key))
      .map(([number, route]) => ({ number, at: 'daily', leadsTo: routeText(route) })),
    ...(routes.has(numberWithoutRoute)
      ? []
      : [{ number: numberWithoutRoute, at: 'daily', leadsTo: 'nothing: it has no route' }]),
    ...Object.entries(dialIns)
      .filter(([dialled]) => isNumber(dialled))
      .map(([number, dialIn]) => ({ number, at: voiceOf(dialIn), leadsTo: dialInText(dialIn) })),
  ];
}

/** Those that refuse belong to Twilio. */
const voiceOf = (dialIn: DialIn) => (dialIn.kind === 'refuse' ? 'twilio' : dialIn.voice);

function routeText(route: Route): string {
  return route.kind === 'refuse' ? 'a refusal' : route.targets.map(targetName).join(', then ');
}

function dialInText(dialIn: DialIn): string {
  switch (dialIn.kind) {
    case 'refuse':
      return 'a refusal';
    case 'forward':
      return dialIn.address;
    case 'pin':
      return `the question for a PIN (${dialIn.language})`;
  }
}

/**
 * Why a call to a number is not placed, and which can be; undefined: it can. A SIP address is for the provider to know.
 * @param at `daily`, or the id of a voice provider
 */
export function wrongNumber(
  { numbers }: Pick<LocalGatewayFile, 'numbers'>,
  at: string,
  to: string,
): string | undefined {
  const owner = numbers.find(({ number }) => number === to);
  if (owner?.at === at || to.includes('@')) return undefined;
  if (numbers.length === 0) return `${to} leads nowhere here, and no other number does.`;
  const why = owner === undefined ? `${to} leads nowhere here.` : `${to} is a number of ${owner.at}.`;
  const width = Math.max(...numbers.map((each) => commandFor(each).length));
  const lines = numbers.map((each) => `  ${commandFor(each).padEnd(width)}   ${each.leadsTo}`);
  return [`${why} These can be called:`, ...lines].join('\n');
}

/**
 * The same, or that the provider is the real one here.
 * @param name the provider's own
 */
export function cannotCall(
  localGateway: Pick<LocalGatewayFile, 'numbers' | 'simulated'>,
  at: string,
  name: string,
  to: string,
): string | undefined {
  if (!localGateway.simulated.includes(at))
    return `The running gateway uses the real ${name}: call its number.`;
  return wrongNumber(localGateway, at, to);
}

const commandFor = ({ at, number }: Dialled) => `npm run call -- ${at} --to ${number}`;
