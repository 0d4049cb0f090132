import { beforeEach, describe, expect, test } from 'vitest';
import { transferCaller } from '../../../../../lib/conferences/admin/transfer.ts';
import { leftMeeting } from '../../../../../lib/conferences/call/inside/menu.ts';
import type { DialIn } from '../../../../../lib/conferences/model/dial-in.ts';
import type { PinCall } from '../../../../../lib/conferences/model/pin-call.ts';
import { voiceCall } from '../../../../support/conferences.ts';
import { conferenceId, newConference } from '../../../../support/new-conference.ts';
import { bridgeIn, c1, conferenceWorld, running, session, type ConferenceWorld } from '../../support.ts';
import { brief } from './brief.ts';

// CA1, who speaks English and was told a notice of its own dial-in, is led on from `c1` to `c2`, which has another dial-in.

const call = voiceCall('CA1');
const c2 = conferenceId('c2');
const otherDialIn = '+12025550199';
const notice = { version: '3', text: { en: 'Calls are recorded here.' } };

let world: ConferenceWorld;
let orderedAtMs: number;
const setUp = async (change: Partial<PinCall> = {}) => {
  world = conferenceWorld(running());
  world.addConference(
    newConference('c2', { session, bridge: bridgeIn, meeting: 'meeting-2', dialIn: otherDialIn }),
  );
  await world.letIn('CA1', { name: 'Ana', externalId: 'crm-7', isNamed: true });
  world.addPinCall({ ...pinCall(), notice, ...change });
  orderedAtMs = world.now();
  const limits = { allow: [], perMinute: 0, perHour: 0 };
  expect(await transferCaller({ ...world.deps, limits }, pinCall(), 'c2')).toEqual({ ok: true });
  world.advance(1_000);
};
beforeEach(() => setUp());

function pinCall(): PinCall {
  const found = world.pinCall('CA1');
  if (found === undefined) throw new Error('nobody has called');
  return found;
}
const asks = (deps = world.deps) =>
  leftMeeting(deps, { call, joinSequence: world.caller('c1', 'CA1').joinSequence, isUp: true });
const openOther = (change: Partial<Extract<DialIn, { kind: 'pin' }>>) =>
  world.openDialIn(otherDialIn, { kind: 'pin', ...change });

describe('a notice of the other conference', () => {
  const audioOf = (language: string) => ({ 'agree-by-key': `https://audio.example/agree.${language}.mp3` });
  const steps = (language: string, text: string) => [
    { kind: 'say', spoken: { sentence: 'led-on', language: 'en', audioUrl: undefined } },
    { kind: 'notice', words: { language, text, audioUrl: undefined } },
    {
      ...{ kind: 'collect', question: { kind: 'notice', attempt: 1 }, maxDigits: 1, timeoutS: 8 },
      prompt: [{ sentence: 'agree-by-key', language, audioUrl: audioOf(language)['agree-by-key'] }],
    },
  ];

  test.each([
    ['in the language of the call, if there are words in it', { en: 'Hello.', de: 'Hallo.' }, 'en', 'Hello.'],
    ['else in that of the dial-in', { de: 'Hallo.' }, 'de', 'Hallo.'],
  ])('is told %s', async (_, text, language, words) => {
    await setUp({ audio: audioOf('en') });
    const other = { version: '7', text, consent: 'press-1' } as const;
    openOther({ language: 'de', audio: audioOf('de'), notice: other });
    expect(await asks()).toEqual(steps(language, words));
    expect(pinCall()).toMatchObject({ language, audio: audioOf(language), notice: other });
  });

  test('is noted with all that was heard before, and with where the caller goes on to, as themselves', async () => {
    const before = {
      noticed: { attempt: 2, atMs: 1, goesOn: { kind: 'caller', conference: c1 } },
      noticeAnswers: [{ attempt: 1, atMs: 2, keyed: 'no key', outcome: 'went-on' }],
    } as const;
    await setUp({ ...before, answered: { attempt: 3, at: 't3' } });
    openOther({ notice: { version: '7', text: { en: 'Hello.' } } });
    await asks();
    const atMs = world.now();
    const heard = { language: 'en', notice, ...before };
    const { ledOn, noticed, noticeAnswers } = pinCall();
    expect({ ledOn, noticed, noticeAnswers }).toEqual({
      ledOn: [{ from: c1, to: c2, orderedAtMs, atMs, heard }],
      noticed: {
        ...{ attempt: 3, atMs },
        goesOn: { kind: 'caller', conference: c2, name: 'Ana', externalId: 'crm-7' },
      },
      noticeAnswers: undefined,
    });
    expect(world.record.logs).toContainEqual({
      ...{ level: 'info', code: 'dial-in-notice', fields: { callId: call, version: '7' } },
    });
  });

  test('counts no answer of a call that has given none', async () => {
    openOther({ notice: { version: '7', text: { en: 'Hello.' } } });
    await asks();
    expect(pinCall().noticed?.attempt).toBe(0);
  });
});

describe('the other conference', () => {
  test.each(['load', 'changeConference'] as const)(
    'that is there no more, as %s finds, takes nobody: they are back in the first',
    async (operation) => {
      const { conferences } = world.deps;
      const without = {
        ...conferences,
        load: (id: typeof c2) =>
          operation === 'load' && id === c2 ? Promise.resolve(undefined) : conferences.load(id),
        changeConference: (...[id, event]: Parameters<typeof conferences.changeConference>) =>
          operation === 'changeConference' && id === c2
            ? Promise.resolve(undefined)
            : conferences.changeConference(id, event),
      };
      expect(brief(await asks({ ...world.deps, conferences: without }))).toEqual(['not-led-on', 'join c1 2']);
      expect(world.callers('c2')).toEqual([]);
    },
  );

  test('takes whoever was led on already, though it has filled since: only the answer got lost', async () => {
    world.world.before = (operation) =>
      operation === 'pinCalls.ledOn' ? Promise.reject(new Error('crash')) : Promise.resolve();
    await expect(asks()).rejects.toThrow('crash');
    world.world.before = () => Promise.resolve();
    await world.deps.conferences.changeCaller(c2, voiceCall('CA9'), {
      ...{ kind: 'admitted', atMs: world.now(), joinSequence: 9 },
      newcomer: { conference: c2, call: voiceCall('CA9'), name: 'CA9', muted: false },
    });
    const change = { capacity: 1 };
    await world.deps.conferences.changeConference(c2, {
      kind: 'settingsChanged',
      atMs: world.now(),
      change,
    });
    expect(brief(await asks())).toEqual(['led-on', 'join c2 1']);
    expect(pinCall().conference).toBe('c2');
  });
});
