import type { SimulatedApi } from '../../frame/api.ts';
import type { Platform } from '../../frame/lambda.ts';
import type { Signer } from '../gateway-request.ts';
import type { Participant } from './meetings.ts';
import type { OutsideVariants } from '../outside/variants.ts';
import type { Heard, PhoneCall } from './phone-call.ts';
import type { News } from '../reported.ts';
import type { FarEnds } from '../transfers/far-ends.ts';

/** What the voice provider of a world is made of. */
export interface PhonesDeps {
  readonly platform: Platform;
  /** Default: it is Twilio. */
  readonly outside?: OutsideVariants | undefined;
  /** How long each sentence of the menu takes; default as long as any other. */
  readonly menuSaysMs?: number | undefined;
  readonly api: SimulatedApi;
  readonly signer: Signer;
  readonly heard: (call: PhoneCall, heard: Heard) => void;
  /** A call is sent to a document by REST. */
  readonly sent: (call: PhoneCall, document: string) => void;
  /** A leg has gone into or out of a meeting. */
  readonly moved: () => void;
  /** A call has begun to wait, goes elsewhere, or is over. */
  readonly changed: () => void;
  readonly news: News;
  /** A leg hears what REST has it told. */
  readonly told: (participant: Participant) => void;
  /** Those to whom callers are led. */
  readonly farEnds: Pick<FarEnds, 'dial'>;
}
