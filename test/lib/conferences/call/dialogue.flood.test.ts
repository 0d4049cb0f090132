import { beforeEach, describe, expect, test } from 'vitest';
import { keptUnauthenticated, maxUnauthenticated } from '../../../../lib/conferences/call/unauthenticated.ts';
import { callArrived, pinKeyed } from '../../../../lib/conferences/call/dialogue.ts';
import type { Instruction } from '../../../../lib/conferences/model/instructions.ts';
import { voiceCallEnded } from '../../../../lib/conferences/events/meeting-events.ts';
import type { ConferenceDeps } from '../../../../lib/conferences/ports.ts';
import { voiceCall } from '../../../support/conferences.ts';
import { newConference } from '../../../support/new-conference.ts';
import { conferenceWorld, type ConferenceWorld } from '../support.ts';
import { maxTriesPerHour } from '../../../../lib/conferences/model/pins.ts';

const dialIn = '+12025550143';
const pin = '00123456789';
const floodTries = 10_000;
const honestCallers = 100;
const honestAtOnce = 3;
/** Of so many honest callers one mistypes. */
const mistypesEvery = 4;
/** Of so many of the flood's calls one has all its requests twice, the second before the first is answered. */
const repeatedEvery = 7;

let world: ConferenceWorld;
/** Every try for which a PIN was looked up. */
let lookedUp: Set<string>;
let keyedByFlood: number;

beforeEach(() => {
  world = conferenceWorld(newConference('c1', { settings: { capacity: 200 } }));
  world.openDialIn(dialIn, { kind: 'pin' });
  world.addPin(pin, { conference: 'c1', kind: 'caller' });
  lookedUp = new Set();
  keyedByFlood = 0;
});

/** Notes each PIN that is looked up for this try, unless it is the right one, which costs nobody anything. */
const noting = (attempt: string): ConferenceDeps => ({
  ...world.deps,
  pins: {
    ...world.deps.pins,
    find: async (hash) => {
      const found = await world.deps.pins.find(hash);
      if (found === undefined) lookedUp.add(attempt);
      return found;
    },
  },
});

/** A number of one's own; no country has this code. */
const numberOf = (index: number) => `+999${String(index).padStart(7, '0')}`;

interface Call {
  readonly id: string;
  readonly number: string | undefined;
  readonly pins: readonly string[];
  readonly isRepeated?: boolean;
}

/** Dials and keys these PINs as long as it is asked for one; says what came of it. */
async function phone({ id, number, pins, isRepeated = false }: Call) {
  const call = voiceCall(id);
  const request = async (ask: () => Promise<readonly Instruction[]>) => {
    if (!isRepeated) return ask();
    const [answer, again] = await Promise.all([ask(), ask()]);
    expect(again).toEqual(answer);
    return answer;
  };
  const arrival = {
    call,
    dialled: dialIn,
    number,
    voice: 'twilio',
    isSip: false,
    isNumberVerified: false,
  } as const;
  let answer = await request(() => callArrived(world.deps, arrival));
  if (answer.at(-1)?.kind === 'reject') return 'refused';
  for (const [index, digits] of pins.entries()) {
    if (answer.at(-1)?.kind !== 'collect') break;
    if (digits !== pin) keyedByFlood += 1;
    answer = await request(() => pinKeyed(noting(`${id} ${index}`), { call, attempt: index + 1, digits }));
  }
  if (answer.at(-1)?.kind === 'join') return answer.length === 1 ? 'in' : 'in-slowly';
  await voiceCallEnded(world.deps, call);
  return 'out';
}

/** Somebody with a number of their own, who dials once more after keying a wrong PIN. */
async function honestCaller(index: number): Promise<string> {
  const number = numberOf(index);
  const pins = index % mistypesEvery === 0 ? ['9', pin] : [pin];
  const outcome = await phone({ id: `honest-${index}`, number, pins });
  return outcome === 'out' ? phone({ id: `honest-${index}-again`, number, pins: [pin] }) : outcome;
}

/** Honest callers dial in while the flood's calls are on the line, until both have had their fill. */
async function flood(lines: number, from: (line: number) => string | undefined) {
  const outcomes: string[] = [];
  for (let line = 0; keyedByFlood < floodTries; line += lines) {
    const calls = Array.from({ length: lines }, (_, index) =>
      phone({
        id: `flood-${line + index}`,
        number: from(line + index),
        pins: ['1', '2', '3'],
        isRepeated: index % repeatedEvery === 0,
      }),
    );
    const left = Math.min(honestAtOnce, honestCallers - outcomes.length);
    const honest = Array.from({ length: left }, (_, index) => honestCaller(outcomes.length + index));
    outcomes.push(...(await Promise.all(honest)));
    await Promise.all(calls);
  }
  expect(outcomes).toHaveLength(honestCallers);
  expect(world.callers('c1')).toHaveLength(honestCallers);
  expect(world.charged('deployment')).toBeGreaterThanOrEqual(lookedUp.size);
  return outcomes;
}

describe('while a flood of wrong PINs comes in', () => {
  test.each<[string, number, (line: number) => string | undefined]>([
    ['from one number', maxUnauthenticated, () => '+12025550100'],
    ['whose numbers are withheld', maxUnauthenticated, () => undefined],
    [
      'under the numbers of honest callers',
      maxUnauthenticated - keptUnauthenticated - honestAtOnce,
      (line) => numberOf(line % honestCallers),
    ],
    ['from ever new numbers', maxUnauthenticated - honestAtOnce, (line) => numberOf(honestCallers + line)],
  ])('%s, all honest callers get in, if slowly once the budget is spent', async (_, lines, from) => {
    const outcomes = await flood(lines, from);
    expect(new Set(outcomes)).toEqual(new Set(['in', 'in-slowly']));
    expect(lookedUp.size).toBeGreaterThan(maxTriesPerHour);
  });
});
