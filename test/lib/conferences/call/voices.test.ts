import { expect, test } from 'vitest';
import { makeVoices } from '../../../../lib/conferences/call/voices.ts';
import { conferenceWorld } from '../support.ts';

test('each voice provider that a deployment has is found by its id, and no other', () => {
  const { voices } = conferenceWorld().deps;
  const [twilio, plivo] = [voices.of('twilio'), voices.of('plivo')];
  const made = makeVoices([twilio, plivo]);
  expect(made.of('twilio')).toBe(twilio);
  expect(made.of('plivo')).toBe(plivo);
  expect(() => made.of('sinch')).toThrow('this deployment has no voice provider sinch');
});
