import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { openConsole, type ConsoleClient } from '../../api/client.ts';

/** What the page has done, and who says so when that is refused. */
interface Orders {
  readonly client: ConsoleClient;
  /** Has something done; a refusal is shown in the gateway's own words. */
  readonly give: <Answer>(order: (client: ConsoleClient) => Promise<Answer>) => Promise<Answer | undefined>;
}

/** Orders of a page whose refusals go to `refused`. */
export function ordersWith(refused: (sentence: string) => void): Orders {
  const client = openConsole({ url: '' });
  return {
    client,
    give: async (order) => {
      try {
        return await order(client);
      } catch (error) {
        refused(error instanceof Error ? error.message : String(error));
        return undefined;
      }
    },
  };
}

export const OrdersContext = createContext<Orders>(ordersWith(() => undefined));
export const useOrders = (): Orders => useContext(OrdersContext);
