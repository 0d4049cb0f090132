import { copyFileSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
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

/** Every schema of Zod's can become JSON Schema, which no function asks for: 19 KB of each bundle. */
const noJsonSchema: Plugin = {
  name: 'no-json-schema',
  setup(bundling) {
    bundling.onLoad(
      { filter: /[\\/]zod[\\/]v4[\\/]core[\\/](?:json-schema-processors|to-json-schema)\.js$/ },
      async ({ path }) => {
        const exported = (await readFile(path, 'utf8')).matchAll(/^export (?:const|function) (\w+)/gm);
        return {
          contents: [...exported].map(([, name]) => `export const ${name} = () => undefined;`).join('\n'),
        };
      },
    );
  },
};

/** One class of an SDK client's errors, as the SDK writes every one. Another form stays as it is. */
const errorClass =
  /export class (\w+) extends __BaseException \{\n {4}static shapeId = "([\w.]+)#\1";\n {4}name = "\1";\n {4}\$fault = "(\w+)";\n((?: {4}\w+;\n)*) {4}constructor\(opts\) \{[^}]*\}\);\n {8}Object\.setPrototypeOf\(this, \1\.prototype\);\n(?: {8}this\.\w+ = opts\.\w+;\n)* {4}\}\n\}/g;

/** Every client has a class for each error of its service, all alike: made by one function they take 20 KB of a bundle less. */
const errorsByOneFunction: Plugin = {
  name: 'errors-by-one-function',
  setup(bundling) {
    bundling.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/].*models[\\/]errors\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const contents = source.replace(
          errorClass,
          (_, name: string, service: string, fault: string, fields: string) => {
            const own = (fields.match(/\w+/g) ?? []).map((field) => `, '${field}'`).join('');
            return `export const ${name} = errorOf('${service}', '${name}', '${fault}'${own});`;
          },
        );
        return { contents: `${contents}\n${errorOf}` };
      },
    );
  },
};
/** Hoisted, as the classes of other forms may stand before it. */
const errorOf = `function errorOf(service, name, $fault, ...fields) {
  const made = class extends __BaseException {
    static shapeId = service + '#' + name;
    name = name;
    $fault = $fault;
    constructor(opts) {
      super({ name, $fault, ...opts });
      Object.setPrototypeOf(this, made.prototype);
      for (const field of fields) this[field] = opts[field];
    }
  };
  return made;
}`;

/** The SDK has hashes written in JavaScript for a Node without its own, which Lambda's is not: 5 KB of a bundle. */
const nodeHashes: Plugin = {
  name: 'node-hashes',
  setup(bundling) {
    bundling.onLoad(
      { filter: /[\\/]@smithy[\\/]core[\\/].*checksum[\\/]\w+[\\/](?:Md5|Sha256)Js\.js$/ },
      ({ path }) => ({ contents: `export const ${basename(path, '.js')} = undefined;` }),
    );
  },
};

/**
 * A client has the shapes of all its operations, with keys that it names by constants. Of an object whose keys are to be
 * computed esbuild cannot tell that nothing is lost without it; with their names in the constants' place, shapes that
 * nobody asks for stay out: 6 KB of a bundle.
 */
const namedKeys: Plugin = {
  name: 'named-keys',
  setup(bundling) {
    bundling.onLoad(
      { filter: /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/].*schemas[\\/]schemas_0\.js$/ },
      async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const names = new Map(
          [...source.matchAll(/^const (_\w+) = ("[^"\\]*");$/gm)].map(([, name, text]) => [name, text]),
        );
        return {
          contents: source.replace(/\[(_\w+)\](?=:)/g, (key, name: string) => names.get(name) ?? key),
        };
      },
    );
  },
};

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
    plugins: [versionOnly, noJsonSchema, errorsByOneFunction, namedKeys, nodeHashes],
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
    plugins: [noJsonSchema],
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
  });
  for (const file of ['index.html', 'icon.svg']) copyFileSync(resolve(pageDir, file), resolve(outDir, file));
}

if (import.meta.main) await Promise.all([build(), buildConsole()]).catch(() => (process.exitCode = 1));
