import { build, buildConsole } from '../scripts/build.ts';

// `npm run dev`: Node runs this again whenever a source file changes, so that what runs is what stands there.
await Promise.all([build(), buildConsole()]);
await import('./main.ts');
