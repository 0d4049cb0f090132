import { languages } from '../../conferences/model/conference.ts';
import { renderFarewell } from './twiml.ts';

/**
 * The document for Twilio's fallback URLs: an apology in every language, and the end of the call. It is the same for
 * every call, so it can be served from where nothing of ours has to run.
 */
export function fallbackDocument(): string {
  return renderFarewell(languages.map((language) => ({ sentence: 'internal-failure', language })));
}
