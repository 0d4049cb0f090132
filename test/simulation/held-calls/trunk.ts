import { trunkCallId } from '../../../lib/held-calls/model/call.ts';
import type { BotStart, HeldCallDeps } from '../../../lib/held-calls/ports.ts';
import { sweepCalls } from '../../../lib/held-calls/steps/sweep.ts';
import { answerTrunkCall, type Answered } from '../../../lib/held-calls/steps/trunk-call.ts';
import { botTarget, inMemory, secondBotTarget } from '../../support/held-calls.ts';
import { trunkRoom, type Comes } from './parties/trunk-room.ts';

/** What a bot's back end does. One that is `unknown` has sent its bot all the same. */
export interface BotDoes {
  readonly answer: 'accepts' | 'refuses' | 'unknown';
  readonly comes?: Comes;
}

/** A mistake that is made on purpose: nobody is kept out, or before anybody is in. */
export type PlantedBug = 'keeps nobody out' | 'waits for nobody';

/** One history of a call on a trunk: everything that can go otherwise. */
export interface TrunkHistory {
  readonly bots: readonly [BotDoes, BotDoes];
  /** At which of its requests the function that got the first announcement dies, before or after it was carried out. */
  readonly death?: { readonly atRequest: number; readonly isDone: boolean };
  /** At which of its requests the second announcement comes, and is answered, before it goes on; undefined: after its end. */
  readonly secondAt?: number;
}

const room = { name: 'roomOfTheTrunk', url: 'https://example.daily.co/roomOfTheTrunk' };
const ringing = { trunk: 'support', route: 'reception', room };
const trunkCall = trunkCallId(room.name);

/**
 * `answers`: of the announcements, in the order of their ends; one whose function died has none. `mostBots`: how many the caller
 * had at once.
 */
export async function play({ bots, death, secondAt }: TrunkHistory, planted?: PlantedBug) {
  const gateway = inMemory();
  const { world, record, deps } = gateway;
  gateway.routes.set('reception', {
    kind: 'targets',
    targets: [botTarget, secondBotTarget],
    dialOut: false,
  });
  world.callerIn = 'out';
  const inRoom = trunkRoom(() => gateway.deps.clock.now());
  world.isBotIn = (target) => planted === 'waits for nobody' || inRoom.has(target);
  world.keepOut = (targets) => {
    if (planted !== 'keeps nobody out') inRoom.keepOut(targets);
    return true;
  };
  const answers: { readonly answered: Answered; readonly acceptedBefore: number }[] = [];
  let accepted = 0;
  world.bot = ({ target }): BotStart => {
    const index = target === botTarget ? 0 : 1;
    const { answer, comes } = bots[index];
    if (answer === 'accepts') accepted += 1;
    inRoom.send(index, comes);
    return answer === 'accepts' ? { kind: 'started', session: 's' } : { kind: wordOf[answer], why: answer };
  };
  const announce = async (served: HeldCallDeps) => {
    const answered = await answerTrunkCall(served, ringing);
    answers.push({ answered, acceptedBefore: accepted });
    if (answered.kind === 'accepted') inRoom.answered();
  };

  let requests = 0;
  let isDead = false;
  const request = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    requests += 1;
    const nth = requests;
    if (nth === secondAt) await announce(deps);
    isDead ||= death?.atRequest === nth && !death.isDone;
    if (isDead) throw new Error('killed');
    const result = await run();
    isDead ||= death?.atRequest === nth;
    if (isDead) throw new Error('killed');
    return result;
  };
  await announce(overRequests(deps, request)).catch((error: unknown) => {
    if (!isDead) throw error;
  });
  if (secondAt === undefined || secondAt > requests) await announce(deps);
  // As often as it takes until nothing is due: a call whose caller never came is looked at after a minute.
  for (let minutes = 0; minutes < 5; minutes += 1) {
    gateway.advance(61_000);
    await sweepCalls(deps);
  }
  return { answers, requests, record, call: gateway.call(trunkCall), mostBots: inRoom.mostBots() };
}

const wordOf = { refuses: 'refused', unknown: 'unknown' } as const;

/** Has every request to the outside go through `request`. */
function overRequests(deps: HeldCallDeps, request: <Result>(run: () => Promise<Result>) => Promise<Result>) {
  const { calls, routes, bots, video, signingKey } = deps;
  return {
    ...deps,
    calls: {
      ...calls,
      put: (call) => request(() => calls.put(call)),
      get: (id) => request(() => calls.get(id)),
      move: (id, event) => request(() => calls.move(id, event)),
    },
    routes: { ...routes, find: (key, call) => request(() => routes.find(key, call)) },
    bots: {
      start: (order) => request(() => bots.start(order)),
      stop: (bot) => request(() => bots.stop(bot)),
    },
    video: {
      ...video,
      botToken: (name, target, endsAtMs) => request(() => video.botToken(name, target, endsAtMs)),
      isBotIn: (name, target, endsAtMs) => request(() => video.isBotIn(name, target, endsAtMs)),
      keepOut: (name, targets, endsAtMs) => request(() => video.keepOut(name, targets, endsAtMs)),
    },
    signingKey: () => request(signingKey),
  } satisfies HeldCallDeps;
}
