/** What can be expected. `caller` counts from 1. */
export type Expectation =
  | { readonly kind: 'hears'; readonly caller: number; readonly text: string }
  /** Nothing of the kind from the step before on, until the time is over. */
  | { readonly kind: 'hears-no'; readonly caller: number; readonly text: string }
  /** As `call show` has it: a state, `muted` or `unmuted`. */
  | { readonly kind: 'is'; readonly caller: number; readonly state: string }
  /** The caller's own line is dead. */
  | { readonly kind: 'is-hung-up'; readonly caller: number }
  /** Callers in the room of the conference that the callers dial into. */
  | { readonly kind: 'room-shows'; readonly count: number; readonly what: 'callers' | 'muted' | 'hands' };

/** One step of a scenario. */
export type Step =
  | { readonly kind: 'calls'; readonly caller: number }
  /** Digits, `*`, `#`; `w` and `W` are pauses; `PIN` stands for the PIN of the conference at the dialled number. */
  | { readonly kind: 'keys'; readonly caller: number; readonly keys: string }
  | { readonly kind: 'hangs-up'; readonly caller: number }
  /** In the words of `npm run call -- room`. */
  | { readonly kind: 'moderator'; readonly step: string }
  | { readonly kind: 'fault'; readonly name: string; readonly isOn: boolean }
  | { readonly kind: 'wait'; readonly seconds: number }
  | (Expectation & { readonly withinS: number });

/** How long an expectation may take if it does not say. */
export const usualS = 20;

/** Whose step it is stands first, its number as a capture. */
const caller = String.raw`caller (\d{1,2})`;
const within = String.raw`(?: within (\d+(?:\.\d+)?) s)?`;
const text = String.raw`"([^"]+)"`;

type Read = (groups: readonly (string | undefined)[]) => Step;

const numberOf = (group: string | undefined, otherwise = 0) =>
  group === undefined ? otherwise : Number(group);

const forms: readonly (readonly [form: string, pattern: string, read: Read])[] = [
  ['caller 1 calls', `${caller} calls`, ([who]) => ({ kind: 'calls', caller: numberOf(who) })],
  [
    'caller 1 keys PIN#',
    `${caller} keys ((?:PIN|[0-9*#wW])+)`,
    ([who, keys = '']) => ({ kind: 'keys', caller: numberOf(who), keys }),
  ],
  ['caller 1 hangs up', `${caller} hangs up`, ([who]) => ({ kind: 'hangs-up', caller: numberOf(who) })],
  [
    'caller 1 hears "…" within 5 s',
    `${caller} hears ${text}${within}`,
    ([who, heard = '', s]) => ({
      ...{ kind: 'hears', caller: numberOf(who), text: heard, withinS: numberOf(s, usualS) },
    }),
  ],
  [
    'caller 1 hears no "…" within 5 s',
    `${caller} hears no ${text}${within}`,
    ([who, heard = '', s]) => ({
      ...{ kind: 'hears-no', caller: numberOf(who), text: heard, withinS: numberOf(s, usualS) },
    }),
  ],
  [
    'caller 1 is hung up within 5 s',
    `${caller} is hung up${within}`,
    ([who, s]) => ({ kind: 'is-hung-up', caller: numberOf(who), withinS: numberOf(s, usualS) }),
  ],
  [
    'caller 1 is connected within 5 s',
    `${caller} is ([a-z]+)${within}`,
    ([who, state = '', s]) => ({
      ...{ kind: 'is', caller: numberOf(who), state, withinS: numberOf(s, usualS) },
    }),
  ],
  [
    'room shows 2 within 5 s',
    `room shows (\\d+)(?: (muted|hands))?${within}`,
    ([count, what, s]) => ({
      ...{ kind: 'room-shows', count: numberOf(count), withinS: numberOf(s, usualS) },
      what: what === 'muted' || what === 'hands' ? what : 'callers',
    }),
  ],
  ['moderator join Ana', 'moderator (.+)', ([step = '']) => ({ kind: 'moderator', step })],
  [
    'fault webhooks-doubled on',
    'fault ([a-z-]+) (on|off)',
    ([name = '', is]) => ({ kind: 'fault', name, isOn: is === 'on' }),
  ],
  ['wait 2 s', String.raw`wait (\d+(?:\.\d+)?) s`, ([s]) => ({ kind: 'wait', seconds: numberOf(s) })],
];

/** A step, or what could stand in its place. */
export type ParsedStep =
  { readonly ok: true; readonly step: Step } | { readonly ok: false; readonly problem: string };

/** Reads a step. Spaces count once. */
export function parseStep(written: string): ParsedStep {
  const line = written.trim().replaceAll(/\s+/g, ' ');
  for (const [, pattern, read] of forms) {
    const match = new RegExp(`^${pattern}$`).exec(line);
    if (match) return { ok: true, step: read(match.slice(1)) };
  }
  const all = forms.map(([form]) => `\`${form}\``).join(', ');
  return { ok: false, problem: `"${line}" is no step. Steps are written like ${all}.` };
}

/** A step as `parseStep` reads it. */
export function writeStep(step: Step): string {
  switch (step.kind) {
    case 'calls':
      return `caller ${step.caller} calls`;
    case 'keys':
      return `caller ${step.caller} keys ${step.keys}`;
    case 'hangs-up':
      return `caller ${step.caller} hangs up`;
    case 'moderator':
      return `moderator ${step.step}`;
    case 'fault':
      return `fault ${step.name} ${step.isOn ? 'on' : 'off'}`;
    case 'wait':
      return `wait ${step.seconds} s`;
    case 'hears':
      return `caller ${step.caller} hears "${step.text}" within ${step.withinS} s`;
    case 'hears-no':
      return `caller ${step.caller} hears no "${step.text}" within ${step.withinS} s`;
    case 'is':
      return `caller ${step.caller} is ${step.state} within ${step.withinS} s`;
    case 'is-hung-up':
      return `caller ${step.caller} is hung up within ${step.withinS} s`;
    case 'room-shows':
      return `room shows ${step.count}${step.what === 'callers' ? '' : ` ${step.what}`} within ${step.withinS} s`;
  }
}
