import { languages } from '../../conferences/model/conference.ts';
import { renderFarewell } from './documents.ts';

/** The document for the fallback URL of an application: the same for every call, so that nothing of ours has to run. */
export function fallbackDocument(): string {
  return renderFarewell(languages.map((language) => ({ sentence: 'internal-failure', language })));
}
