import { expect, test } from 'vitest';
import { makeVoice } from '../../../../lib/providers/twilio/voice.ts';
import { conferenceId } from '../../../support/new-conference.ts';
import { application, number, twilio } from '../../../local/simulated/twilio/harness.ts';
import { fakeLog } from '../../http/fake-http.ts';

const conference = conferenceId('c1');

/** Somebody in a conference of whom no event has told, before the bridge has come or afterwards. */
async function unheard(
  listedConferences: 'in-progress' | 'in-progress-and-init' | 'all',
  isStarted: boolean,
) {
  const join = (starts: boolean) =>
    `<Dial><Conference startConferenceOnEnter="${starts}" waitUrl="">${conference}</Conference></Dial>`;
  const app = await application({ '/caller': join(false), '/bridge': join(true) });
  const on = await twilio({ listedConferences });
  const [caller, bridge] = [number, '+12025550101'];
  on.configureNumber({ phoneNumber: caller, voiceUrl: `${app.origin}/caller` });
  on.configureNumber({ phoneNumber: bridge, voiceUrl: `${app.origin}/bridge` });
  const calls = [on.placeCall({ to: caller }), ...(isStarted ? [on.placeCall({ to: bridge })] : [])];
  await expect.poll(() => on.conferences.live(conference)?.participants).toHaveLength(calls.length);
  const { accountSid, authToken } = on.settings;
  const read = () => Promise.resolve({ twilioAccountSid: accountSid, twilioAuthTokens: [authToken] });
  const http = {
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
    timeoutSignal: (ms: number) => AbortSignal.timeout(ms),
  };
  const client = {
    http,
    log: fakeLog().log,
    apiUrl: `${on.origin}/2010-04-01`,
    secrets: { read, reread: read },
  };
  return { voice: makeVoice(client, app.origin), calls, on };
}

test.each([
  ['in-progress', false],
  ['in-progress', true],
  ['in-progress-and-init', false],
  ['in-progress-and-init', true],
  ['all', false],
  ['all', true],
] as const)(
  'a caller whose join got lost is found, where Twilio lists %s unless asked (bridge there: %s)',
  async (listed, isStarted) => {
    const { voice, calls, on } = await unheard(listed, isStarted);
    const found = await voice.participants(conference, undefined);
    expect(found?.meeting).toBe(on.conferences.live(conference)?.sid);
    expect(found?.legs.map(({ call }) => String(call)).sort()).toEqual(calls.map(({ sid }) => sid).sort());
  },
);
