import type { Conference } from '../../lib/conferences/model/conference.ts';
import { roomsTagged } from '../../lib/providers/digital-samba/admin.ts';
import { makeRoomProvisioner, roomsTag } from '../../lib/providers/digital-samba/provisioner.ts';
import { mapFew, type Examination } from './examination.ts';
import { checked, critical, notChecked, warning, type Checked, type Finding } from './finding.ts';

/** More are not asked about: each costs a request, and calls share the limit. */
const maxRooms = 100;

/** Conferences that nobody can dial into, or at the wrong provider, those whose bridge anybody could be, and those whose room is gone. */
export async function checkConferences(examination: Examination): Promise<Checked> {
  const conferences = await examination.conferences();
  const left = await leftRooms(examination, conferences);
  if (conferences.length === 0) return checked(left);
  const closed = [
    ...(await withoutDialIn(examination, conferences.length)),
    ...(await openToStrangers(examination)),
    ...(await dialInsOfOthers(examination, conferences)),
  ];
  const rooms = await goneRooms(examination, conferences.slice(0, maxRooms));
  const found = [...closed, ...left];
  if (!rooms.ok) return found.length === 0 ? notChecked(rooms.why) : checked(found);
  return checked([...found, ...rooms.findings]);
}

/** More are not named: the list is for a person. */
const maxNamed = 20;

/** Rooms that the gateway made, and that belong to none of its conferences: their making died on the way, or they are old. */
async function leftRooms(
  { digitalSamba, digitalSambaEventsUrl, values }: Examination,
  conferences: readonly Conference[],
): Promise<readonly Finding[]> {
  if (values.digitalSambaDeveloperKey === undefined) return [];
  const made = await roomsTagged(digitalSamba, roomsTag(digitalSambaEventsUrl));
  if (!made.ok) return [];
  const left = made.value.filter((id) => conferences.every(({ room }) => room !== id));
  if (left.length === 0) return [];
  return [
    warning({
      what: `${left.length} rooms that this gateway made at Digital Samba belong to no conference: ${left.slice(0, maxNamed).join(', ')}.`,
      means: 'Nobody is let into them by phone, and they stay for ever.',
      fix: 'Delete them in the dashboard of Digital Samba, unless people meet there without phones.',
    }),
  ];
}

async function withoutDialIn({ dialIns, flags }: Examination, count: number): Promise<readonly Finding[]> {
  const opened = (await dialIns()).flatMap(({ dialIn }) => (dialIn?.kind === 'pin' ? [dialIn.opensTo] : []));
  const isOpenTo = (who: 'callers' | 'bridge') => opened.some((to) => to === who || to === 'both');
  const many = count === 1 ? 'There is a conference' : `There are ${count} conferences`;
  return [
    ...(isOpenTo('callers')
      ? []
      : [
          critical({
            what: `${many}, and no dial-in that asks callers for a PIN.`,
            means: 'Nobody can dial in.',
            fix: `Make one: \`patchbay dial-in set <number> --pin --opens-to callers ${flags}\`.`,
          }),
        ]),
    ...(isOpenTo('bridge')
      ? []
      : [
          critical({
            what: `${many}, and no dial-in where the PIN of a bridge is valid.`,
            means: 'No room can dial in, so callers and room never hear each other.',
            fix: `Make one: \`patchbay dial-in set <number or SIP Domain> --pin --opens-to bridge ${flags}\`.`,
          }),
        ]),
  ];
}

const isDomain = (dialled: string) => !dialled.startsWith('+');

async function openToStrangers({ dialIns, simulated, flags }: Examination): Promise<readonly Finding[]> {
  return (await dialIns()).flatMap(({ dialled, dialIn }) => {
    if (dialIn?.kind !== 'pin' || dialIn.opensTo === 'callers') return [];
    if (simulated.includes(dialIn.voice)) return [];
    // Over SIP, and to the bridge alone: that is the bridge's confirmed origin.
    if (dialIn.opensTo === 'bridge' && isDomain(dialled)) return [];
    return [
      warning({
        what: `At the dial-in ${dialled} anybody with a bridge PIN can pass for the bridge: while the room dials, or at any time if the host connects it.`,
        means: 'They would hear the callers, and the room would not.',
        fix:
          'Let the bridge come in over a SIP Domain that only it can call, say so with ' +
          '`patchbay dial-in set <SIP Domain> --pin --opens-to bridge`, ' +
          `and take its PIN nowhere else: \`patchbay dial-in set ${dialled} --pin --opens-to callers ${flags}\`.`,
      }),
    ];
  });
}

/** A call of one provider is refused at a dial-in of another, and its meetings are none of the other's. */
async function dialInsOfOthers(
  { dialIns, flags }: Examination,
  conferences: readonly Conference[],
): Promise<readonly Finding[]> {
  const known = new Map((await dialIns()).map(({ dialled, dialIn }) => [dialled, dialIn]));
  return conferences.flatMap(({ id, name, voice, dialIn: dialled = '' }) => {
    const dialIn = known.get(dialled);
    if (dialIn?.kind !== 'pin' || dialIn.voice === voice) return [];
    return [
      critical({
        what: `The dial-in ${dialled} of the conference ${name} (${id}) is one of ${dialIn.voice}, and the conference meets at ${voice}.`,
        means: 'Its PINs open nothing there.',
        fix: `Say whose the number is: \`patchbay dial-in set ${dialled} --pin ${flags}\`. Or close the conference, and make it again.`,
      }),
    ];
  });
}

async function goneRooms(
  { digitalSamba, digitalSambaEventsUrl, flags }: Examination,
  conferences: readonly Conference[],
): Promise<
  { readonly ok: true; readonly findings: readonly Finding[] } | { readonly ok: false; readonly why: string }
> {
  const provisioner = makeRoomProvisioner(digitalSamba, digitalSambaEventsUrl);
  const answers = await mapFew(conferences, async ({ id, name, room }) => ({
    id,
    name,
    found: await provisioner.find(room),
  }));
  const findings: Finding[] = [];
  for (const { id, name, found } of answers) {
    if (found.ok) continue;
    if (found.reason === 'failed') return { ok: false, why: found.why };
    findings.push(
      warning({
        what: `The room of the conference ${name} (${id}) cannot be used: ${found.why}.`,
        means: 'Its callers wait for a room that never comes.',
        fix: `\`patchbay conference close ${id} ${flags}\`, and make it again.`,
      }),
    );
  }
  return { ok: true, findings };
}
