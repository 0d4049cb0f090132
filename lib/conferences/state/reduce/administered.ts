import type { AdminEvent } from '../../model/conference-events.ts';
import type { Conference } from '../../model/conference.ts';
import { settingsAfter } from '../settings.ts';

/** The conference after whoever administers it has changed it. */
export function reduceAdministered(conference: Conference, event: AdminEvent): Conference {
  switch (event.kind) {
    case 'settingsChanged':
      return { ...conference, settings: settingsAfter(conference.settings, event.change) };
    case 'closed':
      return { ...conference, isClosed: true };
  }
}
