/** A call of `<Dial><Sip>` that goes out. */
export interface SipDialRequest {
  /** With parameters, without headers. */
  readonly uri: string;
  /** `sip:user@host`. */
  readonly address: string;
  /** Custom headers, decoded. */
  readonly headers: Readonly<Record<string, string>>;
  readonly from: string;
  /** Call SID of the caller's leg. */
  readonly callSid: string;
}

/** How the far end takes a call. */
export type SipDialOutcome =
  | { readonly answered: true; /** Settles when the far end hangs up. */ readonly ended: Promise<unknown> }
  | {
      readonly answered: false;
      readonly status: 'busy' | 'no-answer' | 'failed' | 'canceled';
      readonly sipResponseCode: number;
    };

/** Takes the calls of `<Dial><Sip>`. `hungUp` aborts when the caller's side gives up or hangs up. */
export type SipDialler = (request: SipDialRequest, hungUp: AbortSignal) => Promise<SipDialOutcome>;
