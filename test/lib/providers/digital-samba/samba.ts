import { onTestFinished } from 'vitest';
import type { DigitalSambaClient } from '../../../../lib/providers/digital-samba/client.ts';
import { startSimulatedDigitalSamba } from '../../../../local/simulated/digital-samba/start.ts';
import type { SimulatedDigitalSambaOptions } from '../../../../local/simulated/digital-samba/options.ts';
import { Witness } from '../../../contract/witness.ts';
import { fakeHttp, fakeKey, fakeLog, type Reply } from '../../http/fake-http.ts';

export const apiUrl = 'https://samba.example';
export const developerKey = 'dk_the-developer-key-of-the-tests';

/** A client whose requests are answered with these replies, in turn; the last one stays. */
export function fakeSamba(replies: readonly Reply[], key: string | undefined = developerKey) {
  const { http, sent, elapsedMs } = fakeHttp(...replies);
  const { log, lines, text } = fakeLog();
  const client: DigitalSambaClient = { http, log, apiUrl, developerKey: fakeKey(key) };
  const requests = () => sent.map(({ method, url }) => `${method} ${url.replace(`${apiUrl}/api/v1`, '')}`);
  return { client, sent, requests, elapsedMs, lines, logged: text };
}

/** A client of a simulated Digital Samba, which refuses what the real one would refuse. */
export async function simulatedSamba(options: SimulatedDigitalSambaOptions = {}) {
  const witness = new Witness();
  const observer = witness.observer('digital-samba');
  const samba = await startSimulatedDigitalSamba({ dialDelayMs: 1, observer, ...options });
  onTestFinished(async () => {
    await samba.stop();
    witness.expectNoComplaint();
  });
  const { log, lines } = fakeLog();
  const clock = { now: () => Date.now(), sleep: () => Promise.resolve() };
  const client: DigitalSambaClient = {
    http: { fetch, timeoutSignal: (ms) => AbortSignal.timeout(ms), clock },
    log,
    apiUrl: samba.url,
    developerKey: fakeKey(samba.settings.developerKey),
  };
  return { samba, client, lines };
}
