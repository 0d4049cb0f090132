import type { Party } from '../frame/network.ts';
import type { JudgedWorld } from './judged.ts';
import { serveOutside } from './outside/rest.ts';
import { outsideUrl } from './outside/variants.ts';
import { serveTwilio } from './twilio-rest.ts';

/** The providers that a world's functions can ask. `isToken`: whether Twilio takes an auth token now. */
export function openParties(
  { scheduler, options, phones, room }: JudgedWorld,
  isToken: (token: string) => boolean,
): readonly Party[] {
  const { twilioDownMs, sambaDownMs, listedConferences } = options.scenario;
  const isDown =
    ([fromMs, untilMs]: readonly [number, number]) =>
    () =>
      scheduler.elapsedMs >= fromMs && scheduler.elapsedMs < untilMs;
  return [
    {
      baseUrl: 'https://api.twilio.com/2010-04-01',
      vendor: 'twilio',
      isDown: isDown(twilioDownMs),
      serve: (incoming) => serveTwilio(phones, incoming, isToken, listedConferences),
    },
    {
      baseUrl: outsideUrl,
      vendor: undefined,
      isDown: isDown(twilioDownMs),
      serve: (incoming) => serveOutside(phones, incoming),
    },
    {
      baseUrl: 'https://api.digitalsamba.com',
      vendor: 'digital-samba',
      isDown: isDown(sambaDownMs),
      serve: (incoming) => room.serve(incoming),
    },
  ];
}
