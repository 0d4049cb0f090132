import { describe, expect, test } from 'vitest';
import { auditLineOf, maskedKey, type Changes } from '../../../../lib/aws/stores/audit.ts';

const doing = { principal: 'arn:aws:iam::123456789012:user/ana', operation: 'route set' };
const changesOf = (
  entries: readonly (readonly [string, string | undefined, string | undefined])[],
): Changes => new Map(entries.map(([key, before, after]) => [key, [before, after]]));

test.each([
  ['ROUTE#+12025550143 ROUTE', 'ROUTE#…43 ROUTE'],
  ['ROUTE#anna@calls.example.com ROUTE', 'ROUTE#…na ROUTE'],
  ['ROUTE#board_room ROUTE', 'ROUTE#board_room ROUTE'],
  ['DIALIN#acme.sip.twilio.com DOOR', 'DIALIN#acme.sip.twilio.com DOOR'],
  [`PIN#${'0a1b2c3d'.repeat(8)} PIN`, 'PIN#0a1b2c3d… PIN'],
  [`KNOWN#${'f'.repeat(64)}#+12025550151 CONF#board`, 'KNOWN#ffffffff…#…51 CONF#board'],
])('%s is shown as %s', (key, shown) => expect(maskedKey(key)).toBe(shown));

describe('the line of a change', () => {
  test('is none where everything is as it was', () => {
    expect(auditLineOf(doing, changesOf([]))).toBeUndefined();
    expect(auditLineOf(doing, changesOf([['A', 'same', 'same']]))).toBeUndefined();
  });

  test('does not depend on the order of writing, and leaves out what came out the same', () => {
    const [a, b] = [['A', undefined, '1'] as const, ['B', '2', '3'] as const];
    const line = auditLineOf(doing, changesOf([a, b]));
    expect(line).toMatchObject({ ...doing, keys: 'A, B' });
    expect(auditLineOf(doing, changesOf([b, ['C', '4', '4'], a]))).toEqual(line);
  });

  test('names twenty keys at most, and tells changes of the others all the same', () => {
    const many = (last: string) =>
      auditLineOf(
        doing,
        changesOf(
          Array.from({ length: 25 }, (_, at) => [`K${at}`, undefined, at === 24 ? last : 'x'] as const),
        ),
      );
    expect(many('x')?.keys).toMatch(/^(K\d+, ){20}5 more$/);
    expect(many('y')?.after).not.toBe(many('x')?.after);
  });
});
