import { verifySignature } from '@vonage/jwt';
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { signWebhook, type WebhookClaims } from '../../../../../local/simulated/vonage/webhooks/signature.ts';

const secret = 'sig-secret-0123456789abcdef0123456789';
const parties =
  '"from":"15550001111","to":"15550002222","uuid":"aaaaaaaa-0000-4000-8000-0123456789ab","conversation_uuid":"CON-bbbbbbbb-0000-4000-8000-0123456789ab"';
const arrival = `{${parties}}`;
const pin = `{"dtmf":{"digits":"482913","timed_out":false},"speech":{"results":[]},${parties},"timestamp":"2030-01-02T03:04:15.000Z"}`;
const claims = (iat: number, nth: number, body: string): WebhookClaims => ({
  iat,
  jti: `c5ba8f24-1a14-4c10-bfdf-00000000000${nth}`,
  body,
  apiKey: 'a1b2c3d4',
  applicationId: '78d335fa-0000-4000-8000-0123456789ab',
});

const vectors: readonly (readonly [string, WebhookClaims, string])[] = [
  [
    'V1',
    claims(1_893_553_445, 1, arrival),
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE4OTM1NTM0NDUsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTAwMDAwMDAwMDAwMSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6IjlkZmY2NzA5ZjE5MzkxMzg1Y2FiM2Q1YWRlYjllOTIyYWU2MmE5NmRkMGVlYmFhN2U2YzJjOGUxYjhjYzgwM2IiLCJhcGlfa2V5IjoiYTFiMmMzZDQiLCJhcHBsaWNhdGlvbl9pZCI6Ijc4ZDMzNWZhLTAwMDAtNDAwMC04MDAwLTAxMjM0NTY3ODlhYiJ9.8EfDTHXXr8TBVh-fOX9pULYPZm6wuamucFcXWL97CHM',
  ],
  [
    'V2',
    claims(1_893_553_455, 2, pin),
    'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE4OTM1NTM0NTUsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTAwMDAwMDAwMDAwMiIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6ImE5ZTY3OGEyNGUzOGU3YTMzYmRlZWU0N2UzMGE1NDUzNzRiODQ5MTU5MWE0ZTAwNWE1OTQxMzg3YjQwMTRiNDYiLCJhcGlfa2V5IjoiYTFiMmMzZDQiLCJhcHBsaWNhdGlvbl9pZCI6Ijc4ZDMzNWZhLTAwMDAtNDAwMC04MDAwLTAxMjM0NTY3ODlhYiJ9.QBei2XsdzQ07-xQ2Jltcm5XhSMQjgvm1SO3kvQmJyP4',
  ],
];

test.each(vectors)('%s is signed as published', (_, given, token) => {
  expect(signWebhook(secret, given)).toBe(token);
  expect(verifySignature(token, secret)).toBe(true);
  expect(verifySignature(token, `${secret}0`)).toBe(false);
});

test('the hash of the body is in the token', () => {
  const token = signWebhook(secret, claims(1_893_553_445, 1, pin));
  const hash = createHash('sha256').update(pin).digest('hex');
  expect(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')).toContain(hash);
  expect(token).not.toBe(signWebhook(secret, claims(1_893_553_445, 1, arrival)));
});
