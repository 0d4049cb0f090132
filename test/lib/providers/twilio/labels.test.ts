import { expect, test } from 'vitest';
import { parseParticipantLabel, participantLabel } from '../../../../lib/providers/twilio/labels.ts';
import { voiceCall } from '../../../support/conferences.ts';

test.each(['', 'CA1', 'CA1-', '-1', 'CA1-x', 'CA 1-1', 'CA1-1234567890'])('%j is no label', (label) => {
  expect(parseParticipantLabel(label)).toBeUndefined();
});

test('a label can be read back', () => {
  const label = participantLabel(voiceCall('CA-1-2'), 17);
  expect(parseParticipantLabel(label)).toEqual({ call: 'CA-1-2', joinSequence: 17 });
});
