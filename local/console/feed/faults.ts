import type { LocalGateway } from '../../local-gateway.ts';
import { botKinds } from '../../simulated/bots/kinds.ts';
import type { Disturbance } from '../../simulated/kit/disturbances.ts';
import type { RunningVoice } from '../../voices/voice.ts';
import type { Fault } from '../api/events.ts';
import type { Audience } from './audience.ts';
import { done, refusal, type Done } from './result.ts';

type Stack = Pick<LocalGateway, 'daily' | 'digitalSamba' | 'bots' | 'voices' | 'gateway'>;

/** A fault that can be switched on; `begin` returns how to end it. */
interface Kind {
  readonly name: string;
  readonly label: string;
  readonly promise: string;
  readonly begin: (stack: Stack) => () => void;
}

const lateMs = 3_000;
const slowMs = 2_000;
const killEveryMs = 1_000;

const kinds: readonly Kind[] = [
  {
    name: 'webhooks-lost',
    label: 'Webhooks are lost',
    promise:
      'Calls on hold are connected all the same, since bots report by themselves. What phones and rooms do not tell, the sweep finds when it looks.',
    begin: (stack) => disturb(stack, { lose: true }),
  },
  {
    name: 'webhooks-doubled',
    label: 'Webhooks come twice',
    promise: 'Nothing happens twice: what is known already changes nothing.',
    begin: (stack) => disturb(stack, { copies: 2 }),
  },
  {
    name: 'webhooks-late',
    label: `Webhooks come ${lateMs / 1_000} s late`,
    promise: 'Everything happens, later. What is older than what is known is ignored.',
    begin: (stack) => disturb(stack, { delayMs: lateMs }),
  },
  {
    name: 'webhooks-reordered',
    label: 'Webhooks overtake each other',
    promise: 'The end is the same: events of an older join or session are ignored.',
    begin: (stack) => disturb(stack, { reorder: true }),
  },
  {
    name: 'room-slow',
    label: `The room's API takes ${slowMs / 1_000} s`,
    promise: 'Phones obey at once, the room follows. No caller waits for it.',
    begin: ({ digitalSamba }) => {
      if (digitalSamba) digitalSamba.faults.latencyMs = slowMs;
      return () => {
        if (digitalSamba) digitalSamba.faults.latencyMs = 0;
      };
    },
  },
  {
    name: 'room-failing',
    label: "The room's API answers 503",
    promise: 'Callers stay in the meeting. The room is told of them as soon as it answers.',
    begin: ({ digitalSamba }) => {
      if (digitalSamba) digitalSamba.faults.outage = 'unavailable';
      return () => {
        if (digitalSamba) digitalSamba.faults.outage = 'none';
      };
    },
  },
  {
    name: 'daily-down',
    label: "Daily's API answers 503",
    promise:
      'A call waits on hold and is tried again until its hold budget is spent; then Daily says its time-out message.',
    begin: ({ daily }) => daily?.faults.every({ status: 503 }) ?? nothing,
  },
  {
    name: 'voice-down',
    label: "The voice providers' APIs answer 503",
    promise:
      'Callers get in, since that needs no API. Mutes and removals are tried again until they are done.',
    begin: ({ voices }) =>
      all(voicesOf(voices).map(({ simulated }) => simulated?.faults.every({ status: 503 }) ?? nothing)),
  },
  {
    name: 'table-frozen',
    label: 'The table does not answer',
    promise: 'New callers hear an apology, and nobody is let in unchecked. Calls that go on are not touched.',
    begin: ({ gateway }) => {
      gateway.dynamo.freeze();
      return () => gateway.dynamo.thaw();
    },
  },
  {
    name: 'functions-killed',
    label: 'Every function is killed each second',
    promise:
      'Half-done work is done again by whoever comes next: the provider, the machine, the queue or the sweep.',
    begin: ({ gateway }) => {
      const timer = setInterval(() => {
        for (const name of gateway.stack.functions.keys()) void gateway.crash(name);
      }, killEveryMs);
      return () => clearInterval(timer);
    },
  },
];

const nothing = (): void => undefined;
const all = (ends: readonly (() => void)[]) => () => {
  for (const end of ends) end();
};
const voicesOf = (voices: Stack['voices']): readonly RunningVoice[] => Object.values(voices);

function disturb({ daily, digitalSamba, voices }: Stack, disturbance: Disturbance): () => void {
  return all([
    daily?.events.disturb({}, disturbance, Infinity) ?? nothing,
    digitalSamba?.events.disturb({}, disturbance, Infinity) ?? nothing,
    ...voicesOf(voices).map(({ simulated }) => simulated?.disturb(disturbance) ?? nothing),
  ]);
}

/** The switches for what can go wrong. */
export class Faults {
  readonly #stack: Stack;
  readonly #audience: Audience;
  readonly #ends = new Map<string, () => void>();
  #bot = 'good';

  constructor(stack: Stack, audience: Audience) {
    this.#stack = stack;
    this.#audience = audience;
  }

  get all(): Fault[] {
    return kinds.map(({ name, label, promise }) => ({ name, label, promise, isOn: this.#ends.has(name) }));
  }

  /** How the next bots behave. */
  get bot(): string {
    return this.#bot;
  }

  set(name: string, isOn: boolean): Done {
    const kind = kinds.find((one) => one.name === name);
    if (kind === undefined)
      return refusal(404, 'no-fault', `There are these: ${kinds.map((one) => one.name).join(', ')}.`);
    const end = this.#ends.get(name);
    if (isOn && end === undefined) this.#ends.set(name, kind.begin(this.#stack));
    if (!isOn) this.#end(name);
    this.#tell();
    return done;
  }

  setBot(name: string): Done {
    const kind = botKinds.find((one) => one.name === name);
    if (kind === undefined)
      return refusal(404, 'no-bot', `There are these: ${botKinds.map((one) => one.name).join(', ')}.`);
    this.#stack.bots?.setDefault(kind.behaviour);
    this.#bot = name;
    this.#tell();
    return done;
  }

  /** Nothing goes wrong any more, and bots are good. */
  undoAll(): Done {
    for (const name of [...this.#ends.keys()]) this.#end(name);
    return this.setBot('good');
  }

  #end(name: string): void {
    this.#ends.get(name)?.();
    this.#ends.delete(name);
  }

  #tell(): void {
    this.#audience.tell({ kind: 'faults', faults: this.all, bot: this.#bot });
  }
}
