import * as z from 'zod';
import { askDaily } from '../../lib/providers/daily/admin/admin.ts';
import { roomPath } from '../../lib/providers/daily/rooms/rooms.ts';
import type { Asked } from '../../lib/http/asked.ts';
import { mapFew, targetsOf, type Examination } from './examination.ts';
import { checked, critical, unanswered, type Checked, type Finding } from './finding.ts';

const roomSchema = z.object({ config: z.object({ sip_uri: z.unknown().optional() }) });

/** Routes that cannot be read, and those that lead to a room which is not there or cannot be dialled. */
export async function checkRoutes(examination: Examination): Promise<Checked> {
  const routes = await examination.routes();
  const unreadable = routes.flatMap((listed) =>
    listed.route === undefined
      ? [
          critical({
            what: `The route ${listed.key} cannot be read: ${listed.problem}.`,
            means: 'Calls to it are refused.',
            fix: `Set it again: \`patchbay route set ${listed.key} … ${examination.flags}\`.`,
          }),
        ]
      : [],
  );
  const names = new Set(targetsOf(routes).flatMap((target) => (target.kind === 'room' ? [target.room] : [])));
  const answers = await mapFew([...names], async (name) => ({
    name,
    answer: await askDaily(examination.daily, { method: 'GET', path: roomPath(name) }),
  }));
  const found: Finding[] = [...unreadable];
  let unknown: Checked | undefined;
  for (const { name, answer } of answers) {
    const finding = judge(name, answer);
    if (finding !== undefined) found.push(finding);
    else if (!answer.ok) unknown ??= unanswered('Daily', 'dailyApiKey', answer);
  }
  return found.length === 0 && unknown !== undefined ? unknown : checked(found);
}

function judge(name: string, answer: Asked<unknown>): Finding | undefined {
  if (!answer.ok) {
    if (answer.status !== 404) return undefined;
    return critical({
      what: `A route leads to the room ${name}, which Daily does not have.`,
      means: 'Calls that come to this target are passed on to the next one, or refused if it is the last.',
      fix: 'Make the room at Daily, with SIP dial-in, or set the route to another one.',
    });
  }
  const room = roomSchema.safeParse(answer.value).data;
  if (room === undefined || room.config.sip_uri) return undefined;
  return critical({
    what: `A route leads to the room ${name}, which has no SIP address.`,
    means: 'No call can be connected with it.',
    fix: 'Make the room again at Daily, with its `sip` property (Daily docs, SIP dial-in).',
  });
}
