import type { Conference } from '../../lib/conference/conference.ts';
import { makeRoomOffice } from '../../lib/digital-samba/office.ts';
import { mapFew, type Examination } from './examination.ts';
import { checked, critical, notChecked, warning, type Checked, type Finding } from './finding.ts';

/** More are not asked about: each costs a request, and calls share the limit. */
const mostRooms = 100;

/** Conferences that nobody can dial into, and those whose room is gone. */
export async function checkConferences(examination: Examination): Promise<Checked> {
  const conferences = await examination.conferences();
  if (conferences.length === 0) return checked([]);
  const closed = await withoutDoor(examination, conferences.length);
  const rooms = await goneRooms(examination, conferences.slice(0, mostRooms));
  if (!rooms.ok) return closed.length === 0 ? notChecked(rooms.why) : checked(closed);
  return checked([...closed, ...rooms.findings]);
}

async function withoutDoor({ doors, flags }: Examination, count: number): Promise<readonly Finding[]> {
  const opened = (await doors()).flatMap(({ door }) => (door?.kind === 'pin' ? [door.opensTo] : []));
  const isOpenTo = (who: 'callers' | 'bridge') => opened.some((to) => to === who || to === 'both');
  const many = count === 1 ? 'There is a conference' : `There are ${count} conferences`;
  return [
    ...(isOpenTo('callers')
      ? []
      : [
          critical({
            what: `${many}, and no door that asks callers for a PIN.`,
            means: 'Nobody can dial in.',
            mend: `Make one: \`patchbay door set <number> --pin --opens-to callers ${flags}\`.`,
          }),
        ]),
    ...(isOpenTo('bridge')
      ? []
      : [
          critical({
            what: `${many}, and no door where the PIN of a bridge is valid.`,
            means: 'No room can dial in, so callers and room never hear each other.',
            mend: `Make one: \`patchbay door set <number or SIP Domain> --pin --opens-to bridge ${flags}\`.`,
          }),
        ]),
  ];
}

async function goneRooms(
  { digitalSamba, digitalSambaEventsUrl, flags }: Examination,
  conferences: readonly Conference[],
): Promise<
  { readonly ok: true; readonly findings: readonly Finding[] } | { readonly ok: false; readonly why: string }
> {
  const office = makeRoomOffice(digitalSamba, digitalSambaEventsUrl);
  const answers = await mapFew(conferences, async ({ id, name, room }) => ({
    id,
    name,
    found: await office.find(room),
  }));
  const findings: Finding[] = [];
  for (const { id, name, found } of answers) {
    if (found.ok) continue;
    if (found.reason === 'failed') return { ok: false, why: found.why };
    findings.push(
      warning({
        what: `The room of the conference ${name} (${id}) cannot be used: ${found.why}.`,
        means: 'Its callers wait for a room that never comes.',
        mend: `\`patchbay conference close ${id} ${flags}\`, and make it again.`,
      }),
    );
  }
  return { ok: true, findings };
}
