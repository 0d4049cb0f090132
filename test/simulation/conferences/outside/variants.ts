import type { VoiceId } from '../../../../lib/conferences/model/conference.ts';
import type { VoiceTraits } from '../../../../lib/conferences/model/voice.ts';
import { plivoTraits } from '../../../../lib/providers/plivo/traits.ts';
import { sinchTraits } from '../../../../lib/providers/sinch/traits.ts';
import { vonageTraitsWith } from '../../../../lib/providers/vonage/traits.ts';
import type { Random } from '../../frame/random.ts';

/** The voice providers where callers wait outside. */
export type OutsideId = Exclude<VoiceId, 'twilio'>;

/** What such a provider can, as its adapter says, and what it does besides that callers and gateway notice. */
export interface OutsideVariants {
  readonly traits: VoiceTraits;
  /** A running call can be moved into a meeting. */
  readonly movesCalls: boolean;
  /** Whoever is to come in muted does. */
  readonly joinsMuted: boolean;
  /** Each key press has an id. */
  readonly namesPresses: boolean;
  /** Whoever has somebody called is told the call's id at once. */
  readonly namesPlaced: boolean;
  /** A leg's mute is reported. */
  readonly reportsMutes: boolean;
  /** A meeting has a name of its own, by which alone it is reported and listed; otherwise it has its conference's. */
  readonly namesMeetings: boolean;
  /** Whoever is taken out of a meeting is asked what to do after so long of silence, in s. */
  readonly askedAfterS: number;
  /** When nobody is on the line any more to whom a caller was led, it is asked what to do: if not, the call is over. */
  readonly asksAfterDial: 'always' | 'if-not-taken' | 'never';
  /** That somebody has taken a call is told again until it is noted. */
  readonly repeatsTaken: boolean;
  /** News of a leg say by which join it is in. */
  readonly namesJoins: boolean;
  /** How far its list of who is in a meeting is behind, in ms. */
  readonly listLagMs: number;
}

/** As docs/conferences.md has it of each, and its adapter in lib/providers. */
const known = {
  sinch: {
    traits: sinchTraits,
    movesCalls: false,
    joinsMuted: false,
    namesPresses: true,
    namesPlaced: true,
    reportsMutes: false,
    namesMeetings: false,
    askedAfterS: 0,
    asksAfterDial: 'never',
    repeatsTaken: false,
    namesJoins: false,
  },
  plivo: {
    traits: plivoTraits,
    movesCalls: true,
    joinsMuted: true,
    namesPresses: false,
    namesPlaced: false,
    reportsMutes: false,
    namesMeetings: false,
    askedAfterS: 0,
    asksAfterDial: 'always',
    repeatsTaken: true,
    namesJoins: true,
  },
  vonage: {
    traits: vonageTraitsWith('none'),
    movesCalls: true,
    joinsMuted: true,
    namesPresses: true,
    namesPlaced: true,
    reportsMutes: true,
    namesMeetings: true,
    askedAfterS: 1,
    asksAfterDial: 'if-not-taken',
    repeatsTaken: false,
    namesJoins: false,
  },
} as const satisfies Readonly<Record<OutsideId, Omit<OutsideVariants, 'listLagMs'>>>;

export const outsideIds = ['sinch', 'plivo', 'vonage'] as const satisfies readonly OutsideId[];

export const outsideUrl = 'https://api.outside.example';

/** A provider as it is on a good day: its list is right at once. */
export const plainOutside = (id: OutsideId): OutsideVariants => ({ ...known[id], listLagMs: 0 });

export function drawOutside(random: Random, id: OutsideId): OutsideVariants {
  const listLagMs = random.pick([0, 0, random.between(100, 2_500)]);
  const traits = id === 'vonage' ? vonageTraitsWith(random.pick(['none', 'stay'])) : known[id].traits;
  return { ...known[id], traits, listLagMs };
}
