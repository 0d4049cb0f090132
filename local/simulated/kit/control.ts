interface Event {
  readonly kind: string;
}

/** A call as another process follows it. Its last event has the kind `hung-up`. */
interface PlacedCall {
  readonly events: readonly Event[];
  onEvent(listener: (event: Event) => void): () => void;
  hangUp(): void;
}

/**
 * Streams a placed call as JSON lines: first `placed`, then everything that the caller hears and does until the call
 * ends. A reader who goes away hangs up.
 */
export function streamCall(call: PlacedCall, placed: Readonly<Record<string, string>>): Response {
  const encoder = new TextEncoder();
  let stopListening = (): void => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (line: unknown): void => controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`));
      write({ kind: 'placed', ...placed });
      for (const event of call.events) write(event);
      const stop = call.onEvent((event) => {
        write(event);
        if (event.kind !== 'hung-up') return;
        stop();
        controller.close();
      });
      stopListening = () => {
        stop();
      };
    },
    cancel() {
      stopListening();
      call.hangUp();
    },
  });
  return new Response(stream, { headers: { 'content-type': 'application/x-ndjson' } });
}
