import * as z from 'zod';
import { failedOutside, wrongInput, type Outcome } from '../output.ts';

/** What Node and the SDK call a server that could not be reached, or not in time. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'TimeoutError',
]);
const notAllowed = new Set(['AccessDenied', 'AccessDeniedException']);
const badCredentials = new Set([
  'CredentialsProviderError',
  'TokenProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'IncompleteSignature',
  'InvalidClientTokenId',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'UnrecognizedClientException',
]);

const awsErrorSchema = z.object({
  name: z.string(),
  $metadata: z.object({ requestId: z.string().optional() }),
});
const codeSchema = z.object({ code: z.string() });

/** A gateway as sentences name it. */
export interface Named {
  readonly kind: 'local' | 'stage';
  readonly name: string;
}

/** There was no answer; `code` says what kept it. */
export function noAnswer({ kind, name }: Named, code: string): Outcome {
  return failedOutside(
    kind === 'local'
      ? `No answer from ${name} (${code}): it has stopped without saying so. Start one with \`npm start\`.`
      : `AWS did not answer for ${name} (${code}). Check the network and --region, then try again.`,
  );
}

/** A sentence for what AWS, or the way to it, did to us; undefined for anything else, which is a bug of ours. */
export function explainAwsFailure(error: unknown, named: Named): Outcome | undefined {
  const { kind, name } = named;
  if (!(error instanceof Error)) return undefined;
  // `fetch` tells in its cause what kept it from asking.
  const code =
    codeSchema.safeParse(error).data?.code ?? codeSchema.safeParse(error.cause).data?.code ?? error.name;
  if (unreachable.has(code)) return noAnswer(named, code);
  if (error.message === 'Region is missing') {
    return wrongInput('No AWS Region is known. Name one with --region or in AWS_REGION.');
  }
  if (badCredentials.has(error.name)) {
    return failedOutside(
      `AWS did not accept your credentials, or found none (${error.name}). Sign in again, for example with ` +
        '`aws sso login` or AWS_PROFILE, then try again.',
    );
  }
  if (notAllowed.has(error.name)) {
    return failedOutside(`Your AWS credentials do not allow this for ${name}: ${error.message}`);
  }
  if (error.name === 'ResourceNotFoundException') {
    const fix = kind === 'local' ? 'Restart it.' : 'Deploy the stack again, or look into who deleted it.';
    return failedOutside(`The table or the secret of ${name} is gone. ${fix}`);
  }
  const answered = awsErrorSchema.safeParse(error);
  if (!answered.success) return undefined;
  // Not the message: a complaint about a request may quote what the request carried.
  const request = answered.data.$metadata.requestId;
  return failedOutside(
    `AWS refused with ${error.name} for ${name}${request === undefined ? '' : ` (request ${request})`}. Nothing more ` +
      'is known; if it stays so, look for the request in CloudTrail.',
  );
}
