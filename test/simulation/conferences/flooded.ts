import { voiceCall } from '../../support/conferences.ts';
import type { Flood } from './flood.ts';
import type { Stores } from './stores.ts';
import { worldStartMs, type JudgedWorld } from './judged.ts';
import { voiceOf } from './scenario.ts';

/** Names tries and calls of before the world began; calls of the world have ids of digits alone. */
const beforeKey = (index: number) => `CAbef0e${String(index).padStart(27, '0')}`;

/** Has a flood of guesses begin, before and in a world. */
export function letFloodIn(
  { options, scheduler, phones, lockOut }: JudgedWorld,
  { deps, addPinCall }: Stores,
  dialIn: string,
  { calls, spentTries, silentCalls }: Flood,
): void {
  const { unauthenticated, attempts } = deps;
  const voice = voiceOf(options.scenario);
  for (let index = 0; index < spentTries; index += 1)
    void attempts.charge([{ name: 'deployment' }], beforeKey(index), worldStartMs);
  for (let index = 0; index < silentCalls; index += 1) {
    const call = voiceCall(beforeKey(index));
    const arrived = { call, number: '+12025550171', arrivedAtMs: worldStartMs };
    const spoken = { dialIn, language: 'en', opensTo: 'both' } as const;
    void unauthenticated.enter({ ...arrived, isExempt: false }, worldStartMs, () => undefined, []);
    addPinCall({ ...arrived, ...spoken, voice, isBridgeOrigin: false });
  }
  for (const { dialsAtMs, from, pins, atOnce } of calls) {
    scheduler.after(dialsAtMs, () => {
      let asked = 0;
      const keys = () => pins[(asked += 1) - 1];
      lockOut.guesses(phones.dial({ from, to: dialIn, role: 'caller', keys, atOnce }));
    });
  }
}
