import type { FormRequestEvent } from '../../functions/shared/form-webhook.ts';

/** A request as the front hands it to a function. */
export type Request = Required<Pick<FormRequestEvent, 'headers' | 'rawPath' | 'rawQueryString' | 'body'>> & {
  readonly isBase64Encoded: boolean;
};

/** One public path up to where its sender is known, or refused. */
export interface Door {
  readonly path: string;
  /** The longest body that is looked at, in bytes. */
  readonly maxBytes: number;
  /** What its provider sends. */
  readonly contentType: string;
  /** The headers of its provider for a body; forged ones look the same, and are made with another secret. */
  readonly headersFor: (body: string, secret: 'live' | 'forged') => Readonly<Record<string, string>>;
  /** Whether the request is let in. */
  readonly ask: (request: Request) => Promise<boolean>;
}

/** Two are live while one replaces the other, and both are tried. */
export const secrets = {
  live: 'bGl2ZSBzZWNyZXQ=',
  older: 'b2xkZXIgc2VjcmV0',
  forged: 'Zm9yZ2VkIHNlY3JldA==',
} as const;
export const publicUrl = 'https://gateway.example.com';
export const formType = 'application/x-www-form-urlencoded; charset=UTF-8';

const nothing = (): void => undefined;
/** What every door needs; nothing of it counts here. */
export const shared = {
  log: { info: nothing, warn: nothing, error: nothing },
  count: nothing,
  clock: { now: () => Date.now() },
  isUsed: () => Promise.resolve(true),
};
export const source = <Secrets>(known: Secrets) => {
  const read = () => Promise.resolve(known);
  return { read, reread: read };
};
