import {
  conferenceIdSchema,
  voiceIds,
  type ConferenceId,
  type VoiceId,
} from '../../../lib/conferences/model/conference.ts';
import { newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { dialInSchema } from '../../../lib/conferences/model/dial-in.ts';
import { traitsOf } from '../../../lib/providers/voices.ts';
import type { ConferencesFile } from '../../../local/conferences-file.ts';
import type { LocalGateway } from '../../../local/local-gateway.ts';
import type { Room } from '../../../local/simulated/digital-samba/rooms/room.ts';
import { placePhone, type Phone } from './phone.ts';

/** Numbers of the load, one at each voice provider. */
const dialIns = {
  twilio: '+12025550151',
  sinch: '+12025550161',
  plivo: '+12025550171',
  vonage: '+12025550181',
} as const satisfies Readonly<Record<VoiceId, string>>;

/** A conference of the load, with everybody who has dialled in so far. */
export interface LoadConference {
  readonly id: ConferenceId;
  readonly voice: VoiceId;
  readonly room: Room;
  /** How many callers it takes. */
  readonly capacity: number;
  readonly phones: Phone[];
  /** One more caller dials in. */
  dialIn(from: string): Phone;
}

/** So many conferences, dealt out over all voice providers. */
export function conferencesFile(count: number): ConferencesFile {
  return {
    dialIns: Object.fromEntries(
      voiceIds.map((voice) => [dialIns[voice], dialInSchema.parse({ kind: 'pin', voice })]),
    ),
    conferences: Array.from({ length: count }, (_, nth) => {
      const voice = voiceOf(nth);
      return newConferenceSchema.parse({ name: `Meeting ${nth + 1}`, voice, dialIn: dialIns[voice] });
    }),
  };
}

/**
 * The conferences that the local gateway has made.
 * @param callers how many there are to be in each; fewer where the provider takes fewer
 */
export function conferencesOf(local: LocalGateway, callers: number): readonly LoadConference[] {
  return local.conferences.map(({ id, voice, room: roomId, pin, dialIn }) => {
    const room = local.digitalSamba?.rooms.findById(roomId);
    const { simulated } = local.voices[voice];
    const traits = traitsOf(voice);
    if (!room || !simulated || !traits) throw new Error('the load needs the simulators');
    const phones: Phone[] = [];
    return {
      id: conferenceIdSchema.parse(id),
      voice,
      room,
      phones,
      // One leg is the bridge.
      capacity: Math.min(callers, traits.maxLegs - 1),
      dialIn: (from) => {
        const phone = placePhone(simulated, { to: dialIn, from, pin });
        phones.push(phone);
        return phone;
      },
    };
  });
}

const voiceOf = (nth: number): VoiceId => voiceIds[nth % voiceIds.length] ?? 'twilio';
