import { expect } from 'vitest';

/** Vitest's asymmetric matchers, typed so that they can stand inside an expected object. */
export const containing = (text: string): unknown => expect.stringContaining(text);
export const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
