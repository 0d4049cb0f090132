import { afterAll, vi } from 'vitest';

// Files that run in one process leave it as they found it.
afterAll(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});
