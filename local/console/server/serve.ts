import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { close, listen } from '../../runtime/ports.ts';
import { consoleApp, type Asset } from './app.ts';
import type { Source } from './source.ts';

/** A console that is served. */
export interface ServedConsole {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  /** The address that lets a person in. */
  readonly address: string;
  readonly token: string;
  stop(): Promise<void>;
}

/**
 * Serves the console on the loopback interface.
 * @param port 0 takes any free one
 * @throws one sentence on what to do when the port is taken
 */
export async function serveConsole(
  source: Source,
  {
    port,
    token,
    assets,
  }: { readonly port: number; readonly token: string; readonly assets: ReadonlyMap<string, Asset> },
): Promise<ServedConsole> {
  const app = consoleApp(token, source, assets);
  const listener = getRequestListener((request) => app.fetch(request));
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing));
  const url = await listen(server, port);
  return { url, address: `${url}/?token=${token}`, token, stop: () => close(server) };
}
