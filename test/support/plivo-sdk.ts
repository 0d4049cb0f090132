import { createRequire } from 'node:module';
import { Client, validateV3Signature } from 'plivo';
import * as z from 'zod';

type Adapter = (config: { readonly url: string }) => Promise<unknown>;
interface Axios {
  readonly defaults: { adapter: Adapter };
  getAdapter(name: 'http'): Adapter;
}

/** The HTTP client that Plivo's own has, by which alone its addresses can be changed: they stand in its code. */
const axios = z
  .custom<Axios>((value) => typeof value === 'function' && 'getAdapter' in value)
  .parse(createRequire(import.meta.resolve('plivo'))('axios'));
const http = axios.getAdapter('http');

/** Plivo's own client. Until the next one is made, all of them ask at `origin`. */
export function clientAt(origin: string, authId: string, authToken: string): Client {
  axios.defaults.adapter = (config) =>
    http({ ...config, url: config.url.replace('https://api.plivo.com', origin) });
  return new Client(authId, authToken);
}

/** What Plivo's own validator says of a webhook. `signature`: the header, with a comma between several. */
export function isGenuine(request: {
  readonly method: string;
  readonly url: string;
  readonly nonce: string;
  readonly signature: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly token: string;
}): boolean {
  const { method, url, nonce, token, signature, parameters } = request;
  return validateV3Signature(method, url, nonce, token, signature, parameters) === true;
}
