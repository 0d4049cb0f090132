import type { Incoming, Party, Reply } from '../../frame/network.ts';
import type { JudgedWorld } from '../judged.ts';
import { serveOutside } from '../outside/rest.ts';
import { outsideUrl } from '../outside/variants.ts';
import type { Callees } from '../call-outs/callees.ts';
import { serveTwilio } from './twilio-rest.ts';

/** Longer than anybody waits for an answer, and at most as long as lib/conferences/state/mutes.ts takes it for possible. */
const actLateMs = [4_000, 29_000] as const;

const isAct = ({ method }: Pick<Incoming, 'method'>) => method !== 'GET';

/** The providers that a world's functions can ask. `callees`: those whom they call. `isToken`: whether Twilio takes an auth token now. */
export function openParties(
  { scheduler, options, phones, room, news, platform: { faults, random } }: JudgedWorld,
  callees: Pick<Callees, 'place'>,
  isToken: (token: string) => boolean,
): readonly Party[] {
  const place: Callees['place'] = (placing) => callees.place(placing);
  const { twilioDownMs, sambaDownMs, listedConferences, outside } = options.scenario;
  const isDown =
    ([fromMs, untilMs]: readonly [number, number]) =>
    () =>
      scheduler.elapsedMs >= fromMs && scheduler.elapsedMs < untilMs;
  /** Does what is asked; sometimes whoever asked does not live to hear of it. */
  const doing =
    (serve: (incoming: Incoming) => Reply): Party['serve'] =>
    (incoming, by) => {
      const reply = serve(incoming);
      if (isAct(incoming) && faults.hits('deathAfterAct')) by.die();
      return reply;
    };
  const takesMs: Party['takesMs'] = (sent) => {
    if (!isAct(sent) || !faults.hits('actLate')) return 0;
    // A late mute may not be reported; a late move into the meeting, of somebody who is in, seems to be a leave. Both are found.
    if (outside !== undefined) news.lostAtMs = scheduler.nowMs;
    return random.between(...actLateMs);
  };
  return [
    {
      baseUrl: 'https://api.twilio.com/2010-04-01',
      vendor: 'twilio',
      isDown: isDown(twilioDownMs),
      serve: doing((incoming) => serveTwilio(phones, place, incoming, isToken, listedConferences)),
      takesMs,
    },
    ...(outside === undefined
      ? []
      : [
          {
            baseUrl: outsideUrl,
            vendor: undefined,
            isDown: isDown(twilioDownMs),
            serve: doing((incoming) => serveOutside(phones, place, outside, incoming)),
            takesMs,
          },
        ]),
    {
      baseUrl: 'https://api.digitalsamba.com',
      vendor: 'digital-samba',
      isDown: isDown(sambaDownMs),
      serve: doing((incoming) => room.serve(incoming)),
    },
  ];
}
