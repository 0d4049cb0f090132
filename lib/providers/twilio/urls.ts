import type { Spoken } from '../../conferences/model/instructions.ts';
import { webhookUrl } from '../descriptor.ts';
import { documentFragment, eventFragment, twilioDescriptor } from './descriptor.ts';

const { webhooks } = twilioDescriptor;

/** All fragments that we ever put on a URL: the signature may cover them. */
export const fragments: readonly string[] = [documentFragment, eventFragment];

/** The voice routes, each the last part of its path. */
export const voiceRoutes = [
  'voice',
  'pin',
  'notice',
  'menu',
  'left',
  'wait',
  'forwarded',
  'announce',
] as const;
export type VoiceRoute = (typeof voiceRoutes)[number];

/** The routes of status callbacks. */
export const eventRoutes = ['events', 'status'] as const;
export type EventRoute = (typeof eventRoutes)[number];

/** The address at which Twilio asks for a document. `query` is signed together with it. */
export function documentUrl(
  publicUrl: string,
  route: VoiceRoute,
  query: Readonly<Record<string, string | number>> = {},
): string {
  const { path, fragment } = webhooks[route];
  return webhookUrl(publicUrl, { path: `${path}${searchOf(query)}`, fragment });
}

function searchOf(query: Readonly<Record<string, string | number>>): string {
  const entries = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return entries.length === 0 ? '' : `?${entries.join('&')}`;
}

/** The address to which Twilio reports conference events (`events`) or the end of calls (`status`). */
export function eventUrl(
  publicUrl: string,
  route: EventRoute,
  query: Readonly<Record<string, string>> = {},
): string {
  const { path, fragment } = webhooks[route];
  return webhookUrl(publicUrl, { path: `${path}${searchOf(query)}`, fragment });
}

/** Where Twilio finds what one leg of a meeting is to be told; the recording, if there is one, needs no further look-up. */
export function announceUrl(publicUrl: string, { sentence, language, audioUrl }: Spoken): string {
  const audio = audioUrl === undefined ? {} : { audioUrl };
  return documentUrl(publicUrl, 'announce', { sentence, language, ...audio });
}

/** What is to be entered for a phone number or SIP Domain at Twilio, all with method POST. */
export function webhooksOf(publicUrl: string): {
  readonly voiceUrl: string;
  readonly statusCallback: string;
} {
  return { voiceUrl: documentUrl(publicUrl, 'voice'), statusCallback: eventUrl(publicUrl, 'status') };
}
