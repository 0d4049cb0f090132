import { send, whyOf } from '../../lib/http/http.ts';
import { shownUrl } from '../commands/numbers.ts';
import { mapFew, type Examination } from './examination.ts';
import { checked, notUsed, warning, type Checked, type Finding } from './finding.ts';

/** As long as an event waits for its consumer's answer. */
const withinMs = 5_000;

/**
 * Consumers of events: whether something answers where each is, and whether all have taken what they were told. They are asked with
 * GET and unsigned, which is no event: whatever is answered to that, they can be reached. That nothing signs what they get is found
 * among the secrets.
 */
export async function checkEventWebhooks(
  examination: Pick<Examination, 'http' | 'flags' | 'consumers'>,
): Promise<Checked> {
  const { consumers, flags } = examination;
  if (consumers === undefined) return notUsed('events are posted to nobody');
  const [untaken, silent] = await Promise.all([
    consumers.untaken(),
    mapFew(Object.entries(consumers.addresses ?? {}), ([name, url]) => ask(examination, name, url)),
  ]);
  const waiting = warning({
    what: `Some ${untaken} events were given up: their consumers did not take them.`,
    means: 'They are kept for 14 days, and nobody is told of them meanwhile.',
    fix: `When the consumers answer again, \`patchbay events replay ${flags}\` has them posted again.`,
  });
  return checked([...silent.flat(), ...(untaken === 0 ? [] : [waiting])]);
}

async function ask(
  { http }: Pick<Examination, 'http'>,
  name: string,
  url: string,
): Promise<readonly Finding[]> {
  const endsAtMs = http.clock.now() + withinMs;
  const answer = await send(http, { method: 'GET', url, tryMs: withinMs, endsAtMs });
  if ('status' in answer && answer.status < 500) return [];
  return [
    warning({
      what: `${shownUrl(url)}, where ${name} is to be told of events, does not answer (${whyOf(answer)}).`,
      means: 'Its events wait. One that it has not taken 43 minutes after the first try is given up.',
      fix: 'Start it. If it runs, see whether it can be reached from outside its own network.',
    }),
  ];
}
