/** The published vectors, each accepted by Plivo's own validator. */
export const authId = 'MAXXXXXXXXXXXXXXXXXX';
export const authToken = 'MjAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2';
export const otherToken = 'ODlhYmNkZWYwMTIzNDU2MjAxMjM0NTY3';
export const nonce = '92837465019283746501';
export const callUuid = '8c5b1f1e-0000-4000-8000-0123456789ab';

const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();

const arrival = {
  CallUUID: callUuid,
  CallStatus: 'ringing',
  Direction: 'inbound',
  Event: 'StartApp',
  From: '15550001111',
  To: '15550002222',
};
const key = {
  CallUUID: callUuid,
  ConferenceAction: 'digits',
  ConferenceDigitsMatch: '*6',
  ConferenceMemberID: '17',
  ConferenceName: 'room-42',
  ConferenceUUID: '2f0e0000-0000-4000-8000-0123456789ab',
  Event: 'ConferenceDigits',
};

const gateway = 'https://gw.example.com/plivo';
export const eventsUrl = `${gateway}/events`;
export const keyBody = form(key);
export const keySignature = 'etI7ml1d2UgpmlkSM5fDIrjUMCIzIeVeKH33tR4Csvw=';
/** Of the same by the other token. */
export const otherSignature = 'QTln1H6IAILUSQ/PnRMsRWHejLhjPqT5JdhXE+jpYCw=';

type Vector = readonly [name: string, url: string, body: string, signature: string];
export const vectors: readonly Vector[] = [
  ['P1', `${gateway}/answer`, form(arrival), 'uAdJJ4bYsa3ixkIa1p64KydZC/NEokjwqSszCLL9JJ4='],
  [
    'P1 with a fragment',
    `${gateway}/answer#rc=2`,
    form(arrival),
    'uAdJJ4bYsa3ixkIa1p64KydZC/NEokjwqSszCLL9JJ4=',
  ],
  [
    'P2',
    `${gateway}/digits?try=2&lang=en`,
    form({ ...arrival, Digits: '482913' }),
    'Mc87aTm2Hnp2DGALFB3iwjS4HMebHnoFb8MbY/ESHAk=',
  ],
  ['P4', `${gateway}/cb`, '', 'kppXOpr86L4jlHSTq7E6PKk6LKuCoHT0+R3TTfeZJmE='],
  ['P5', `${gateway}/cb?room=a%20b`, 'A=1', 'BLc/Uj469Sc6fTed0MyUSDfDeUiuhsk9df8rc6nhnwI='],
  ['P6', eventsUrl, keyBody, keySignature],
  [
    'P7',
    `${gateway}/pin?attempt=1&language=de`,
    form({ ...key, CallerName: 'Žofia Ö', From: '+15550001111' }),
    'HmRMUDd+GKnb7bjaKeMRDVp2Opk0xa84RQ1g/969dH8=',
  ],
  ['P9', eventsUrl, keyBody, `${otherSignature},${keySignature}`],
];
