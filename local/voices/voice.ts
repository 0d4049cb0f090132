import * as z from 'zod';
import type { BridgeCall, BridgeOrder } from '../simulated/digital-samba/rooms/bridge.ts';
import type { Caller } from '../simulated/kit/caller.ts';
import type { Disturbance } from '../simulated/kit/disturbances.ts';
import type { FaultInjector } from '../simulated/kit/faults.ts';
import type { OnServed } from '../simulated/kit/http.ts';
import type { SipDialler } from '../simulated/kit/sip-dialler.ts';
import { startStaticDocument } from '../simulated/kit/static-document.ts';

/** One caller at a simulated voice provider. The last event has the kind `hung-up`. */
interface PlacedCall {
  /** The provider's id of the call. */
  readonly id: string;
  readonly call: Pick<Caller<never>, 'press' | 'hangUp'> & {
    readonly events: readonly CallerEvent[];
    onEvent(listener: (event: CallerEvent) => void): () => void;
  };
}

interface CallerEvent {
  readonly kind: string;
  readonly time: string;
}

/** A call to place: `keys` is a script. */
interface CallerOrder {
  readonly to: string;
  readonly from?: string;
  readonly keys?: string;
}

/** A simulated voice provider, as far as all of them are alike. */
interface VoiceSimulator {
  /** What goes wrong with its REST interface. */
  readonly faults: FaultInjector;
  /** A bridge dials in and keys `dtmf`. */
  dialIn(order: BridgeOrder & { readonly from: string }): BridgeCall;
  stop(): Promise<void>;
}

/** What every simulated voice provider is started with. */
interface CommonOptions {
  readonly port?: number;
  readonly maxKept?: number;
  readonly onSipDial?: SipDialler;
  readonly onServed?: OnServed | undefined;
  readonly speechMsPerCharacter?: number;
}

/** A static document that speaks while the gateway does not. */
interface FallbackDocument {
  readonly contentType: string;
  readonly document: string;
}

/** What a simulator is told as at the provider's console. */
interface Console {
  readonly gatewayUrl: string;
  readonly fallbackUrl: string;
  /** The numbers that are dialled at this provider, E.164. */
  readonly numbers: readonly string[];
}

/** A voice provider of the local gateway: the real one if its keys are set, else a simulated one. */
export interface LocalVoice<Settings, Options extends CommonOptions, Simulator extends VoiceSimulator> {
  /** The provider's own name. */
  readonly name: string;
  /** Which ports after the gateway's the simulator and its fallback document take. */
  readonly ports: { readonly simulator: number; readonly fallback: number };
  readonly fallback: FallbackDocument;
  /** A fallback URL that the environment names; the document is not served then. */
  readonly fallbackUrlOf?: (settings: Settings) => string | undefined;
  isReal(settings: Settings): boolean;
  /** Its fields of the deployment's secret. */
  secretOf(settings: Settings, simulator: Simulator | undefined): Readonly<Record<string, unknown>>;
  start(options: Options): Promise<Simulator>;
  /** Base URL of the simulated REST interface. */
  apiUrlOf(simulator: Simulator): string;
  /** Whether what a bridge dials leads here. */
  serves(simulator: Simulator, to: string): boolean;
  configure(simulator: Simulator, at: Console): void;
  /** Somebody dials. Throws if the script cannot be read. */
  place(simulator: Simulator, order: CallerOrder): PlacedCall;
  /** Disturbs all events that nobody waits for, until what it returns is called. */
  disturb(simulator: Simulator, disturbance: Disturbance): () => void;
}

/** A simulated voice provider that runs, whichever it is. */
export interface SimulatedVoice {
  readonly apiUrl: string;
  /** It works while the gateway does not. */
  readonly fallbackUrl: string;
  serves(to: string): boolean;
  dialIn(order: BridgeOrder & { readonly from: string }): BridgeCall;
  configure(gatewayUrl: string, numbers: readonly string[]): void;
  place(order: CallerOrder): PlacedCall;
  disturb(disturbance: Disturbance): () => void;
  readonly faults: FaultInjector;
}

/** A voice provider as the gateway has it. */
export interface RunningVoice<Simulator = unknown> {
  readonly name: string;
  readonly secret: Readonly<Record<string, unknown>>;
  /** Undefined: the real provider is used. */
  readonly simulated: SimulatedVoice | undefined;
  readonly simulator: Simulator | undefined;
}

/** What `startVoice` needs to know of its surroundings. */
export interface VoiceHost<Settings> {
  readonly settings: Settings;
  readonly maxKept: number;
  readonly speechMsPerCharacter: number | undefined;
  /** Is told of every request to a simulator, with the provider's name. */
  readonly onServed: (party: string) => OnServed | undefined;
  readonly onSipDial: SipDialler;
  /** The n-th port after the gateway's. */
  readonly port: (n: number) => number;
  /** Has something stopped with the rest. */
  readonly keep: <Started extends { stop(): Promise<void> }>(started: Started) => Started;
}

/** Starts the simulator of a provider whose keys are not set, with its fallback document. */
export async function startVoice<Settings, Options extends CommonOptions, Simulator extends VoiceSimulator>(
  voice: LocalVoice<Settings, Options, Simulator>,
  options: Options,
  { settings, maxKept, speechMsPerCharacter, onServed, onSipDial, port, keep }: VoiceHost<Settings>,
): Promise<RunningVoice<Simulator>> {
  const { name, ports } = voice;
  if (voice.isReal(settings)) {
    return { name, secret: voice.secretOf(settings, undefined), simulated: undefined, simulator: undefined };
  }
  const simulator = keep(
    await voice.start({
      port: port(ports.simulator),
      maxKept,
      ...(speechMsPerCharacter !== undefined && { speechMsPerCharacter }),
      onSipDial,
      onServed: onServed(name),
      ...options,
    }),
  );
  const fallbackUrl =
    voice.fallbackUrlOf?.(settings) ??
    keep(await startStaticDocument(voice.fallback, port(ports.fallback))).url;
  return {
    name,
    secret: voice.secretOf(settings, simulator),
    simulator,
    simulated: {
      apiUrl: voice.apiUrlOf(simulator),
      fallbackUrl,
      serves: (to) => voice.serves(simulator, to),
      dialIn: (order) => simulator.dialIn(order),
      configure: (gatewayUrl, numbers) => voice.configure(simulator, { gatewayUrl, fallbackUrl, numbers }),
      place: (order) => voice.place(simulator, order),
      disturb: (disturbance) => voice.disturb(simulator, disturbance),
      faults: simulator.faults,
    },
  };
}

/** A setting for a field of the secret that holds several values: they stand with a comma between. */
export const listOf = <Values>(field: z.ZodOptional<z.ZodType<Values, string[]>>) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(field.unwrap())
    .optional();

/** A setting that holds the base URL of something. */
export const urlSetting = z
  .url({ protocol: /^https?$/ })
  .transform((text) => text.replace(/\/+$/, ''))
  .optional();
