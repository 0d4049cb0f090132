import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const wholeZod = {
  selector: "ImportDeclaration[source.value='zod'] > ImportSpecifier[imported.name='z']",
  message: "Write `import * as z from 'zod'`: the other form costs 355 KB.",
};

const ambient = [
  wholeZod,
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the time from the injected clock.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time from the injected clock.',
  },
  {
    selector: "CallExpression[callee.object.name='performance']",
    message: 'Take the time from the injected clock.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Take randomness from the injected source.',
  },
  {
    selector: 'ImportSpecifier[imported.name=/^(random|getRandom)/]',
    message: 'Take randomness from the injected source.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(random(Bytes|UUID|Int|Fill|FillSync)|getRandomValues)$/]',
    message: 'Take randomness from the injected source.',
  },
  {
    selector: "MemberExpression[object.name='AbortSignal'][property.name='timeout']",
    message: 'Take time-outs from the injected clock.',
  },
];

const ambientGlobals = ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'crypto', 'performance'].map(
  (name) => ({
    name,
    message: 'Ambient clock, randomness and network come in through deps.',
  }),
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
  'local/runtime/{machine,queue,sandboxes,step-functions}.ts',
  'local/simulated/{bots,daily/start,twilio/calls/forward}.ts',
];

export default tseslint.config(
  { ignores: ['build', 'cdk.out', 'coverage', 'node_modules'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.mjs'] },
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-assertions': [
        'error',
        { assertionStyle: 'as', objectLiteralTypeAssertions: 'never' },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'max-lines': ['error', { max: 400 }],
      'no-restricted-syntax': ['error', wholeZod],
    },
  },
  {
    files: ['lib/**', 'functions/**'],
    ignores: ['functions/compose/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...ambient],
      'no-restricted-globals': ['error', ...ambientGlobals],
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['test/**', ...tables, ...closures],
    rules: { 'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }] },
  },
  { files: ['**/*.{js,mjs}'], ...tseslint.configs.disableTypeChecked },
);
