import { describe } from 'vitest';
import { plainOutside } from '../simulation/conferences/outside/variants.ts';
import { meetingScenarios } from './voice/meetings.ts';
import { scenariosFor } from './voice/scenarios.ts';
import { twilioKit } from './voice/twilio-kit.ts';

// No vendor's, so that there is no signature and no document to judge: what becomes of people on the phone.
describe.each([false, true])('where callers wait outside, and can be moved in: %s', (movesCalls) => {
  const outside = { ...plainOutside('sinch'), movesCalls, listLagMs: 500 };
  meetingScenarios(
    { ...twilioKit, traits: outside.traits, scenario: { outside } },
    scenariosFor({ 25: 'the list is all that tells of joins' }),
  );
});
