import { Hono } from 'hono';
import { listen } from './http.ts';

/** A document somewhere on the web, which works while a gateway does not. */
export interface StaticDocument {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves one document, however it is asked for, from a server of its own. Port 0 takes a free one. */
export async function startStaticDocument(
  { contentType, document }: { readonly contentType: string; readonly document: string },
  port: number,
): Promise<StaticDocument> {
  const app = new Hono();
  app.on(['GET', 'POST'], '/', (c) => c.body(document, 200, { 'content-type': contentType }));
  const server = await listen(app, port);
  return { url: `${server.origin}/`, stop: () => server.close() };
}
