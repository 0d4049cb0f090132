import { expect, test } from 'vitest';
import { isAuthorized } from '../../../../lib/providers/digital-samba/authorization.ts';

const secrets = ['the newer secret', 'the older secret'];

test.each([
  { what: 'no header', header: undefined, secrets },
  { what: 'an empty header', header: '', secrets },
  { what: 'another secret', header: 'Bearer another secret', secrets },
  { what: 'the scheme alone', header: 'Bearer ', secrets },
  { what: 'the scheme twice', header: 'Bearer Bearer the newer secret', secrets },
  { what: 'another scheme', header: 'Basic the newer secret', secrets },
  { what: 'more than the secret', header: 'the newer secret, the older secret', secrets },
  { what: 'less than the secret', header: 'the newer secre', secrets },
  { what: 'the secret in capitals', header: 'THE NEWER SECRET', secrets },
  { what: 'anything, without a secret', header: 'Bearer the newer secret', secrets: [] },
  { what: 'nothing, with an empty secret', header: '', secrets: [''] },
  { what: 'the scheme alone, with an empty secret', header: 'Bearer ', secrets: [''] },
])('refuses $what', ({ header, secrets: live }) => {
  expect(isAuthorized(header, live)).toBe(false);
});

test.each(['the newer secret', 'Bearer the newer secret', 'bearer the older secret', 'the older secret'])(
  'accepts %s',
  (header) => {
    expect(isAuthorized(header, secrets)).toBe(true);
  },
);
