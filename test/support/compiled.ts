import { fileURLToPath } from 'node:url';

/** For the environment of a process of ours: those that run the same code compile it once, which is half of their start. */
export const compiled = {
  NODE_COMPILE_CACHE: fileURLToPath(new URL('../../build/compile-cache', import.meta.url)),
};
