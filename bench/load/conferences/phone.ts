import type { SimulatedVoice } from '../../../local/voices/voice.ts';

/** A caller of the load at whichever voice provider, as seen from outside. */
export interface Phone {
  readonly dialledAtMs: number;
  /** In the meeting: hears the others. */
  readonly isIn: boolean;
  readonly wasIn: boolean;
  readonly isMuted: boolean;
  /** When the call was over, Unix milliseconds; undefined while it lasts. */
  readonly endedAtMs: number | undefined;
  /** The caller hung up; otherwise the call was ended for them. */
  readonly hasHungUp: boolean;
  hangUp(): void;
}

/** Somebody dials in, keys the PIN when they are asked for it, and listens. */
export function placePhone(
  voice: Pick<SimulatedVoice, 'place'>,
  { to, from, pin }: { readonly to: string; readonly from: string; readonly pin: string },
): Phone {
  const dialledAtMs = Date.now();
  const seen = { isIn: false, wasIn: false, isMuted: false, hasHungUp: false };
  let endedAtMs: number | undefined;
  const { call } = voice.place({ to, from, keys: `wait-for enter your PIN, wait 1, ${pin}#` });
  const stop = call.onEvent(({ kind }) => {
    if (kind === 'conference-started') seen.isIn = seen.wasIn = true;
    if (kind === 'conference-left') seen.isIn = false;
    if (kind === 'muted' || kind === 'unmuted') seen.isMuted = kind === 'muted';
    if (kind !== 'hung-up') return;
    seen.isIn = false;
    endedAtMs = Date.now();
    stop();
  });
  return {
    dialledAtMs,
    get isIn() {
      return seen.isIn;
    },
    get wasIn() {
      return seen.wasIn;
    },
    get isMuted() {
      return seen.isMuted;
    },
    get endedAtMs() {
      return endedAtMs;
    },
    get hasHungUp() {
      return seen.hasHungUp;
    },
    hangUp: () => {
      if (endedAtMs !== undefined) return;
      seen.hasHungUp = true;
      call.hangUp();
    },
  };
}
