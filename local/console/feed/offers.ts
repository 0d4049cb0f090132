import type { Route } from '../../../lib/held-calls/model/route.ts';
import { traitsOf } from '../../../lib/providers/voices.ts';
import type { ConferencesFile } from '../../conferences-file.ts';
import type { LocalGateway } from '../../local-gateway.ts';
import { botKinds } from '../../simulated/bots/kinds.ts';
import type { RunningVoice } from '../../voices/voice.ts';
import { providerSchema, type About, type NumberOffer } from '../api/events.ts';

/** What the numbers lead to that this gateway was started with. */
export interface LedTo {
  readonly routes: ReadonlyMap<string, Route>;
  readonly conferences: ConferencesFile;
}

type Made = Pick<LocalGateway, 'conferences' | 'forwardPins' | 'daily' | 'voices'>;

/** What can be called here, and with what. Providers that are the real ones are left out. */
export function aboutLocal({ routes, conferences }: LedTo, made: Made): About {
  const held =
    made.daily === undefined ? [] : [...routes].flatMap(([number, route]) => heldOffer(number, route));
  const voices: Readonly<Record<string, RunningVoice | undefined>> = made.voices;
  const simulated = Object.entries(voices).filter(([, voice]) => voice?.simulated !== undefined);
  const dialled = Object.entries(conferences.dialIns).flatMap(([number, dialIn]): NumberOffer[] => {
    if (dialIn.kind === 'refuse') return [];
    if (!simulated.some(([id]) => id === dialIn.voice)) return [];
    if (dialIn.kind === 'forward')
      return [{ number, provider: dialIn.voice, leadsTo: `forwards to ${dialIn.address}` }];
    const here = made.conferences.filter((conference) => conference.dialIn === number);
    const offers = here.map(({ name, pin }) => ({
      ...{ number, provider: dialIn.voice, leadsTo: `asks for a PIN: ${name}`, pin, conference: name },
    }));
    const german = dialIn.language === 'de' ? 'asks for a PIN, in German' : 'asks for a PIN';
    return offers.length > 0 ? offers : [{ number, provider: dialIn.voice, leadsTo: german }];
  });
  return {
    kind: 'local',
    providers: [
      ...(made.daily ? [{ id: 'daily' as const, name: 'Daily', keys: 'none' as const }] : []),
      ...simulated.flatMap(([id, voice]) => {
        const provider = providerSchema.safeParse(id);
        if (!provider.success || voice === undefined || provider.data === 'daily') return [];
        return [{ id: provider.data, name: voice.name, keys: traitsOf(provider.data)?.keys ?? 'none' }];
      }),
    ],
    numbers: [...held, ...dialled],
    bots: botKinds.map(({ name, label }) => ({ name, label })),
  };
}

function heldOffer(number: string, route: Route): NumberOffer[] {
  if (!number.startsWith('+')) return [];
  return [{ number, provider: 'daily', leadsTo: routeInWords(route) }];
}

/** Where a route leads, in plain words. */
function routeInWords(route: Route): string {
  switch (route.kind) {
    case 'refuse':
      return 'is refused';
    case 'targets':
      return route.targets
        .map((target) => {
          switch (target.kind) {
            case 'pipecat-cloud':
              return `the bot ${target.agent}`;
            case 'bot-endpoint':
              return 'a bot of your own';
            case 'room':
              return `the room ${target.room}`;
            case 'ask':
              return 'what your own code says';
          }
        })
        .join(', else ');
  }
}
