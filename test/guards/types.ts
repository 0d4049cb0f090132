import { join } from 'node:path';
import ts from 'typescript';
import { topDir } from './numbered.ts';
import type { Guard } from './guards.ts';

/** Says whether the compiler refuses the code without a guard: then the types need it, whatever happens. */
export function makeTypeCheck(): (path: string, guard: Guard) => boolean {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(topDir, 'tsconfig.json'),
    // What is not used any more without the guard is no reason to keep it.
    { noUnusedLocals: false, noUnusedParameters: false },
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  if (config === undefined) throw new Error('tsconfig.json cannot be read');
  const changed = { path: '', text: '', version: 0 };
  const roots = new Set<string>();
  const isChanged = (path: string) => path === changed.path;
  const service = ts.createLanguageService({
    getScriptFileNames: () => [...roots],
    getScriptVersion: (path) => (isChanged(path) ? String(changed.version) : '0'),
    getScriptSnapshot: (path) => {
      const text = isChanged(path) ? changed.text : ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => topDir,
    getCompilationSettings: () => config.options,
    getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
  });
  return (path, { without }) => {
    if (without === undefined) return false;
    const full = join(topDir, path);
    roots.add(full);
    Object.assign(changed, { path: full, text: without, version: changed.version + 1 });
    return service.getSemanticDiagnostics(full).length > 0;
  };
}
