import type { SimulatedCall } from '../../../../local/simulated/twilio/calls/call.ts';
import type { SimulatedTwilioOptions } from '../../../../local/simulated/twilio/options.ts';
import type { SimulatedTwilio } from '../../../../local/simulated/twilio/start.ts';
import { until } from '../harness.ts';
import { type Answer, type Application, application, number, twilio } from './harness.ts';

const allEvents = 'start end join leave mute hold modify announcement';

/** A document that joins `room`, with all callbacks; `left` is the action. */
export const conference = (attributes: string, dial = ''): string =>
  `<Dial action="left" ${dial}><Conference beep="false" statusCallback="events" ` +
  `statusCallbackEvent="${allEvents}" ${attributes}>room</Conference></Dial>`;

/** Attributes of someone who does not start the conference. */
export const waits = 'startConferenceOnEnter="false" waitUrl=""';

/** A simulated Twilio and an application. */
export interface House {
  readonly app: Application;
  readonly on: SimulatedTwilio;
  /** Calls, and waits until the call is in the conference. */
  enter(path: string): Promise<SimulatedCall>;
}

/** An application whose paths are the numbers' voice URLs. */
export async function house(
  documents: Readonly<Record<string, Answer | readonly Answer[]>>,
  options: SimulatedTwilioOptions = {},
): Promise<House> {
  const app = await application({ '/events': 204, '/left': '<Say>Left</Say>', ...documents });
  const on = await twilio(options);
  const enter = async (path: string): Promise<SimulatedCall> => {
    on.configureNumber({ phoneNumber: number, voiceUrl: app.origin + path });
    const call = on.placeCall({ to: number });
    await call.waitFor(({ kind }) => kind === 'conference-joined');
    return call;
  };
  return { app, on, enter };
}

export const kinds = (call: SimulatedCall): string[] => call.events.map(({ kind }) => kind);
export const hasStarted = (call: SimulatedCall): boolean => kinds(call).includes('conference-started');
/** Waits until every callback has arrived. */
export const settled = ({ on, app }: House): Promise<void> =>
  until(() => app.at('/events').length === on.callbacks.emitted.length);
