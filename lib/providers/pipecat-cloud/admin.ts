import * as z from 'zod';
import { given, notGiven, senseless, type Asked } from '../../http/asked.ts';
import type { Http } from '../../http/http.ts';
import { sendWithKey, type KeySource } from '../../http/keyed.ts';

/** Pipecat Cloud's API with the key that may look at agents. */
export interface PipecatCloudClient {
  readonly http: Http;
  /** Base URL without a slash at the end. */
  readonly apiUrl: string;
  readonly privateKey: KeySource;
}

/** Reading is quick; somebody waits for it. */
const tryMs = 5_000;

const agentSchema = z.object({
  available: z.boolean().optional(),
  ready: z.boolean().optional(),
});

/** An agent's deployment. With none kept warm it is ready at zero instances (Pipecat Cloud docs, agent details). */
export interface Agent {
  readonly isReady: boolean;
}

/** Looks at an agent without starting it; undefined if the organisation has none of that name. */
export async function readAgent(
  { http, apiUrl, privateKey }: PipecatCloudClient,
  name: string,
): Promise<Asked<Agent | undefined>> {
  const answer = await sendWithKey(http, privateKey, {
    method: 'GET',
    url: `${apiUrl}/agents/${encodeURIComponent(name)}`,
    tryMs,
    endsAtMs: http.clock.now() + tryMs,
  });
  if (answer.kind === 'not-ok' && answer.status === 404) return given(undefined);
  if (answer.kind !== 'ok') return notGiven('Pipecat Cloud', answer, undefined);
  const agent = agentSchema.safeParse(answer.body);
  if (!agent.success) return senseless('Pipecat Cloud', 'an agent');
  const { available, ready } = agent.data;
  return given({ isReady: ready !== false && available !== false });
}
