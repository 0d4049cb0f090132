// What may import what: one way down, functions → providers and lib/aws → the two domains. `npm run lint` holds it.

/** Below everything: words and helpers that know of no journey. */
const ground = ['lib/telemetry', 'lib/numbers', 'lib/notice'];
const domains = ['lib/held-calls', 'lib/conferences'];
const parties = [...domains, 'lib/http', 'lib/providers/[^/]+\\.ts$', ...ground];
const product = [
  'lib/aws',
  'lib/events',
  'lib/providers',
  'lib/canary',
  'lib/http',
  'lib/admin',
  ...domains,
  ...ground,
];

/** Folder by folder, what it may import beside itself. */
const mayImport = {
  'lib/telemetry': [],
  'lib/numbers': [],
  'lib/notice': [],
  'lib/held-calls': ground,
  'lib/conferences': ground,
  'lib/http': ['lib/held-calls', ...ground],
  // Which calls are the canary's is known by their ids.
  'lib/aws': ['lib/canary/id\\.ts$', ...domains, ...ground],
  // What is published of both journeys.
  'lib/events': [...domains, ...ground],
  'lib/admin': ['lib/aws/stores', ...domains, ...ground],
  // Wraps the use cases of held calls, with a bot of its own.
  'lib/canary': ['lib/providers', ...parties],
  'lib/providers/daily': parties,
  // Both start bots, by the same order.
  'lib/providers/pipecat-cloud': ['lib/providers/bot-endpoint', ...parties],
  'lib/providers/bot-endpoint': parties,
  'lib/providers/digital-samba': parties,
  'lib/providers/event-webhook': parties,
  'lib/providers/plivo': parties,
  'lib/providers/sinch': parties,
  'lib/providers/twilio': parties,
  'lib/providers/vonage': parties,
  functions: product,
  infra: ['lib'],
  cli: ['lib', 'infra', 'local'],
  // The simulators speak for the providers: they share no code with what they judge, only how a port is opened and a record
  // kept short.
  'local/simulated': ['local/runtime/(ports|keep)\\.ts$'],
  'local/runtime': [],
  local: ['lib', 'infra', 'scripts'],
  bench: ['lib', 'infra', 'local', 'scripts', 'functions'],
  scripts: ['lib', 'infra', 'functions', 'bench'],
  examples: ['infra'],
};

/**
 * Inside the domains: the model knows nobody, state and ports the model alone, and the rest stands on these.
 * @type {[layer: string, allowed: string[]][]}
 */
const layers = ['lib/held-calls', 'lib/conferences'].flatMap((domain) => [
  [`${domain}/model`, []],
  [`${domain}/state`, [`${domain}/model`]],
  [`${domain}/ports\\.ts`, [`${domain}/model`]],
]);

const path = (folders) => folders.map((folder) => `^${folder}`);
const ours = '^(functions|infra|lib|cli|local|bench|scripts|examples|test)/';

const matrix = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder} may import only what the matrix says`,
  severity: 'error',
  from: { path: `^${folder}/`, ...(folder === 'local' && { pathNot: '^local/(simulated|runtime)/' }) },
  to: { path: ours, pathNot: path([`${folder}/`, ...allowed]) },
}));

const inside = layers.map(([layer, allowed]) => ({
  name: `${layer} stands below the rest of its domain`,
  severity: 'error',
  from: { path: `^${layer}` },
  to: { path: ours, pathNot: path([layer, ...allowed, ...ground]) },
}));

export default {
  forbidden: [
    ...matrix,
    ...inside,
    {
      name: 'no circle',
      comment: 'Types count too: who must know both files to read one knows too much.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'a domain knows no AWS, no provider and no machine',
      severity: 'error',
      from: { path: path(domains) },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: ['^(node:)?crypto$', 'node_modules/zod/'] },
    },
    {
      name: 'every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // What the build and cdk have made of it.
    exclude: '^(build|cdk\\.out)/',
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'default'] },
  },
};
