import type { Heard } from '../api/events.ts';

interface Words {
  readonly title: string;
  /** What was said, or more of it. */
  readonly text: string | undefined;
  readonly isBad?: boolean;
}

/** What machines say to each other about a call, of which its caller hears nothing: requests, and how keys are collected. */
const unheard = [
  ...[
    'fetched',
    'webhook-answered',
    'menu',
    'menu-result',
    'input',
    'input-result',
    'key-reported',
    'waiting',
  ],
];

/** Whether the caller notices anything of it. */
export const isHeard = ({ kind }: Heard): boolean => !unheard.includes(kind);

/** What a caller hears and does, in words. What is not known here is shown by its own. */
export function heardInWords(event: Heard): Words {
  const detail = (name: string) => {
    const value = event[name];
    return typeof value === 'string' ? value : undefined;
  };
  const plain = simple[event.kind];
  if (plain !== undefined) return { title: plain, text: undefined };
  switch (event.kind) {
    case 'dialled':
      return { title: `Dials ${detail('to') ?? ''}`, text: undefined };
    case 'say':
      return { title: 'Hears', text: `“${detail('text') ?? ''}”` };
    case 'play':
      return { title: 'Hears an audio file', text: detail('text') };
    case 'timeout-message':
      return { title: 'Hears Daily’s time-out message', text: `“${detail('message') ?? ''}”`, isBad: true };
    case 'application-error':
    case 'reject':
      return { title: 'Hears the provider', text: `“${detail('text') ?? ''}”`, isBad: true };
    case 'keyed':
      return { title: `Keys ${detail('keys') ?? ''}`, text: undefined };
    case 'connected':
      return { title: 'Is in the room', text: detail('room') };
    case 'conference-left':
      return { title: 'Is out of the meeting', text: detail('reason') };
    case 'webhook-unanswered':
      return { title: 'Daily gets no answer from us', text: detail('reason'), isBad: true };
    case 'forwarding':
      return { title: 'Is forwarded', text: detail('uri') };
    case 'hung-up':
      return { title: hungUpBy(detail('by')), text: detail('why') ?? detail('status') };
    default:
      return { title: event.kind.replaceAll('-', ' '), text: detail('text') };
  }
}

const simple: Readonly<Record<string, string | undefined>> = {
  answered: 'The call is answered',
  'hold-music': 'Hears hold music',
  ringing: 'Hears it ring',
  'cut-short': 'The prompt is cut short',
  'conference-joined': 'Is in the meeting',
  'conference-started': 'Hears the others',
  muted: 'Is muted',
  unmuted: 'Can be heard',
  held: 'Is put on hold',
  unheld: 'Is taken off hold',
  forwarded: 'The forwarded call is answered',
  transferred: 'Is led on to somebody else',
  redirected: 'Gets new instructions',
  parked: 'Waits on the line',
  deafened: 'Hears the others no more',
  undeafened: 'Hears the others again',
  tones: 'Hears tones',
  'forwarding-ended': 'The forwarded call is over',
};

function hungUpBy(by: string | undefined): string {
  if (by === 'caller') return 'Hangs up';
  return by === undefined ? 'Is hung up' : `Is hung up by ${parties[by] ?? by}`;
}

const parties: Readonly<Record<string, string | undefined>> = {
  ...{ api: 'Patchbay', room: 'the room', daily: 'Daily' },
  ...{ twilio: 'Twilio', sinch: 'Sinch', plivo: 'Plivo', vonage: 'Vonage' },
};
