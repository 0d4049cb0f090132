/** What a document of ours tells Twilio to do, as far as a world needs it; see local/simulated/twilio for all of it. */
export type Step =
  | { readonly verb: 'Say' | 'Play'; readonly text: string }
  | { readonly verb: 'Pause'; readonly seconds: number }
  | { readonly verb: 'Gather'; readonly action: Target; readonly timeoutS: number }
  | {
      readonly verb: 'Conference';
      readonly name: string;
      readonly action: Target;
      readonly label: string;
      readonly muted: boolean;
      readonly starts: boolean;
      readonly hasTones: boolean;
      readonly wait: Target | undefined;
      readonly stayS: number;
    }
  | {
      readonly verb: 'Number';
      readonly number: string;
      readonly action: Target;
      readonly ringS: number;
      readonly stayS: number;
    }
  /** Only where people wait outside. */
  | {
      readonly verb: 'Wait';
      readonly text?: string | undefined;
      readonly seconds: number;
      readonly action: Target;
    }
  | { readonly verb: 'Hangup' | 'Reject' | 'Redirect' };

/** A path of ours with its query. */
export interface Target {
  readonly path: string;
  readonly query: string;
}

const tag = /<(\/?)(\w+)((?:\s+\w+="[^"]*")*)\s*(\/?)>([^<]*)/g;
const attribute = /(\w+)="([^"]*)"/g;

/** Reads one of our own documents. Throws on a verb that the gateway does not use. */
export function readDocument(source: string): readonly Step[] {
  const steps: Step[] = [];
  let dial: ReadonlyMap<string, string> = new Map();
  for (const [, closing, name = '', attributes = '', , text = ''] of source.matchAll(tag)) {
    if (closing === '/' || name === 'Response') continue;
    const values = new Map(
      [...attributes.matchAll(attribute)].map(([, key = '', value = '']) => [key, plain(value)]),
    );
    const target = (key: string) => targetOf(values.get(key) ?? dial.get(key) ?? '');
    switch (name) {
      case 'Say':
      case 'Play':
        // What a Gather says is heard while it listens.
        steps.push({ verb: name, text });
        break;
      case 'Pause':
        steps.push({ verb: name, seconds: Number(values.get('length')) });
        break;
      case 'Gather':
        steps.push({ verb: name, action: target('action'), timeoutS: Number(values.get('timeout')) });
        break;
      case 'Dial':
        dial = values;
        break;
      case 'Conference':
        steps.push({
          verb: name,
          name: text,
          action: target('action'),
          label: values.get('participantLabel') ?? '',
          muted: values.get('muted') === 'true',
          starts: values.get('startConferenceOnEnter') === 'true',
          hasTones: values.get('beep') !== 'false',
          wait: values.get('waitUrl') === '' ? undefined : target('waitUrl'),
          stayS: Number(dial.get('timeLimit')),
        });
        break;
      case 'Number':
      case 'Sip':
        steps.push({
          verb: 'Number',
          number: text.replace(/^sip:/, ''),
          action: target('action'),
          ringS: Number(dial.get('timeout')),
          stayS: Number(dial.get('timeLimit')),
        });
        break;
      case 'Hangup':
      case 'Reject':
      case 'Redirect':
        steps.push({ verb: name });
        break;
      default:
        throw new Error(`the simulator does not play <${name}>`);
    }
  }
  return steps;
}

function plain(value: string): string {
  return value
    .replaceAll('&quot;', '"')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

export function targetOf(url: string): Target {
  const { pathname, search } = new URL(url);
  return { path: pathname, query: search.slice(1) };
}
