import { copyFileSync, rmSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle, type Plugin } from 'esbuild';
import * as z from 'zod';
import { bundleDir } from '../infra/functions/bundles.ts';
import { builtFunctionNames } from '../infra/functions/functions.ts';

const top = fileURLToPath(new URL('..', import.meta.url));

/** Of its `package.json` each client of the SDK reads the version only, which it tells AWS; the rest would be 2 KB each. */
const versionOnly: Plugin = {
  name: 'version-only',
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = packageSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
  },
};
const packageSchema = z.object({ version: z.string() });

/** Files of libraries that no function of ours needs, though something that it uses names them: 36 KB of each bundle. */
const unneeded = [
  // Every schema of Zod's can become JSON Schema.
  String.raw`zod/v4/core/(?:json-schema-processors|to-json-schema)`,
  // It parses values that contain themselves, as none from JSON or the table does; `zod/mini` is without.
  String.raw`zod/v4/core/memoizer`,
  // Hashes written in JavaScript, for a Node without its own.
  String.raw`@smithy/core/.*/checksum/\w+/(?:Md5|Sha256)Js`,
  // The retry mode `adaptive`; clients have the standard one.
  String.raw`@smithy/core/.*/retry/util-retry/AdaptiveRetryStrategy`,
  // The Region of an EC2 instance; Lambda puts its own into the environment.
  String.raw`@smithy/core/.*/regionConfig/getInstanceMetadataRegion`,
  // That a Node is too old: Lambda's is the newest.
  String.raw`@aws-sdk/core/.*/client/emitWarningIfUnsupportedVersion`,
  // Names of buckets.
  String.raw`@smithy/core/.*/service-customizations/s3`,
  // Signatures of the messages of a stream.
  String.raw`@smithy/signature-v4/.*/HeaderFormatter`,
];

/** Leaves nothing of what is not needed but its names. */
const namesOfUnneeded: Plugin = {
  name: 'names-of-unneeded',
  setup(bundling) {
    const filter = new RegExp(`[\\\\/](?:${unneeded.join('|').replaceAll('/', String.raw`[\\/]`)})\\.js$`);
    bundling.onLoad({ filter }, async ({ path }) => {
      const exported = (await readFile(path, 'utf8')).matchAll(/^export (?:class|const|function) (\w+)/gm);
      return { contents: [...exported].map(([, name]) => `export function ${name}() {}`).join('\n') };
    });
  },
};

/** Clients look for settings in the files of somebody's own machine too. Lambda has them in the environment, and no such files. */
const noConfigFiles: Plugin = {
  name: 'no-config-files',
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]node-config-provider[\\/]fromSharedConfigFiles\.js$/ }, () => ({
      contents: `export const fromSharedConfigFiles = () => async () => {
        throw Object.assign(new Error('There are no such files.'), { tryNextLink: true });
      };`,
    }));
  },
};

/** Zod's schemas ask for its helpers by a name that hands them on all together: by their own, esbuild leaves out 5 KB of them. */
const helpersByName: Plugin = {
  name: 'helpers-by-name',
  setup(bundling) {
    bundling.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]classic[\\/]schemas\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8'))
        .replace('import { util } from "../core/index.js";', 'import * as util from "../core/util.js";')
        .replaceAll('core.util.', 'util.'),
    }));
  },
};

/**
 * A client has the shapes of all its operations and errors. Of an object whose keys are to be computed esbuild cannot tell
 * that nothing is lost without it; with their names in the constants' place, shapes that nobody asks for stay out: 6 KB of a
 * bundle. So do errors once they are not put on the client's list: the client makes its base class of them then, with their
 * name. That is all we ask for but of those that lib/aws/ names: up to 20 KB.
 */
const namedShapes: Plugin = {
  name: 'named-shapes',
  setup(bundling) {
    bundling.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/].*schemas[\\/]schemas_0\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const names = new Map(
          [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
        );
        const named = await wordsOfAws;
        return {
          contents: source
            .replace(/\[(_\w+)\](?=:)/g, (key, name: string) => names.get(name) ?? key)
            .replace(/^n0_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, name: string) =>
              named.has(name) ? line : '',
            ),
        };
      },
    );
  },
};
/** All words of our code that uses the SDK. */
const wordsOfAws = readWords(resolve(top, 'lib/aws'));
async function readWords(folder: string): Promise<ReadonlySet<string>> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.ts'));
  const texts = await Promise.all(files.map((file) => readFile(resolve(folder, file), 'utf8')));
  return new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
}

interface BuildOptions {
  /** Folder of the functions, `<name>.ts` each. Default `functions/` at the top. */
  readonly sourceDir?: string;
  /** Folder for the bundles; emptied first. Default `build/functions/` at the top. */
  readonly outDir?: string;
  /** Which functions. Default: all that a stage can have. */
  readonly names?: readonly string[];
}

/**
 * Bundles every function for Lambda, the AWS SDK included so that its version is ours.
 * @throws if a function is missing or does not compile; esbuild has printed where.
 */
export async function build(options: BuildOptions = {}): Promise<void> {
  const { sourceDir = resolve(top, 'functions'), outDir = bundleDir, names = builtFunctionNames } = options;
  rmSync(outDir, { recursive: true, force: true });
  await bundle({
    entryPoints: names.map((name) => ({ in: resolve(sourceDir, `${name}.ts`), out: `${name}/index` })),
    outdir: outDir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Twilio's validator is CommonJS and asks for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
    // The SDK's ES modules: smaller bundles that load faster than its CommonJS ones.
    mainFields: ['module', 'main'],
    // The SDK's chain of credential providers would be a quarter of each bundle, and Lambda needs none of it, nor of a cache of endpoints.
    alias: {
      '@aws-sdk/credential-provider-node': resolve(top, 'lib/aws/clients/environment-credentials.ts'),
      '@aws-sdk/endpoint-cache': resolve(top, 'lib/aws/clients/no-endpoint-cache.ts'),
    },
    // Asked for only by operations that stream events, of which we have none: 15 KB of each bundle.
    external: ['@smithy/core/event-streams'],
    plugins: [versionOnly, namesOfUnneeded, noConfigFiles, helpersByName, namedShapes],
    minify: true,
    legalComments: 'none',
    sourcemap: true,
    sourcesContent: false,
    logLevel: 'warning',
  });
}

/** Bundles the page of the console: one script, one style sheet, and what names them. */
export async function buildConsole(outDir = resolve(top, 'build/console')): Promise<void> {
  const pageDir = resolve(top, 'local/console/page');
  await bundle({
    entryPoints: [
      { in: resolve(pageDir, 'main.tsx'), out: 'page' },
      { in: resolve(pageDir, 'style/page.css'), out: 'page' },
    ],
    outdir: outDir,
    bundle: true,
    platform: 'browser',
    target: 'es2024',
    format: 'esm',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [namesOfUnneeded],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg']) copyFileSync(resolve(pageDir, file), resolve(outDir, file));
}

if (import.meta.main) await Promise.all([build(), buildConsole()]).catch(() => (process.exitCode = 1));
