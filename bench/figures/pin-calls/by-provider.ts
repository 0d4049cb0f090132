import { setTimeout as sleep } from 'node:timers/promises';
import type { Template } from '../../../infra/template.ts';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { voiceIds, type VoiceId } from '../../../lib/conferences/model/conference.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { startLocalGateway, type LocalGateway } from '../../../local/local-gateway.ts';
import type { LogLine } from '../../../local/runtime/sandboxes/sandboxes.ts';
import type { Room } from '../../../local/simulated/digital-samba/rooms/room.ts';
import { perCallOf, type PerCall } from '../per-call.ts';
import type { Answered } from '../../load/front-watch.ts';
import { askedDuring, roundTripsBeforeWrite, sequentialRoundTrips } from '../round-trips.ts';
import { until, Watch, type Mark } from '../watch.ts';

/** Callers whose answers are counted at each provider, one after the other. */
const countedCallers = 11;
/** Callers before them, so that every function has started and read its secret. */
const warmUpCallers = 2;
/** No conference has it: the PINs of all are longer. */
const wrongPin = '00000';
/** The simulated providers' events follow each other faster. */
const quietMs = 700;

/** A PIN call at one voice provider: of a caller who mistypes once, gets in, is announced, and hangs up. */
export interface CallAtProvider {
  readonly voice: VoiceId;
  /**
   * Requests to AWS, one after the other, until the answer. Of those that are under way at once, one counts; on a busy machine some
   * that are sent together are not, so of several calls the fewest count. `event`: of what is told of the call, until it is
   * written, the most; of answers that a function gave beside another one, none counts.
   */
  readonly roundTrips: Readonly<Record<'greeting' | 'wrongPin' | 'rightPin' | 'event', number>>;
  readonly call: PerCall;
}

/** Counts a PIN call at every voice provider, with the bridge in. `say` tells a person what is going on. */
export async function measureByProvider(
  template: Template,
  say: (what: string) => void,
): Promise<readonly CallAtProvider[]> {
  say('starting the stack of all voice providers');
  const logs: LogLine[] = [];
  const localGateway = await startStack(logs);
  const watch = new Watch(localGateway.gateway, logs, template);
  try {
    const measured: CallAtProvider[] = [];
    for (const voice of voiceIds) {
      say(`${countedCallers} callers at ${voice}`);
      measured.push(await measureAt(voice, localGateway, watch));
    }
    return measured;
  } finally {
    watch.stop();
    await localGateway.stop();
  }
}

const numberOf = (voice: VoiceId): string => `+1202555016${voiceIds.indexOf(voice)}`;

function startStack(logs: LogLine[]): Promise<LocalGateway> {
  const fast = { speechMsPerCharacter: 0, keyGapMs: 0 };
  return startLocalGateway({
    environment: { PORT: 0 },
    settings: { voiceProviders: [...voiceIds] },
    routes: new Map(),
    conferences: {
      dialIns: Object.fromEntries(
        voiceIds.map((voice) => [numberOf(voice), dialInSchema.parse({ kind: 'pin', voice })]),
      ),
      conferences: voiceIds.map((voice) =>
        newConferenceSchema.parse({
          name: voice,
          voice,
          dialIn: numberOf(voice),
          settings: { bridge: 'host' },
        }),
      ),
    },
    ...Object.fromEntries(voiceIds.map((voice) => [voice, fast])),
    timers: false,
    onLog: (line) => logs.push(line),
  });
}

async function measureAt(voice: VoiceId, localGateway: LocalGateway, watch: Watch): Promise<CallAtProvider> {
  const made = localGateway.conferences.find(({ name }) => name === voice);
  const room = made && localGateway.digitalSamba?.rooms.findById(made.room);
  if (room === undefined) throw new Error(`there is no conference at ${voice}`);
  const call = () => placeCall(voice, localGateway, room, made?.pin ?? '', watch);
  room.join('Moderator');
  room.connectTelephony();
  for (let nth = 0; nth < warmUpCallers; nth += 1) await call();
  const from = watch.mark();
  const answers: AnswersOfCall[] = [];
  for (let nth = 0; nth < countedCallers; nth += 1) {
    const begun = watch.mark();
    await call();
    answers.push(answersSince(begun, voice, watch));
  }
  const tally = watch.tallySince(from);
  room.disconnectTelephony();
  await isQuiet(watch);
  const fewest = (of: (answers: AnswersOfCall) => number) => Math.min(...answers.map(of));
  return {
    voice,
    roundTrips: {
      greeting: fewest(([greeting]) => greeting),
      wrongPin: fewest(([, wrong]) => wrong),
      rightPin: fewest(([, , right]) => right),
      event: fewest(([, , , event]) => event),
    },
    call: perCallOf(tally, countedCallers, 0),
  };
}

type AnswersOfCall = readonly [greeting: number, wrongPin: number, rightPin: number, event: number];

/** One call from dialling until the room shows it no more. */
async function placeCall(
  voice: VoiceId,
  localGateway: LocalGateway,
  room: Room,
  pin: string,
  watch: Watch,
): Promise<void> {
  const { simulated } = localGateway.voices[voice];
  if (simulated === undefined) throw new Error(`${voice} is not simulated`);
  const { call } = simulated.place({
    to: numberOf(voice),
    from: 'anonymous',
    keys: `wait-for enter your PIN, ${wrongPin}#, wait-for not right, ${pin}#`,
  });
  await until(`the caller at ${voice} to be announced`, () => room.phoneParticipants().length === 1);
  await isQuiet(watch);
  call.hangUp();
  await until(`the caller at ${voice} to be withdrawn`, () => room.phoneParticipants().length === 0);
  await isQuiet(watch);
}

/**
 * The first three answers of the function that speaks with callers, in the order in which they were asked for, and those to what
 * is told of the call: all others.
 */
function answersSince(from: Mark, voice: VoiceId, watch: Watch): AnswersOfCall {
  const records = watch.recordsSince(from);
  const isSpoken = ({ functionName }: Answered) => functionName === `${voice}-voice`;
  const answered = watch.answeredSince(from).toSorted((one, other) => one.receivedAt - other.receivedAt);
  const spoken = answered.filter(isSpoken);
  const told = [...answered.filter((each) => !isSpoken(each)), ...spoken.slice(3)].filter(
    (each) => !answered.some((other) => other !== each && isBeside(each, other)),
  );
  const [greeting, wrong, right] = spoken.map((each) => sequentialRoundTrips(askedDuring(each, records)));
  const events = told.map((each) => roundTripsBeforeWrite(askedDuring(each, records)));
  if (greeting === undefined || wrong === undefined || right === undefined)
    throw new Error(`a call at ${voice} had ${spoken.length} answers`);
  return [greeting, wrong, right, Math.max(0, ...events)];
}

/** Whether a function gave two answers at once: what each of them asked for cannot be told apart. */
function isBeside(one: Answered, other: Answered): boolean {
  return (
    one.functionName === other.functionName &&
    one.receivedAt <= other.receivedAt + other.tookMs &&
    other.receivedAt <= one.receivedAt + one.tookMs
  );
}

async function isQuiet(watch: Watch): Promise<void> {
  let quietSince = performance.now();
  await until('the stack to be quiet', () => {
    if (watch.isBusy()) quietSince = performance.now();
    return performance.now() - quietSince >= quietMs;
  });
  // What functions write reaches us through a thread's pipe, some milliseconds later.
  await sleep(250);
}
