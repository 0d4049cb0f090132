import type { CallOutId } from '../../conferences/model/call-out.ts';
import type { VoiceCallId } from '../../conferences/model/conference.ts';
import { webhookUrl } from '../descriptor.ts';
import { vonageDescriptor } from './descriptor.ts';

const { webhooks } = vonageDescriptor;

/** What is answered with a document, each the last part of its path. */
export const voiceRoutes = ['voice', 'pin', 'notice', 'waited', 'forwarded'] as const;
export type VoiceRoute = (typeof voiceRoutes)[number];

/** What is only told. */
export const eventRoutes = ['events', 'rtc', 'keys'] as const;
export type EventRoute = (typeof eventRoutes)[number];

/**
 * The address at which Vonage asks or tells something of one call. It names the call as we know it: an input that has timed
 * out may come without its leg, and no event says the region.
 */
export function callUrl(
  publicUrl: string,
  route: VoiceRoute | EventRoute,
  call: VoiceCallId,
  attempt?: number,
): string {
  const search = `?call=${call}${attempt === undefined ? '' : `&attempt=${attempt}`}`;
  return `${webhookUrl(publicUrl, webhooks[route])}${search}`;
}

/** The same of a call that we place: it has no id yet. */
export const callOutUrl = (publicUrl: string, route: 'voice' | 'events', id: CallOutId): string =>
  `${webhookUrl(publicUrl, webhooks[route])}?callOut=${id}`;
