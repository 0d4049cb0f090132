import { useEffect, useState } from 'preact/hooks';
import type { ConsoleClient } from '../../api/client.ts';
import type { FeedEvent } from '../../api/events.ts';
import { nothingYet, stateAfter, type State } from '../../derive/state.ts';
import { follow, type Link } from '../connection.ts';

/** What comes within this time is drawn at once: a step of a call is several events. */
const drawAfterMs = 10;

/** Follows the gateway; `heard` is told of every event as it comes. */
export function useStateOfGateway(
  client: ConsoleClient,
  heard: (event: FeedEvent) => void,
): { readonly state: State; readonly link: Link } {
  const [state, setState] = useState(nothingYet);
  const [link, setLink] = useState<Link>('connecting');
  useEffect(() => {
    let latest = nothingYet;
    let isDrawing = false;
    const take = (event: FeedEvent): void => {
      latest = stateAfter(latest, event);
      heard(event);
      if (isDrawing) return;
      isDrawing = true;
      setTimeout(() => {
        isDrawing = false;
        setState(latest);
      }, drawAfterMs);
    };
    void follow(client, take, setLink);
  }, []);
  return { state, link };
}
