import type { Platform } from '../../frame/lambda.ts';

/** A leg in a meeting, as Twilio's list shows it. */
export interface Participant {
  readonly call: string;
  readonly label: string;
  readonly role: 'caller' | 'bridge';
  muted: boolean;
  readonly joinedAtMs: number;
  /** All who are in hear it come, and go. */
  readonly hasTones: boolean;
  /** Takes the leg out: of the meeting, the call goes on with its action. */
  readonly leave: () => void;
}

/** One instance of a conference: it ends for good when its last leg has left. */
export interface Meeting {
  readonly sid: string;
  readonly name: string;
  readonly participants: Map<string, Participant>;
  hasStarted: boolean;
  isOver: boolean;
}

/** Tells of an event: its name, and the fields beside those of the meeting and the leg. */
export type Tell = (event: string, meeting: Meeting, participant: Participant, isCallOver: boolean) => void;

/** Conferences at Twilio, by name (Twilio docs, TwiML Conference). */
export class SimulatedMeetings {
  readonly all: Meeting[] = [];
  readonly #running = new Map<string, Meeting>();
  readonly #platform: Platform;
  readonly #tell: Tell;

  constructor(platform: Platform, tell: Tell) {
    this.#platform = platform;
    this.#tell = tell;
  }

  running(name: string): Meeting | undefined {
    return this.#running.get(name);
  }

  bySid(sid: string): Meeting | undefined {
    return this.all.find((meeting) => meeting.sid === sid);
  }

  /** Who is in a meeting, as a list says it that is behind by so many ms. */
  listed(meeting: Meeting | undefined, lagMs: number): readonly Pick<Participant, 'call' | 'muted'>[] {
    const { nowMs } = this.#platform.scheduler;
    return [...(meeting?.participants.values() ?? [])]
      .filter(({ joinedAtMs }) => nowMs - joinedAtMs >= lagMs)
      .map(({ call, muted }) => ({ call, muted }));
  }

  join(name: string, participant: Participant, starts: boolean): Meeting {
    let meeting = this.#running.get(name);
    if (meeting === undefined) {
      meeting = {
        sid: `CF${String(this.all.length + 1).padStart(32, '0')}`,
        name,
        participants: new Map(),
        hasStarted: false,
        isOver: false,
      };
      this.#running.set(name, meeting);
      this.all.push(meeting);
    }
    meeting.participants.set(participant.call, participant);
    meeting.hasStarted ||= starts;
    this.#platform.trace?.(() => `${participant.label} joins ${name}, muted ${participant.muted}`);
    this.#tell('participant-join', meeting, participant, false);
    return meeting;
  }

  leave(meeting: Meeting, call: string, isCallOver: boolean): void {
    const participant = meeting.participants.get(call);
    if (participant === undefined) return;
    meeting.participants.delete(call);
    this.#platform.trace?.(() => `${participant.label} leaves ${meeting.name}`);
    this.#tell('participant-leave', meeting, participant, isCallOver);
    if (meeting.participants.size > 0) return;
    meeting.isOver = true;
    if (this.#running.get(meeting.name) === meeting) this.#running.delete(meeting.name);
  }

  mute(meeting: Meeting, participant: Participant, muted: boolean): void {
    if (participant.muted === muted) return;
    participant.muted = muted;
    this.#platform.trace?.(() => `${participant.label} is ${muted ? 'muted' : 'unmuted'} by phone`);
    this.#tell(muted ? 'participant-mute' : 'participant-unmute', meeting, participant, false);
  }
}
