import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { localCaller } from '../../local/runtime/front/signature.ts';

/** What the SDK's signer hashes with. */
class Sha256 {
  readonly #hash: ReturnType<typeof createHash | typeof createHmac>;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = secret === undefined || typeof secret === 'string' ? secret : Buffer.from(bytesOf(secret));
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }
  digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }
  reset(): void {
    throw new Error('nobody hashes twice');
  }
}

const bytesOf = (data: ArrayBuffer | ArrayBufferView) =>
  ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);

export interface SignedOrder {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** When it is signed; default now. */
  readonly signedAt?: Date;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly region?: string;
}

/** The headers and the body of a request as AWS's own SDK signs it. */
export async function signed(url: string, order: SignedOrder = {}) {
  const { method = 'GET', headers = {}, body, credentials = localCaller, region = 'us-east-1' } = order;
  const { pathname, searchParams, host, hostname, protocol } = new URL(url);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const request = {
    ...{ method, hostname, protocol },
    path: pathname,
    query: Object.fromEntries(searchParams),
    headers: { host, ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(text !== undefined && { body: text }),
  };
  const made = await signer.sign(
    request,
    order.signedAt === undefined ? {} : { signingDate: order.signedAt },
  );
  return { method, headers: made.headers, ...(text !== undefined && { body: text }) };
}

/** Sends a request that is signed as AWS's own SDK does it. */
export async function signedFetch(url: string, order: SignedOrder = {}): Promise<Response> {
  return fetch(url, await signed(url, order));
}
