import { readAssets } from './console/server/assets.ts';
import { serveConsole, type ServedConsole } from './console/server/serve.ts';
import { observe } from './console/start.ts';
import { openExistingRooms } from './existing-rooms.ts';
import { startLocalGateway, type LocalGateway, type LocalGatewayOptions } from './local-gateway.ts';
import { voiceNames } from './voices/voices.ts';

/** A gateway on this machine that can be looked at. */
export interface Running {
  readonly localGateway: LocalGateway;
  readonly served: ServedConsole;
  stop(): Promise<void>;
}

/**
 * Starts a gateway and its console.
 * @param at `port`: 0 takes any free one
 * @throws what stands in the way, in one sentence
 */
export async function startWithConsole(
  options: Omit<LocalGatewayOptions, 'onWrite' | 'onWebhook' | 'onServed'>,
  at: { readonly port: number; readonly token: string },
): Promise<Running> {
  const observation = observe(voiceNames);
  const { onEvent, ...looksOn } = observation.options;
  const localGateway = await startLocalGateway({
    ...{ ...options, ...looksOn },
    onEvent: (event) => {
      options.onEvent?.(event);
      onEvent(event);
    },
  });
  try {
    if (localGateway.daily) openExistingRooms(localGateway.daily, options.routes);
    const { source, stop: stopLooking } = observation.attach(localGateway, options);
    const served = await serveConsole(source, { ...at, assets: readAssets() });
    const stop = async () => {
      stopLooking();
      await served.stop();
      await localGateway.stop();
    };
    return { localGateway, served, stop };
  } catch (error) {
    await localGateway.stop();
    throw error;
  }
}
