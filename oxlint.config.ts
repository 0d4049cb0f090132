import { defineConfig } from 'oxlint';

const wholeZod = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
  message: "Write `import * as z from 'zod'`: the other form costs 355 KB.",
};

const clock = 'Take the time from the injected clock.';
const randomness = 'Take randomness from the injected source.';

/** Time and randomness that a function of Node gives; what is a global stands below. */
const ambient = [
  wholeZod,
  { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: clock },
  { selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']", message: clock },
  { selector: "CallExpression[callee.object.name='performance']", message: clock },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: randomness,
  },
  { selector: 'ImportSpecifier[imported.name=/^(random|getRandom)/]', message: randomness },
  {
    selector:
      'CallExpression[callee.property.name=/^(random(Bytes|UUID|Int|Fill|FillSync)|getRandomValues)$/]',
    message: randomness,
  },
  {
    selector: "MemberExpression[object.name='AbortSignal'][property.name='timeout']",
    message: 'Take time-outs from the injected clock.',
  },
];

const ambientGlobals = ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'crypto', 'performance'].map(
  (name) => ({ name, message: 'Ambient clock, randomness and network come in through deps.' }),
);

/** Tables in the form of a function: their length is that of what they list. */
const tables = [
  'bench/figures/{print,results}.ts',
  'infra/monitoring/{alarms,queries}.ts',
  'lib/held-calls/state/life.ts',
];

/** Functions around one state, which a class would have as fields; and a few that are still to be divided. */
const closures = [
  'bench/load/burst.ts',
  'cli/connect/sip-domain.ts',
  'lib/aws/stores/conferences/{conference,pin,unauthenticated}-store.ts',
  'lib/providers/digital-samba/provisioner.ts',
  'local/runtime/{machine/machine,machine/step-functions,queue/queue,sandboxes/sandboxes}.ts',
  'local/simulated/{bots,daily/start,twilio/calls/forward}.ts',
];

/** What is asked beyond the categories, mostly of types. */
const strict = [
  'no-array-constructor',
  'no-case-declarations',
  'no-empty',
  'no-fallthrough',
  'no-prototype-builtins',
  'no-regex-spaces',
  'no-useless-assignment',
  'no-var',
  'prefer-const',
  'prefer-rest-params',
  'prefer-spread',
  'typescript/ban-ts-comment',
  'typescript/consistent-type-imports',
  'typescript/no-deprecated',
  'typescript/no-dynamic-delete',
  'typescript/no-empty-object-type',
  'typescript/no-explicit-any',
  'typescript/no-invalid-void-type',
  'typescript/no-misused-promises',
  'typescript/no-mixed-enums',
  'typescript/no-namespace',
  'typescript/no-non-null-assertion',
  'typescript/no-require-imports',
  'typescript/no-unnecessary-condition',
  'typescript/no-unsafe-argument',
  'typescript/no-unsafe-assignment',
  'typescript/no-unsafe-call',
  'typescript/no-unsafe-function-type',
  'typescript/no-unsafe-member-access',
  'typescript/no-unsafe-return',
  'typescript/only-throw-error',
  'typescript/prefer-literal-enum-member',
  'typescript/prefer-promise-reject-errors',
  'typescript/prefer-reduce-type-parameter',
  'typescript/prefer-return-this-type',
  'typescript/related-getter-setter-pairs',
  'typescript/require-await',
  'typescript/restrict-plus-operands',
  'typescript/return-await',
  'typescript/switch-exhaustiveness-check',
  'typescript/unified-signatures',
  'typescript/use-unknown-in-catch-callback-variable',
];

/** What a category has and this project does not want. */
const unwanted = [
  'no-new', // a construct registers itself
  'no-shadow',
  'no-underscore-dangle', // `_aws` and its like are names of others
  'no-unmodified-loop-condition', // does not see what a callback changes
  'typescript/consistent-return', // the compiler asks it
  'typescript/no-unsafe-type-assertion',
  'typescript/require-array-sort-compare',
];

const all = (names: readonly string[], severity: 'error' | 'off') =>
  Object.fromEntries(names.map((name) => [name, severity]));

export default defineConfig({
  plugins: ['typescript'],
  jsPlugins: [{ name: 'eslint-js', specifier: 'oxlint-plugin-eslint' }],
  // `typeCheck` reports what the compiler would: one pass over the types serves both.
  options: { typeAware: true, typeCheck: true, reportUnusedDisableDirectives: 'error' },
  categories: { correctness: 'error', suspicious: 'error' },
  ignorePatterns: ['build', 'cdk.out', 'coverage'],
  rules: {
    ...all(strict, 'error'),
    ...all(unwanted, 'off'),
    'typescript/restrict-template-expressions': ['error', { allowNumber: true }],
    'typescript/consistent-type-assertions': [
      'error',
      { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
    ],
    'typescript/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    'max-lines': ['error', { max: 400 }],
  },
  overrides: [
    // What is bundled. Rules in JavaScript are slow, and nobody else needs them.
    {
      files: ['lib/**', 'functions/**'],
      rules: {
        'eslint-js/no-restricted-syntax': ['error', ...ambient],
        'no-restricted-globals': ['error', ...ambientGlobals],
      },
    },
    {
      files: ['functions/compose/*.ts', 'local/console/page/**'],
      rules: { 'eslint-js/no-restricted-syntax': ['error', wholeZod], 'no-restricted-globals': 'off' },
    },
    {
      files: ['**/*.{ts,tsx}'],
      rules: {
        'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      },
    },
    // Without types: programs that run on any Node, and bundles of tests.
    {
      files: ['**/*.{js,mjs}'],
      rules: all(
        strict.filter((name) => name.startsWith('typescript/')),
        'off',
      ),
    },
    { files: ['test/**', ...tables, ...closures], rules: { 'max-lines-per-function': 'off' } },
  ],
});
