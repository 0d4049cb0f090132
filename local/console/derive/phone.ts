import type { Phone } from '../api/events.ts';
import { heardInWords, isHeard } from './heard.ts';

/** How a caller is at the moment, from all that was heard. */
export interface PhoneState {
  /** Hold music sounds. */
  readonly isOnHold: boolean;
  /** Keys reach somebody. */
  readonly isAnswered: boolean;
  readonly isInMeeting: boolean;
  readonly isMuted: boolean;
  readonly isOver: boolean;
  /** In a few words. */
  readonly label: string;
}

const start: PhoneState = {
  isOnHold: false,
  isAnswered: false,
  isInMeeting: false,
  isMuted: false,
  isOver: false,
  label: 'rings',
};

/** How the caller of this phone is. */
export function phoneStateOf({ events }: Phone): PhoneState {
  return events.reduce<PhoneState>((state, event) => {
    switch (event.kind) {
      case 'answered':
        return { ...state, isAnswered: true, label: 'answered' };
      case 'hold-music':
        return { ...state, isOnHold: true, label: 'on hold' };
      case 'connected':
        return { ...state, isOnHold: false, isInMeeting: true, label: 'in the room' };
      case 'conference-joined':
        return { ...state, isInMeeting: true, isMuted: event['muted'] === true, label: 'in the meeting' };
      case 'conference-left':
        return { ...state, isInMeeting: false, isMuted: false, label: 'out of the meeting' };
      case 'muted':
        return { ...state, isMuted: true };
      case 'unmuted':
        return { ...state, isMuted: false };
      case 'forwarded':
        return { ...state, isInMeeting: true, label: 'forwarded' };
      case 'hung-up':
        return { ...start, isOver: true, label: lowerFirst(heardInWords(event).title) };
      default:
        return state;
    }
  }, start);
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

/** What the last lines of a phone say, the newest last. */
export function transcriptOf({
  events,
}: Phone): readonly { readonly key: number; readonly title: string; readonly text: string | undefined }[] {
  return events.flatMap((event, key) => {
    if (!isHeard(event)) return [];
    const { title, text } = heardInWords(event);
    return [{ key, title, text }];
  });
}
