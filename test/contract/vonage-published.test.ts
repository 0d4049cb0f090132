import { describe, expect, test } from 'vitest';
import { complaintsOfPublishedNcco, hasNccoSchema } from './vonage-published.ts';

const talk = { action: 'talk', text: 'Hello', language: 'en-GB' };
const pin = {
  action: 'input',
  type: ['dtmf'],
  dtmf: { timeOut: 8, maxDigits: 20, submitOnHash: true },
  eventUrl: ['https://gw.example.com/vonage/pin'],
};

const where = hasNccoSchema ? '' : ' (not judged: the file is not here)';
describe.skipIf(!hasNccoSchema)(`Vonage's own schema of documents${where}`, () => {
  test.each<[string, object[]]>([
    ['nothing', []],
    ['a question', [{ ...talk, bargeIn: true }, pin]],
    ['a pause', [{ action: 'wait', timeout: 2 }]],
    [
      'single keys and a conversation',
      [
        { ...pin, dtmf: undefined, mode: 'asynchronous' },
        { action: 'conversation', name: 'r', mute: true },
      ],
    ],
  ])('takes %s', (_, document) => {
    expect(complaintsOfPublishedNcco(JSON.parse(JSON.stringify(document)))).toEqual([]);
  });

  test.each<[string, object[]]>([
    ['an action that there is not', [{ action: 'hangup' }]],
    ['a word that it does not know', [{ ...talk, voice: 'Amy' }]],
    ['a language that it does not speak', [{ ...talk, language: 'en-XX' }]],
    ['more digits than there may be', [{ ...pin, dtmf: { maxDigits: 21 } }]],
    ['settings of an input where they once stood', [{ ...pin, maxDigits: 4 }]],
  ])('refuses %s', (_, document) => {
    expect(complaintsOfPublishedNcco(document)).not.toEqual([]);
  });
});
