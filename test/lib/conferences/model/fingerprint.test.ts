import { describe, expect, test } from 'vitest';
import { whyOf } from '../admin/provisioner-world.ts';
import { noConference } from '../../../../lib/conferences/model/not-done.ts';
import { byHash, findByFingerprint, fingerprintOf } from '../../../../lib/conferences/model/fingerprint.ts';

const hashOf = (hex: string) => Buffer.from(hex, 'hex').toString('base64url');
const all = ['abcdef0123456789', 'abcdef0223456789', '0123abcd00000000'].map((hex) => ({
  hash: hashOf(hex),
}));

test('a fingerprint is the first eight hexadecimal digits of a hash, and no more of it', () => {
  expect(all.map(({ hash }) => fingerprintOf(hash))).toEqual(['abcdef01', 'abcdef02', '0123abcd']);
});

describe('what a fingerprint means', () => {
  test.each([
    ['all of it', 'abcdef01', 0],
    ['in capitals', 'ABCDEF02', 1],
    ['its first four digits', '0123', 2],
  ])('%s', (_, fingerprint, index) => {
    expect(findByFingerprint(all, fingerprint, 'PIN', byHash)).toEqual({ ok: true, found: all[index] });
  });

  test.each([
    ['too few digits, even of one', '012', 'at least its first 4 digits', undefined],
    ['its last digits', 'ef01', 'there is no PIN with that fingerprint', true],
    ['more digits than it has', 'abcdef0123', 'there is no PIN', true],
    ['the beginning of several', 'abcdef0', 'several begin like that', undefined],
  ])('%s: nothing', (_, fingerprint, why, isMissing) => {
    const found = findByFingerprint(all, fingerprint, 'PIN', byHash);
    expect(found).toMatchObject({ ok: false, reason: 'refused', ...(isMissing && { isMissing }) });
    expect(whyOf(found)).toContain(why);
    expect(Object.keys(found).includes('isMissing')).toBe(isMissing === true);
  });
});

test('a conference that is not there is told from one that refuses', () => {
  expect(noConference).toMatchObject({ reason: 'refused', isMissing: true });
});
