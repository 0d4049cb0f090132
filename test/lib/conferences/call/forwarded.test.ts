import { expect, test } from 'vitest';
import { callForwarded } from '../../../../lib/conferences/call/forwarded.ts';
import { inMemoryConferences, voiceCall } from '../../../support/conferences.ts';
import { startMs } from '../../../support/new-conference.ts';

const call = voiceCall('CA1');
const dialled = '+12025550151';
const audioUrl = 'https://files.example.com/nobody.mp3';

function world() {
  const all = inMemoryConferences();
  all.openDialIn(dialled, {
    kind: 'forward',
    language: 'de',
    address: 'desk@example.sip.daily.co',
    audio: { 'forward-failed': audioUrl },
  });
  return all;
}

const sentence = 'forward-failed';
const hangUp = { kind: 'hangUp' };

test.each([
  ['the number forwards', dialled, { sentence, language: 'de', audioUrl }],
  ['the number is ours no more', '+12025550152', { sentence, language: 'en', audioUrl: undefined }],
])('nobody took a call, and %s: it hears so as its dial-in says it', async (_, to, spoken) => {
  const { deps, record } = world();
  const steps = await callForwarded(deps, { call, dialled: to, outcome: 'no-answer' });
  expect(steps).toEqual([{ kind: 'say', spoken }, hangUp]);
  expect(record.logs).toMatchObject([{ level: 'warn', code: 'dial-in-failed' }]);
});

test('its PIN forwarded it: it hears so in its own language, as the dial-in says it through which it came', async () => {
  const { deps, addPinCall } = world();
  addPinCall({
    call,
    dialIn: dialled,
    language: 'en',
    voice: 'twilio',
    opensTo: 'both',
    isBridgeOrigin: false,
    arrivedAtMs: startMs,
    audio: { [sentence]: audioUrl },
  });
  const steps = await callForwarded(deps, { call, dialled: 'something else', outcome: 'no-answer' });
  expect(steps).toEqual([{ kind: 'say', spoken: { sentence, language: 'en', audioUrl } }, hangUp]);
});

test('somebody took it: there is nothing to say', async () => {
  const { deps, record } = world();
  expect(await callForwarded(deps, { call, dialled, outcome: 'answered' })).toEqual([hangUp]);
  expect(record.logs).toEqual([]);
});
