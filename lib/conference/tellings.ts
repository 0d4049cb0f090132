import type { Act } from './act.ts';
import type { Done, SyncDeps } from './act-outcome.ts';
import type { CallerFact } from './caller-facts.ts';
import type { Conference } from './conference.ts';
import type { Sentence } from './sentences.ts';
import { spokenTo } from './spoken.ts';
import { isNotYet, wordFor } from './told.ts';

/** Tells a caller that a moderator asks them to unmute. */
export function askToUnmute(
  deps: SyncDeps,
  conference: Conference,
  act: Extract<Act, { readonly kind: 'askToUnmute' }>,
): Promise<Done> {
  const fact = { kind: 'askTold', atMs: deps.clock.now(), askedAtMs: act.askedAtMs } as const;
  return tell(deps, conference, { ...act, sentence: 'asked-to-unmute' }, fact);
}

/** Tells a caller why nobody is heard. */
export function tellWait(
  deps: SyncDeps,
  conference: Conference,
  act: Extract<Act, { readonly kind: 'tellWait' }>,
): Promise<Done> {
  return tell(deps, conference, act, { kind: 'waitTold', atMs: deps.clock.now() });
}

/** Says a sentence to one leg. Again only if they surely did not hear it: what may have been heard is not said twice. */
async function tell(
  deps: SyncDeps,
  conference: Conference,
  {
    kind,
    meeting,
    call,
    sentence,
  }: Pick<Extract<Act, { readonly kind: 'tellWait' }>, 'meeting' | 'call'> & {
    readonly kind: Act['kind'];
    readonly sentence: Sentence;
  },
  fact: CallerFact,
): Promise<Done> {
  const told = await deps.voice.tell(meeting, call, await spokenTo(deps, call, sentence));
  if (told !== 'done') deps.log.warn('conference-act', { act: kind, callId: call, result: wordFor(told) });
  if (isNotYet(told)) return told;
  // Out of the meeting, which we shall hear of: they are told when they are back.
  if (told === 'gone') return 'failed';
  await deps.conferences.changeCaller(conference.id, call, fact);
  return 'done';
}
