import { createHash, createHmac } from 'node:crypto';

/** Published vectors; Vonage's own `verifySignature` accepts the first two. */
export const apiKey = 'a1b2c3d4';
export const applicationId = '78d335fa-0000-4000-8000-0123456789ab';
export const signatureSecret = 'sig-secret-0123456789abcdef0123456789';
export const otherSecret = 'sig-secret-fedcba9876543210fedcba9876';
/** When the first vector was made, and the second ten seconds later. */
export const atMs = 1_893_553_445_000;
export const leg = 'aaaaaaaa-0000-4000-8000-0123456789ab';
export const conversation = 'CON-bbbbbbbb-0000-4000-8000-0123456789ab';

const of = `"from":"15550001111","to":"15550002222","uuid":"${leg}","conversation_uuid":"${conversation}"`;
export const answerBody = `{${of}}`;
export const inputBody = `{"dtmf":{"digits":"482913","timed_out":false},"speech":{"results":[]},${of},"timestamp":"2030-01-02T03:04:15.000Z"}`;

const header = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9';
/** Claims of every token of Vonage's, but for the time, the token's name and the body's hash. */
const whose = { iss: 'Vonage', api_key: apiKey, application_id: applicationId };

/** V1, for the answer body, and V2, for that of the input. */
export const answerToken = `${header}.eyJpYXQiOjE4OTM1NTM0NDUsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTAwMDAwMDAwMDAwMSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6IjlkZmY2NzA5ZjE5MzkxMzg1Y2FiM2Q1YWRlYjllOTIyYWU2MmE5NmRkMGVlYmFhN2U2YzJjOGUxYjhjYzgwM2IiLCJhcGlfa2V5IjoiYTFiMmMzZDQiLCJhcHBsaWNhdGlvbl9pZCI6Ijc4ZDMzNWZhLTAwMDAtNDAwMC04MDAwLTAxMjM0NTY3ODlhYiJ9.8EfDTHXXr8TBVh-fOX9pULYPZm6wuamucFcXWL97CHM`;
export const inputToken = `${header}.eyJpYXQiOjE4OTM1NTM0NTUsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTAwMDAwMDAwMDAwMiIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6ImE5ZTY3OGEyNGUzOGU3YTMzYmRlZWU0N2UzMGE1NDUzNzRiODQ5MTU5MWE0ZTAwNWE1OTQxMzg3YjQwMTRiNDYiLCJhcGlfa2V5IjoiYTFiMmMzZDQiLCJhcHBsaWNhdGlvbl9pZCI6Ijc4ZDMzNWZhLTAwMDAtNDAwMC04MDAwLTAxMjM0NTY3ODlhYiJ9.QBei2XsdzQ07-xQ2Jltcm5XhSMQjgvm1SO3kvQmJyP4`;

export const hashOf = (body: string) => createHash('sha256').update(body).digest('hex');

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as Vonage makes them, with other claims, another header or another secret where a test wants them. */
export function tokenFor(
  body: string,
  {
    nowMs = atMs,
    secret = signatureSecret,
    claims = {},
    head = { alg: 'HS256', typ: 'JWT' },
  }: { nowMs?: number; secret?: string; claims?: object; head?: object } = {},
): string {
  const all = { iat: nowMs / 1_000, jti: 'c5ba8f24', payload_hash: hashOf(body), ...whose, ...claims };
  const signed = `${part(head)}.${part(all)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** The same under a header that says that nothing signed it. */
export const unsignedToken = () => {
  const [, claims] = answerToken.split('.');
  return `${part({ alg: 'none' })}.${claims}.`;
};
