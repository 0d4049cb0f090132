import type { PinDialIn } from '../../../lib/conferences/model/dial-in.ts';
import type { Random } from '../frame/random.ts';

/** What callers are told before they are let in. */
export interface DrawnNotice {
  readonly asksConsent: boolean;
}

export const noticeText = 'You are talking to an automated agent.';

const noticeRate = 0.15;

export function drawNotice(random: Random): DrawnNotice | undefined {
  return random.chance(noticeRate) ? { asksConsent: random.chance(0.5) } : undefined;
}

/** What a dial-in says of it. */
export function noticeOf(notice: DrawnNotice | undefined): Pick<PinDialIn, 'notice'> {
  if (notice === undefined) return {};
  const consent = notice.asksConsent ? ({ consent: 'press-1' } as const) : {};
  return { notice: { version: '1', text: { en: noticeText }, ...consent } };
}
