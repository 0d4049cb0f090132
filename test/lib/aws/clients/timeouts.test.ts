import { describe, expect, test } from 'vitest';
import { mayPass } from '../../../../lib/aws/clients/timeouts.ts';

describe('whether the same request to AWS may succeed a moment later', () => {
  const status = (httpStatusCode: number) => ({ name: 'Error', $metadata: { httpStatusCode } });
  test.each<[string, unknown, boolean]>([
    ['no error at all', 'failed', false],
    ['a refusal', { ...status(400), name: 'AccessDeniedException' }, false],
    ["Node's own complaint", { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }, false],
    ['throttling by SQS', { ...status(400), name: 'RequestThrottled' }, true],
    ['throttling by Step Functions', { ...status(400), name: 'TooManyRequestsException' }, true],
    ['status 429', status(429), true],
    ['status 500', status(500), true],
    ["the SDK's time-out", { name: 'TimeoutError' }, true],
    ['a reset connection', { name: 'Error', code: 'ECONNRESET' }, true],
    ['a name that is not found', { name: 'Error', code: 'ENOTFOUND' }, true],
    ['a host that is away', { name: 'Error', code: 'EHOSTUNREACH' }, true],
  ])('%s', (_, error, may) => {
    expect(mayPass(error)).toBe(may);
  });
});
