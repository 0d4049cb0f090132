import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';

/** Everything here listens on the loopback interface only: nothing on this machine is meant for the network. */
export const LOOPBACK = '127.0.0.1';

const addressSchema = z.custom<AddressInfo>(
  (value) => typeof value === 'object' && value !== null && 'port' in value,
);

/**
 * Starts listening. Port 0 takes any free one. Resolves to the base URL.
 * @throws one sentence on what to do when the port is taken
 */
export async function listen(server: Server, port: number): Promise<string> {
  server.listen(port, LOOPBACK);
  await once(server, 'listening').catch((error: unknown) => {
    throw isTaken(error) ? new Error(takenSentence(port), { cause: error }) : error;
  });
  return `http://${LOOPBACK}:${addressSchema.parse(server.address()).port}`;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function takenSentence(port: number): string {
  return (
    `Port ${port} is in use, perhaps by another gateway: end what uses it, or set PORT to the first of twelve free ports, such as ` +
    `PORT=${port + 100}.`
  );
}

/** Stops a server at once, open connections included. */
export async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** A port that is free now. Somebody else may take it before it is used: the user must notice a failed start. */
export async function findFreePort(): Promise<number> {
  const server = createServer();
  const url = await listen(server, 0);
  await close(server);
  return Number(new URL(url).port);
}
