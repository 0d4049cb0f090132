import type { FeedEvent } from '../api/events.ts';
import type { Source } from './source.ts';

/** A reader who is so many messages behind starts again with the whole. */
const maxBehind = 2_000;
/** A connection on which nothing is said for long is taken for dead by some. */
const keepAliveMs = 15_000;

/** Server-sent events: the whole first, then every change. A reader who goes away, or cannot follow, is let go. */
export function streamOf(source: Pick<Source, 'whole' | 'subscribe'>): Response {
  const encoder = new TextEncoder();
  let stop = (): void => undefined;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const write = (text: string): void => {
          if ((controller.desiredSize ?? 0) < -maxBehind) {
            stop();
            controller.close();
          } else controller.enqueue(encoder.encode(text));
        };
        const tell = (event: FeedEvent): void => write(`data: ${JSON.stringify(event)}\n\n`);
        const timer = setInterval(() => write(': still here\n\n'), keepAliveMs);
        const unsubscribe = source.subscribe(tell);
        stop = () => {
          clearInterval(timer);
          unsubscribe();
        };
        tell(source.whole());
      },
      cancel() {
        stop();
      },
    },
    new CountQueuingStrategy({ highWaterMark: 1 }),
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
}
