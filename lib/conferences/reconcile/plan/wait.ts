import type { Command } from '../../model/command.ts';
import type { Caller, Conference } from '../../model/conference.ts';
import { mustGoWith } from '../../state/session.ts';
import { sentenceFor } from '../../state/waiting.ts';

/** Whoever waits in silence is told again after this long: often enough to stay, and two sentences never meet. */
const tellAgainAfterMs = 20_000;

/**
 * Those who wait in a meeting that has begun: the voice provider says nothing to them by itself (Twilio docs, TwiML
 * Conference, waitUrl), so that each is told.
 */
export function waitCommands(
  conference: Conference,
  present: readonly Caller[],
  nowMs: number,
): readonly Command[] {
  const { meeting } = conference;
  if (meeting === undefined) return [];
  return silent(conference, present).flatMap((caller) =>
    nowMs < toldAtMs(conference, caller)
      ? []
      : [
          {
            kind: 'tellWait',
            meeting,
            call: caller.call,
            sentence: sentenceFor(conference, caller.admittedAtMs, nowMs),
          } as const,
        ],
  );
}

export function waitDeadlines(conference: Conference, present: readonly Caller[]): readonly number[] {
  return silent(conference, present).map((caller) => toldAtMs(conference, caller));
}

function silent(conference: Conference, present: readonly Caller[]): readonly Caller[] {
  const { bridge, meeting, lost, isClosed } = conference;
  if (bridge.state === 'in' || lost === undefined || lost.meeting !== meeting || isClosed) return [];
  return present.filter(
    (caller) => caller.presence === 'in' && caller.kicked === undefined && !mustGoWith(conference, caller),
  );
}

/** When a caller who waits in silence is to be told: at once, and then again and again. */
function toldAtMs({ lost }: Conference, { presenceAtMs, waitToldAtMs = Number.NEGATIVE_INFINITY }: Caller) {
  const silentSinceMs = Math.max(presenceAtMs, lost?.atMs ?? presenceAtMs);
  return waitToldAtMs < silentSinceMs ? silentSinceMs : waitToldAtMs + tellAgainAfterMs;
}
