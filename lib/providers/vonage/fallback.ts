import { languages } from '../../conferences/model/conference.ts';
import { renderFarewell, type Ncco } from './ncco.ts';

/** What a call hears of which we know nothing: an apology in every language, and the end. */
export function fallbackNcco(): Ncco {
  return renderFarewell(languages.map((language) => ({ sentence: 'internal-failure', language })));
}

/** The document for the fallback URL of an application: the same for every call, so that nothing of ours has to run. */
export const fallbackDocument = (): string => JSON.stringify(fallbackNcco());
