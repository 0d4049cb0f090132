/** The published vectors, each accepted by Sinch's own validator. */
export const applicationKey = '3a7f9c52-0b1e-4d8a-9f66-2c5d1e7ab904';
export const applicationSecret = 'MDEyMzQ1Njc4OWFiY2RlZg==';
export const otherSecret = 'ZmVkY2JhOTg3NjU0MzIxMA==';
export const timestamp = '2030-01-02T03:04:05.1230000Z';
export const callid = '5f1c0a9e77b24d3c8a10';

const key = `"applicationKey":"${applicationKey}"`;
export const iceBody = `{"event":"ice","callid":"${callid}","timestamp":"2030-01-02T03:04:05Z","version":1,"cli":"15550001111","to":{"type":"did","endpoint":"+15550002222"},"domain":"pstn",${key},"originationType":"PSTN"}`;
export const pinBody = `{"event":"pie","callid":"${callid}","timestamp":"2030-01-02T03:04:15Z","version":1,${key},"menuResult":{"menuId":"main","type":"sequence","value":"482913","inputMethod":"dtmf"}}`;
export const insideBody = `{"event":"pie","callid":"${callid}","conferenceId":"room-42","timestamp":"2030-01-02T03:10:00Z","version":1,${key},"menuResult":{"menuId":"room-42","type":"sequence","value":"*6","inputMethod":"dtmf"}}`;
export const diceBody = `{"custom":"Žofia Ö","event":"dice","callid":"${callid}","reason":"CALLERHANGUP","result":"ANSWERED"}`;
const byeBody = '{"instructions":[{"name":"say","text":"bye","locale":"en-GB"}],"action":{"name":"hangup"}}';

const json = 'application/json';
const utf8 = 'application/json; charset=utf-8';

type Vector = readonly [
  name: string,
  method: string,
  path: string,
  contentType: string,
  body: string,
  signature: string,
];
export const vectors: readonly Vector[] = [
  ['S1', 'POST', '/sinch/voice', json, iceBody, '1rMo/MK0vLkQalI9gFyhgjSHP8c47/rJlO5hUwbBMhI='],
  ['S2', 'POST', '/sinch/voice', utf8, iceBody, '5/YFKOyYI0S1rLXbg2qya86wq3K8brTGxlCsdeQCQ9U='],
  [
    'S3',
    'GET',
    '/calling/v1/conferences/id/room-42',
    json,
    '',
    'RV6a3lOdikfkYIqMBdWXt1TP7ej/zrcSEgS/JeWu79Q=',
  ],
  [
    'S4',
    'PATCH',
    `/calling/v1/conferences/id/room-42/${callid}`,
    json,
    '{"command":"mute"}',
    'M2ilgZrmYlvd/nltpN2IUfb9q+svZkzIU80MskwdfaU=',
  ],
  ['S5', 'POST', '/sinch/voice', utf8, pinBody, 'wv2ghiJ6fXHxqRGKLDhYbiRyw5JfGYZInUWJWms/5L4='],
  ['S6', 'POST', '/VoiceEvent', utf8, insideBody, 'qda7aISNG1CmkvG7bTNLa7Bp6vHjML7j/bMdVN3uX4I='],
  ['S7', 'POST', '/sinch/voice', utf8, diceBody, 'RGnnsvS50jP5B1Y/E9Ud5ZzewRNPbjXptZwO+x/rJpQ='],
  [
    'S8',
    'PATCH',
    `/calling/v1/calls/id/${callid}`,
    json,
    byeBody,
    '7JBFYvK7HTdLpYuON7SOuhORWzEomdm52vnD+t3DiUA=',
  ],
];
