import { expect, test } from 'vitest';
import { signRequest } from '../../../../../local/simulated/plivo/webhooks/signature.ts';
import { isGenuine } from '../../../../support/plivo-sdk.ts';
import { Random } from '../../../../simulation/frame/random.ts';

const token = 'MjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2';
const otherToken = 'ODlhYmNkZWYwMTIzNDU2MjAxMjM0NTY3';
const nonce = '92837465019283746501';
const arrival = {
  CallUUID: '8c5b1f1e-0000-4000-8000-0123456789ab',
  CallStatus: 'ringing',
  Direction: 'inbound',
  Event: 'StartApp',
  From: '15550001111',
  To: '15550002222',
};
const keys = {
  CallUUID: '8c5b1f1e-0000-4000-8000-0123456789ab',
  ConferenceAction: 'digits',
  ConferenceDigitsMatch: '*6',
  ConferenceMemberID: '17',
  ConferenceName: 'room-42',
  ConferenceUUID: '2f0e0000-0000-4000-8000-0123456789ab',
  Event: 'ConferenceDigits',
};
const at = 'https://gw.example.com/plivo';
const fromAbroad = { ...keys, CallerName: 'Žofia Ö', From: '+15550001111' };

test.each([
  ['P1', `${at}/answer`, arrival, 'uAdJJ4bYsa3ixkIa1p64KydZC/NEokjwqSszCLL9JJ4='],
  [
    'P2',
    `${at}/digits?try=2&lang=en`,
    { ...arrival, Digits: '482913' },
    'Mc87aTm2Hnp2DGALFB3iwjS4HMebHnoFb8MbY/ESHAk=',
  ],
  [
    'P3',
    `${at}/answer?CallUUID=8c5b1f1e&From=15550001111&To=15550002222`,
    {},
    'LiNjSBIPr2wT9ame4GwuXL3jPPaSySL1CFTJgCNM8DU=',
  ],
  ['P4', `${at}/cb`, {}, 'kppXOpr86L4jlHSTq7E6PKk6LKuCoHT0+R3TTfeZJmE='],
  ['P5', `${at}/cb?room=a%20b`, { A: '1' }, 'BLc/Uj469Sc6fTed0MyUSDfDeUiuhsk9df8rc6nhnwI='],
  ['P6', `${at}/events`, keys, 'etI7ml1d2UgpmlkSM5fDIrjUMCIzIeVeKH33tR4Csvw='],
  ['P7', `${at}/pin?attempt=1&language=de`, fromAbroad, 'HmRMUDd+GKnb7bjaKeMRDVp2Opk0xa84RQ1g/969dH8='],
] as const)('vector %s', (_, url, parameters, signature) => {
  expect(signRequest(token, { url, parameters, nonce })).toBe(signature);
});

test('vector P8 is of another token, beside which P6 is still good', () => {
  const request = { url: `${at}/events`, parameters: keys, nonce };
  const signatures = [otherToken, token].map((one) => signRequest(one, request));
  expect(signatures[0]).toBe('QTln1H6IAILUSQ/PnRMsRWHejLhjPqT5JdhXE+jpYCw=');
  expect(isGenuine({ ...request, method: 'POST', token, signature: signatures.join(',') })).toBe(true);
});

test('Plivo’s own validator accepts what is signed here, whatever it is, and nothing else', () => {
  const random = new Random('plivo signatures', '1');
  const word = () => random.pick(['a', 'Žofia Ö', 'x y', '1+1', '*6', 'a=b', '%41', '']);
  for (let round = 0; round < 500; round += 1) {
    const fields = Array.from({ length: random.between(0, 4) }, (): [string, string] => [
      random.pick(['A', 'a', 'CallUUID', 'B1']),
      word(),
    ]);
    const query = new URLSearchParams(
      Array.from({ length: random.between(0, 3) }, (_, n): [string, string] => [`q${n}`, word()]),
    ).toString();
    const parameters: Record<string, string> = Object.fromEntries(fields);
    const url = `${at}/events${query === '' ? '' : `?${query}`}`;
    const signature = signRequest(token, { url, parameters, nonce });
    const request = { method: 'POST', url, parameters, nonce, signature };
    expect([url, parameters, isGenuine({ ...request, token })]).toEqual([url, parameters, true]);
    expect(isGenuine({ ...request, token: otherToken })).toBe(false);
  }
});
