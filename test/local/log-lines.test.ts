import { describe, expect, test } from 'vitest';
import { readable } from '../../local/log-lines.ts';

const timestamp = '2026-05-04T10:00:00.123Z';
const line = (entry: object) => JSON.stringify({ level: 'INFO', timestamp, ...entry });

describe('a line of log as a person reads it', () => {
  test.each([
    ['sweep', '10:00:00.123  sweep                 call-cleaned callId=a'],
    ['digital-samba-events', '10:00:00.123  digital-samba-events  call-cleaned callId=a'],
  ])('of %s has its name and its code apart', (functionName, text) => {
    expect(
      readable({ stream: 'stdout', functionName, line: line({ code: 'call-cleaned', callId: 'a' }) }),
    ).toBe(text);
  });

  test('leaves metrics to CloudWatch', () => {
    expect(
      readable({ stream: 'stdout', functionName: 'sweep', line: JSON.stringify({ _aws: {} }) }),
    ).toBeUndefined();
  });

  test('shows what is no entry as it is', () => {
    expect(readable({ stream: 'stdout', functionName: 'digital-samba-events', line: 'Error: x' })).toBe(
      'digital-samba-events  Error: x',
    );
  });
});
