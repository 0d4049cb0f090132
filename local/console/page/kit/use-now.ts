import { useEffect, useState } from 'preact/hooks';

/** The time in Unix ms, again each second while `isRunning`. */
export function useNow(isRunning: boolean): number {
  const [nowMs, setNow] = useState(Date.now());
  useEffect(() => {
    if (!isRunning) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [isRunning]);
  return nowMs;
}
