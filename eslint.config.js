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

/** One folder may import only what lies below it (docs/architecture.md). */
const below = (files, forbidden) => ({
  files,
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: forbidden,
            message: 'This import points the wrong way: functions → parties and lib/aws → domain.',
          },
        ],
      },
    ],
  },
});

const heldCallsForbid = '^@aws|^aws-|/(aws|canary|conferences|providers)/|^node:(?!crypto$)';
const conferencesForbid = '^@aws|^aws-|/(aws|canary|held-calls|providers)/|^node:(?!crypto$)';
const conferenceUses = 'call|events|reconcile|admin';

export default tseslint.config(
  { ignores: ['build', 'cdk.out', 'coverage', 'node_modules'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
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
  below(['lib/held-calls/**'], heldCallsForbid),
  below(['lib/held-calls/ports.ts'], `${heldCallsForbid}|/(state|steps)/`),
  below(['lib/held-calls/model/**'], `${heldCallsForbid}|/(state|steps)/|/ports\\.ts$`),
  below(['lib/held-calls/state/**'], `${heldCallsForbid}|/steps/|/ports\\.ts$`),
  below(['lib/conferences/**'], conferencesForbid),
  below(['lib/conferences/ports.ts'], `${conferencesForbid}|/(state|${conferenceUses})/`),
  below(['lib/conferences/model/**'], `${conferencesForbid}|/(state|${conferenceUses})/|/ports\\.ts$`),
  below(['lib/conferences/state/**'], `${conferencesForbid}|/(${conferenceUses})/|/ports\\.ts$`),
  below(['lib/canary/**'], '^@aws|^aws-|/(aws|conferences|functions|infra|local|cli)/'),
  below(['lib/providers/**'], '^@aws|^aws-|/(aws|canary|functions|infra|local|cli)/'),
  below(['lib/aws/**'], '/(functions|infra|local|cli|providers)/'),
  below(['lib/admin/**'], '^@aws|/aws/(clients|table)/|/(providers|functions|infra|local|cli)/'),
  below(['lib/telemetry/**'], '/(functions|infra|local|cli|aws|held-calls|conferences)/'),
  below(['lib/numbers/**'], '/(functions|infra|local|cli|aws|held-calls|conferences|telemetry|http)/'),
  below(['functions/**'], '/(infra|local|cli|test)/'),
  { files: ['**/*.js'], ...tseslint.configs.disableTypeChecked },
);
