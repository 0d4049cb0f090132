/** The files that faults are put into: the domains, and the checks of signatures. */
export const subjects = [
  'lib/held-calls/**/*.ts',
  'lib/conferences/**/*.ts',
  'lib/providers/*/signature.ts',
  'lib/providers/digital-samba/authorization.ts',
];
