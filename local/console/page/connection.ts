import type { ConsoleClient } from '../api/client.ts';
import type { FeedEvent } from '../api/events.ts';

/** Whether the page hears of what happens. `refused`: its token is not that of the gateway. */
export type Link = 'connecting' | 'live' | 'lost' | 'refused';

/** Between two tries to get back; a gateway takes some seconds to start. */
const againAfterMs = 1_000;

/**
 * Follows the events for ever, and comes back by itself when the connection is lost.
 * @param isIn whether the token still lets in, once the connection is lost
 */
export async function follow(
  client: ConsoleClient,
  heard: (event: FeedEvent) => void,
  tell: (link: Link) => void,
): Promise<never> {
  for (;;) {
    try {
      for await (const event of client.events(new AbortController().signal)) {
        if (event.kind === 'whole') tell('live');
        heard(event);
      }
      tell('lost');
    } catch (error) {
      tell(isRefusal(error) ? 'refused' : 'lost');
    }
    await new Promise((resolve) => setTimeout(resolve, againAfterMs));
  }
}

const isRefusal = (error: unknown): boolean => error instanceof Error && error.message.includes('(401)');
