import type { SimulatedCall } from '../../../local/simulated/twilio/calls/call.ts';
import type { CallOrder } from '../../../local/simulated/twilio/calls/calls.ts';
import { timesHeard, type ConferenceStack, type TestConference } from './conference-stack.ts';
import { patienceMs, until } from '../stack.ts';

/** At least one call. */
export type Calls = readonly [SimulatedCall, ...SimulatedCall[]];

/** Callers who dial in at once: more would only start more copies of the functions than two cores can load in time. */
const dialAtOnce = 3;

/** A machine that is busy with other tests may be too slow for one call; what is too slow so often is broken. */
const maxTries = 3;

/** Somebody dials in until in at Twilio: whoever hears that something went wrong calls again, as told. */
export async function enter(
  stack: ConferenceStack,
  conference: TestConference,
  order?: Partial<CallOrder>,
): Promise<SimulatedCall> {
  for (let tries = 1; ; tries += 1) {
    const call = stack.dialInto(conference, order);
    const isIn = call
      .waitFor(({ kind }) => kind === 'conference-joined', patienceMs)
      .then(
        () => true,
        () => false,
      );
    if (await isIn) return call;
    if (tries === maxTries || timesHeard(call, 'internal-failure') === 0)
      throw new Error(`${call.sid} does not get in: ${JSON.stringify(call.heard)}`);
  }
}

/** A moderator is there, and so many callers come, some at a time, until all are in at Twilio. */
async function fill(
  stack: ConferenceStack,
  conference: TestConference,
  count: number,
  order?: Partial<CallOrder>,
): Promise<Calls> {
  // A test that is tried again finds those of its first try.
  for (const { call } of stack.participants(conference)) call.hangUp();
  conference.room.join('Moderator');
  const first = await enter(stack, conference, order);
  const others: SimulatedCall[] = [];
  while (others.length < count - 1) {
    const length = Math.min(dialAtOnce, count - 1 - others.length);
    others.push(...(await Promise.all(Array.from({ length }, () => enter(stack, conference, order)))));
  }
  return [first, ...others];
}

/** Callers in a conference with the bridge and a moderator, each announced. */
export async function gather(stack: ConferenceStack, conference: TestConference, count = 1): Promise<Calls> {
  const calls = await fill(stack, conference, count);
  await stack.expectAgreement(conference, calls);
  return calls;
}

/** Callers who wait for a bridge that only the host can connect. */
export async function wait(
  stack: ConferenceStack,
  conference: TestConference,
  count = 1,
  order?: Partial<CallOrder>,
): Promise<Calls> {
  const calls = await fill(stack, conference, count, order);
  await stack.isIn(conference, ...calls);
  return calls;
}

/** Whether the caller is muted at Twilio; undefined if not in. */
export const mutedOnPhone = (stack: ConferenceStack, conference: TestConference, call: SimulatedCall) =>
  stack.participants(conference).find((each) => each.call === call)?.muted;

/** Waits until the caller is muted, or not, on both sides. */
export const isMuted = (
  stack: ConferenceStack,
  conference: TestConference,
  call: SimulatedCall,
  muted: boolean,
): Promise<true> =>
  until(`the caller to be ${muted ? '' : 'un'}muted on both sides`, () =>
    conference.room.phones.find(call.sid)?.muted === muted && mutedOnPhone(stack, conference, call) === muted
      ? true
      : undefined,
  );

/** The room's times are whole seconds: what must count as later than the last event happens in the next one. */
export function nextSecond(): Promise<true> {
  const second = Math.floor(Date.now() / 1000);
  return until('the next second', () => (Math.floor(Date.now() / 1000) > second ? true : undefined));
}

/** Opens the menu and waits until it is read out. */
export async function opensMenu(
  stack: ConferenceStack,
  conference: TestConference,
  call: SimulatedCall,
): Promise<void> {
  const menus = timesHeard(call, 'menu');
  await stack.isIn(conference, call);
  await call.press('*');
  await until('the menu', () => (timesHeard(call, 'menu') > menus ? true : undefined));
}

/** Opens the menu, keys one key, and waits to be back in. */
export async function chooses(
  stack: ConferenceStack,
  conference: TestConference,
  call: SimulatedCall,
  key: string,
): Promise<void> {
  await opensMenu(stack, conference, call);
  await call.press(key);
  await stack.isIn(conference, call);
}

/** The room's REST endpoint that callers are announced at, as faults name it. */
export const joinedAt = ({ room }: TestConference) => `POST /rooms/${room.id}/phone-participants/joined`;
