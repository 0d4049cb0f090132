import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeHold, encodeHold } from '../../../../lib/providers/daily/hold.ts';

describe('decodeHold', () => {
  it.each([
    '',
    'c-1',
    '[]',
    '["c"]',
    '["","d"]',
    '["c","d","e"]',
    '{"callId":"c","callDomain":"d"}',
    '["c",1]',
  ])('knows that %j is no handle of ours', (hold) => expect(decodeHold(hold)).toBeUndefined());

  it('gives back what was encoded, whatever it contains', () => {
    const text = fc.string({ minLength: 1 });
    fc.assert(
      fc.property(text, text, (callId, callDomain) => {
        expect(decodeHold(encodeHold(callId, callDomain))).toEqual({ callId, callDomain });
      }),
    );
  });
});
