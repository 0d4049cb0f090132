import { expect, test } from 'vitest';
import { parseDocument, parseSounds } from '../../../../../local/simulated/plivo/xml/document.ts';
import { xml } from '../harness.ts';

const parsed = (body: string, contentType = 'application/xml; charset=utf-8') =>
  parseDocument({ contentType, body });
const action = 'https://gw.example.com/plivo/pin?attempt=1';

test('what is not said has Plivo’s defaults', () => {
  const input = `<GetInput action="${action}" inputType="dtmf"><Speak>Your PIN</Speak></GetInput>`;
  expect(parsed(xml(input))).toMatchObject({
    ok: true,
    elements: [
      {
        ...{ element: 'GetInput', method: 'POST', executionTimeout: 15, digitEndTimeout: 'auto' },
        ...{ numDigits: 32, finishOnKey: '#', retries: 1, redirect: true, log: true },
        prompts: [{ element: 'Speak', text: 'Your PIN', language: 'en-US', voice: 'WOMAN', loop: 1 }],
      },
    ],
  });
  expect(parsed(xml('<Conference>room-42</Conference>'))).toMatchObject({
    elements: [
      {
        ...{ name: 'room-42', muted: false, startConferenceOnEnter: true, endConferenceOnExit: false },
        ...{ maxMembers: 20, timeLimit: 86_400, stayAlone: true, relayDTMF: true, digitsMatch: [] },
      },
    ],
  });
});

test('a document of every element that is performed is read', () => {
  const user = '<User sipHeaders="CallRef=abc,Other=1%2E2">sip:room@sip.video.example</User>';
  const read = parsed(
    xml(
      '<Speak language="de-DE">Ein &amp; <break time="1s"/>Aus</Speak>',
      '<Play loop="0">https://audio.example.com/a.mp3?x=1&amp;y=2</Play>',
      '<Wait length="3"/>',
      `<Dial timeout="30" callerId="15550002222" action="${action}">${user}</Dial>`,
      `<Redirect method="GET">${action}#ct=2000&amp;rc=3</Redirect>`,
      '<Hangup/>',
    ),
  );
  expect(read).toMatchObject({
    elements: [
      { text: 'Ein & Aus', language: 'de-DE' },
      { url: 'https://audio.example.com/a.mp3?x=1&y=2', loop: 0 },
      { length: 3 },
      {
        address: 'sip:room@sip.video.example',
        user: {
          sipHeaders: [
            ['CallRef', 'abc'],
            ['Other', '1%2E2'],
          ],
        },
      },
      { url: `${action}#ct=2000&rc=3`, method: 'GET' },
      { element: 'Hangup' },
    ],
  });
});

const input = (attributes: string, inside = '') =>
  `<GetInput action="${action}" inputType="dtmf" ${attributes}>${inside}</GetInput>`;

test.each([
  ['an unknown element', '<Say>Hallo</Say>'],
  ['an element of Plivo’s that is not performed', '<Record/>'],
  ['an unknown attribute', '<Speak langauge="de-DE">Hallo</Speak>'],
  ['a language that there is not', '<Speak language="de">Hallo</Speak>'],
  ['a sentence without words', '<Speak></Speak>'],
  ['a relative address', '<Redirect>/plivo/pin</Redirect>'],
  ['a relative action', '<GetInput action="/plivo/pin" inputType="dtmf"/>'],
  ['input without an action', '<GetInput inputType="dtmf"/>'],
  ['input by speech', `<GetInput action="${action}" inputType="speech"/>`],
  ['a time-out that is too short', input('executionTimeout="4"')],
  ['a time-out that is too long', input('executionTimeout="61"')],
  ['a pause between keys that is too short', input('digitEndTimeout="1"')],
  ['too many digits', input('numDigits="33"')],
  ['a pause in a question', input('', '<Wait length="1"/>')],
  ['an element in a sentence', '<Speak>Hallo <Play>https://a.example.com/</Play></Speak>'],
  ['a room for too many', '<Conference maxMembers="21">room</Conference>'],
  ['a room without a name', '<Conference></Conference>'],
  ['a name that no path can hold', '<Conference>a/b</Conference>'],
  ['a pattern that nobody can key', '<Conference digitsMatch="*6;*9">room</Conference>'],
  ['a label, which is Twilio’s', '<Conference participantLabel="a">room</Conference>'],
  ['a flag that is no flag', '<Conference muted="yes">room</Conference>'],
  ['a call to a number with its plus', '<Dial><Number>+15550002222</Number></Dial>'],
  ['a call to a word', '<Dial><Number>desk</Number></Dial>'],
  [
    'a number with attributes of elsewhere',
    '<Dial><Number url="https://a.example">15550002222</Number></Dial>',
  ],
  ['two far ends', '<Dial><User>sip:a@b.example</User><User>sip:c@b.example</User></Dial>'],
  ['a SIP address with headers', '<Dial><User>sip:a@b.example?X-A=1</User></Dial>'],
  ['SIP headers without values', '<Dial><User sipHeaders="A">sip:a@b.example</User></Dial>'],
  ['an unknown reason', '<Hangup reason="bored"/>'],
  ['text beside elements', 'Hallo'],
])('%s is refused', (_, element) => {
  expect(parsed(xml(element)).ok).toBe(false);
});

test('so is what is no XML, of another type, or too large', () => {
  expect(parsed('<Response><Hangup></Response>').ok).toBe(false);
  expect(parsed('<Answer/>').ok).toBe(false);
  expect(parsed(xml(), 'application/json').ok).toBe(false);
  expect(parsed(xml(), 'text/xml').ok).toBe(true);
  expect(parsed(xml(`<Speak>${'a'.repeat(100_000)}</Speak>`)).ok).toBe(false);
});

test('what a room lets people hear while they wait only sounds', () => {
  const sounds = (body: string) => parseSounds({ contentType: 'text/xml', body });
  expect(sounds(xml('<Speak>Wait</Speak><Wait length="2"/>')).ok).toBe(true);
  expect(sounds(xml('<Hangup/>')).ok).toBe(false);
});
