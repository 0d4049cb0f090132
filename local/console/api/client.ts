import type * as z from 'zod';
import {
  doneSchema,
  exchangesSchema,
  feedEventSchema,
  placedSchema,
  problemSchema,
  recordedSchema,
  type Exchange,
  type FeedEvent,
} from './events.ts';
import type { CallOrderInput } from './orders.ts';

/** Where a console is, and what lets in. */
export interface ConsoleAddress {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  /** Default none: a page has its cookie. */
  readonly token?: string;
}

/** The local API, as a program uses it. Every order that is refused throws, with the gateway's own sentence. */
export interface ConsoleClient {
  /** Everything that is known, then every change, until `signal` aborts. */
  events(signal: AbortSignal): AsyncGenerator<FeedEvent>;
  /** @returns the provider's id of the call */
  place(order: CallOrderInput): Promise<string>;
  /** Digits, `*`, `#`; `w` and `W` are pauses of half a second and a second. */
  key(id: string, keys: string): Promise<void>;
  hangUp(id: string): Promise<void>;
  /** A moderator takes one step, such as `start`, `join Ana`, `mute #1`; settles when it is done. */
  step(room: string, step: string): Promise<void>;
  setFault(name: string, isOn: boolean): Promise<void>;
  undoFaults(): Promise<void>;
  setBot(name: string): Promise<void>;
  /** Held calls that begin from now on wait so many times less; 1 is real time. */
  setClock(hurry: number): Promise<void>;
  /** From now on everything that is done here is recorded. */
  record(): Promise<void>;
  /** Ends the recording. @returns a scenario file, which `patchbay scenario run` plays */
  endRecording(): Promise<string>;
  exchanges(callId: string): Promise<readonly Exchange[]>;
}

export function openConsole({ url, token }: ConsoleAddress): ConsoleClient {
  const headers = {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  const ask = async <Answer>(path: string, schema: z.ZodType<Answer>, order?: unknown): Promise<Answer> => {
    const asked =
      order === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(order) };
    const response = await reached(fetch(`${url}/api/${path}`, asked));
    if (!response.ok) throw new Error(await problemOf(response));
    return schema.parse(await response.json());
  };
  const order = async (path: string, body: unknown): Promise<void> =>
    void (await ask(path, doneSchema, body));
  const call = (id: string) => `calls/${encodeURIComponent(id)}`;
  return {
    events: (signal) => readEvents(`${url}/api/events`, headers, signal),
    place: async (placed) => (await ask('calls', placedSchema, placed)).id,
    key: (id, keys) => order(`${call(id)}/keys`, { keys }),
    hangUp: (id) => order(`${call(id)}/hang-up`, {}),
    step: (room, step) => order(`rooms/${encodeURIComponent(room)}/steps`, { step }),
    setFault: (name, isOn) => order(`faults/${encodeURIComponent(name)}`, { isOn }),
    undoFaults: () => order('undo-faults', {}),
    setBot: (name) => order('bot', { name }),
    setClock: (hurry) => order('clock', { hurry }),
    record: () => order('recording', {}),
    endRecording: async () => (await ask('recording/end', recordedSchema, {})).file,
    exchanges: async (id) => (await ask(`${call(id)}/exchanges`, exchangesSchema)).exchanges,
  };
}

/** @throws a sentence, if nobody is there */
function reached(asking: Promise<Response>): Promise<Response> {
  return asking.catch((cause: unknown) => {
    throw new Error('The gateway has ended. Start one in another terminal: npm start', { cause });
  });
}

async function problemOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return problemSchema.parse(JSON.parse(text)).info;
  } catch {
    return `${text} (${response.status})`; // what lets nobody in answers with a sentence
  }
}

async function* readEvents(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent> {
  const response = await reached(fetch(url, { headers, signal }));
  if (!response.ok || response.body === null) throw new Error(await problemOf(response));
  let rest = '';
  try {
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const messages = (rest + text).split('\n\n');
      rest = messages.pop() ?? '';
      for (const message of messages)
        if (message.startsWith('data: '))
          yield feedEventSchema.parse(JSON.parse(message.slice('data: '.length)));
    }
  } catch (cause) {
    if (!signal.aborted) throw new Error('The gateway ended while this was going on.', { cause });
  }
}
