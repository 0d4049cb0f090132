import { describe, expect, test } from 'vitest';
import { numbersOf, wrongNumber } from '../../local/dialled.ts';
import { dialInSchema } from '../../lib/conferences/model/dial-in.ts';
import { routeSchema } from '../../lib/held-calls/model/route.ts';

const bots = routeSchema.parse({
  kind: 'targets',
  targets: [
    { kind: 'pipecat-cloud', agent: 'receptionist' },
    { kind: 'room', room: 'lobby' },
  ],
});
const seed = {
  routes: new Map([
    ['+12025550143', bots],
    ['front-desk', bots],
    ['+12025550145', routeSchema.parse({ kind: 'refuse' })],
  ]),
  conferences: {
    dialIns: {
      '+12025550151': dialInSchema.parse({ kind: 'pin', language: 'de' }),
      'acme.sip.twilio.com': dialInSchema.parse({ kind: 'pin' }),
      '+12025550161': dialInSchema.parse({ kind: 'forward', voice: 'sinch', address: 'sip:a@b.example' }),
    },
    conferences: [],
  },
};
const numbers = [...numbersOf(seed)];

test('the numbers that can be dialled are those of the files, and one that leads nowhere', () => {
  expect(numbers).toEqual([
    { number: '+12025550143', at: 'daily', leadsTo: 'pipecat-cloud:receptionist, then room:lobby' },
    { number: '+12025550145', at: 'daily', leadsTo: 'a refusal' },
    { number: '+12025550199', at: 'daily', leadsTo: 'nothing: it has no route' },
    { number: '+12025550151', at: 'twilio', leadsTo: 'the question for a PIN (de)' },
    { number: '+12025550161', at: 'sinch', leadsTo: 'sip:a@b.example' },
  ]);
});

describe('a number that is dialled', () => {
  test.each([
    ['daily', '+12025550143'],
    ['sinch', '+12025550161'],
    ['daily', 'static-5im0lat3d--0@acme.sip.daily.co'],
  ])('at %s, %s is right', (at, to) => {
    expect(wrongNumber({ numbers }, at, to)).toBeUndefined();
  });

  test('that leads nowhere is answered with those that lead somewhere', () => {
    expect(wrongNumber({ numbers }, 'twilio', '2025550151')?.split('\n')).toEqual([
      '2025550151 leads nowhere here. These can be called:',
      '  npm run call -- daily --to +12025550143    pipecat-cloud:receptionist, then room:lobby',
      '  npm run call -- daily --to +12025550145    a refusal',
      '  npm run call -- daily --to +12025550199    nothing: it has no route',
      '  npm run call -- twilio --to +12025550151   the question for a PIN (de)',
      '  npm run call -- sinch --to +12025550161    sip:a@b.example',
    ]);
  });

  test('that is another provider’s is said to be', () => {
    expect(wrongNumber({ numbers }, 'sinch', '+12025550151')).toContain(
      '+12025550151 is a number of twilio. These can be called:',
    );
  });

  test('where there is none at all', () => {
    expect(wrongNumber({ numbers: [] }, 'sinch', '+12025550151')).toBe(
      '+12025550151 leads nowhere here, and no other number does.',
    );
  });
});
