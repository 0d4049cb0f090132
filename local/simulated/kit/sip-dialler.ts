/** A call that a document forwards over SIP. */
export interface SipDialRequest {
  /** With parameters, without headers. */
  readonly uri: string;
  /** `sip:user@host`. */
  readonly address: string;
  /** Custom headers, decoded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly from: string;
  /** The provider's id of the caller's leg. */
  readonly callId: string;
}

/** How the far end takes a call. */
export type SipDialOutcome =
  | { readonly answered: true; /** Settles when the far end hangs up. */ readonly ended: Promise<unknown> }
  | {
      readonly answered: false;
      readonly status: 'busy' | 'no-answer' | 'failed' | 'canceled';
      readonly sipResponseCode: number;
    };

/** Takes the calls that documents forward over SIP. `hungUp` aborts when the caller's side gives up or hangs up. */
export type SipDialler = (request: SipDialRequest, hungUp: AbortSignal) => Promise<SipDialOutcome>;
