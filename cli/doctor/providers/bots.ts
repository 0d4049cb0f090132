import { send, whyOf } from '../../../lib/http/http.ts';
import { readAgent } from '../../../lib/providers/pipecat-cloud/admin.ts';
import { shownUrl } from '../../commands/numbers.ts';
import { targetsOfKind, mapFew, type Examination } from '../examination.ts';
import {
  checked,
  critical,
  notChecked,
  unanswered,
  warning,
  type Checked,
  type Finding,
} from '../finding.ts';

/** Agents that routes lead to: whether Pipecat Cloud has them and could start them. None is started. */
export async function checkAgents(examination: Examination): Promise<Checked> {
  const { http, pipecatCloudUrl: apiUrl, pipecatCloudKey: privateKey, values } = examination;
  const names = [
    ...new Set(targetsOfKind(await examination.routes(), 'pipecat-cloud').map(({ agent }) => agent)),
  ];
  if (names.length === 0) return checked([]);
  if (apiUrl === undefined) return notChecked('this gateway does not say where Pipecat Cloud is');
  if (values.pipecatCloudPrivateKey === undefined)
    return notChecked('without pipecat-cloud-private-key nobody can ask Pipecat Cloud about its agents');
  const answers = await mapFew(names, async (name) => ({
    name,
    answer: await readAgent({ http, apiUrl, privateKey }, name),
  }));
  const found: Finding[] = [];
  for (const { name, answer } of answers) {
    if (!answer.ok) return unanswered('Pipecat Cloud', 'pipecatCloudPrivateKey', answer);
    if (answer.value === undefined) {
      found.push(
        critical({
          what: `A route leads to the agent ${name}, which Pipecat Cloud does not know.`,
          means:
            'Calls that come to this target are passed on to the next one, or released if it is the last.',
          fix: `Deploy it with \`pipecat cloud deploy\`, or set the route to an agent that is there.`,
        }),
      );
    } else if (!answer.value.isReady) {
      found.push(
        warning({
          what: `The agent ${name} is not ready at Pipecat Cloud.`,
          means: 'It cannot be started: its last deployment failed, or has not finished.',
          fix: `Look at it with \`pipecat cloud agent status ${name}\`.`,
        }),
      );
    }
  }
  return checked(found);
}

/** As long as a call that is on hold waits for the answer to an order. */
const withinMs = 8_000;

/**
 * Bot endpoints that routes lead to: whether something answers there. It is asked with GET and unsigned, which starts
 * nothing: whatever it answers to that, it can be reached.
 */
export async function checkBotEndpoints(examination: Examination): Promise<Checked> {
  const { http, kind } = examination;
  const urls = [...new Set(targetsOfKind(await examination.routes(), 'bot-endpoint').map(({ url }) => url))];
  const found = await mapFew(urls, async (url): Promise<readonly Finding[]> => {
    const shown = shownUrl(url);
    if (kind === 'stage' && new URL(url).protocol !== 'https:') {
      return [
        critical({
          what: `The bot endpoint ${shown} is not encrypted.`,
          means: 'The gateway sends it no order, since an order carries the token of a room.',
          fix: 'Serve it over https, and set the route again.',
        }),
      ];
    }
    const endsAtMs = http.clock.now() + withinMs;
    const answer = await send(http, { method: 'GET', url, tryMs: withinMs, endsAtMs });
    const isAnswer = 'status' in answer && answer.status < 500;
    if (isAnswer) return [];
    return [
      critical({
        what: `The bot endpoint ${shown} does not answer (${whyOf(answer)}).`,
        means:
          'No bot comes from there. Calls are passed on to the next target, or released if it is the last.',
        fix:
          kind === 'local'
            ? 'Start it, or set the route to one that runs.'
            : 'Start it. If it runs, see whether it can be reached from outside its own network.',
      }),
    ];
  });
  return checked(found.flat());
}
