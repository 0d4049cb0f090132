import { languages } from '../../conferences/model/conference.ts';
import { renderFarewell } from './svaml.ts';

/** The document for the fallback URL of an application, as with Twilio: an apology in every language, the same for every call. */
export function fallbackDocument(): string {
  return JSON.stringify(
    renderFarewell(languages.map((language) => ({ sentence: 'internal-failure', language }))),
  );
}
