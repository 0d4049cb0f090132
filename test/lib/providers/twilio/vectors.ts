/** Requests and signatures as Twilio makes them; every name and number is made up. */
export const authToken = '0123456789abcdef0123456789abcdef';
export const sharedKeyId = 'webhooks_sharedkey_0123456789abcdef';
export const sharedKey = 'shared-key-secret-0123456789abcdef';
export const accountSid = 'AC0123456789abcdef0123456789abcdef';
export const callSid = 'CA0123456789abcdef0123456789abcdef';

export const callFields = {
  AccountSid: accountSid,
  ApiVersion: '2010-04-01',
  CallSid: callSid,
  CallStatus: 'ringing',
  Called: '+15550002222',
  Caller: '+15550001111',
  Direction: 'inbound',
  From: '+15550001111',
  To: '+15550002222',
};

export type Fields = Readonly<Record<string, string | readonly string[]>>;

export interface Vector {
  readonly name: string;
  readonly url: string;
  readonly fields: Fields;
  readonly signature: string;
  /** The same, HMAC-SHA256 under `sharedKey`. */
  readonly byKey: string;
  /** Of a body that is no form. */
  readonly json?: string;
}

/**
 * Made by an HMAC of its own, and confirmed with the validator of Twilio's package; those by a shared key by the package
 * (6.3.1), and confirmed by an HMAC of its own.
 */
export const vectors: readonly Vector[] = [
  {
    name: 'a call',
    url: 'https://gw.example.com/twilio/voice',
    fields: callFields,
    signature: '/1rcCFr07tyFkB2gSX3iEuG69Xc=',
    byKey: 'zWWMdug4E+RidjnjJZ4to7fi24ZGJRzrBeMVUHIfl5g=',
  },
  {
    name: 'digits, with a query',
    url: 'https://gw.example.com/twilio/gather?attempt=2&lang=en',
    fields: { ...callFields, CallStatus: 'in-progress', Digits: '482913', FinishedOnKey: '#', msg: 'x' },
    signature: 'on5rDjrQ7w72eaB4JX6FzZ/l1KI=',
    byKey: '0MjLuVFGfD3qEC+XpYvI5+IVHlHMd0VxaauZNjNb1/I=',
  },
  {
    name: 'a GET with an escaped query',
    url: 'https://gw.example.com/twilio/wait?room=r%201&lang=de',
    fields: {},
    signature: 'Db3Wu1Qkma3kZ5dM96uHckg8rfw=',
    byKey: 'WG0h4s2DzXK0wrM4bGsOjdmOEuhtnAfqjYxAVh7WI8c=',
  },
  {
    name: 'a SIP call, with letters beyond ASCII and an empty field',
    url: 'https://gw.example.com/twilio/voice',
    fields: {
      CallSid: callSid,
      CallerName: 'Žofia Ö',
      CallerZip: '',
      From: 'sip:bridge@pbx.example.net',
      'SipHeader_X-Room': 'abc',
      To: 'sip:room@acme.sip.twilio.com',
    },
    signature: 'EpCCwOAR+/AK3NVshvy3ZZx38yw=',
    byKey: 'ife38HWz2qcAItAVz8lLqKDgdtFMKZwj0lK54gQTAdk=',
  },
  {
    name: 'a stage in the path, and names that differ in case only',
    url: 'https://abc123.execute-api.eu-central-1.amazonaws.com/prod/twilio/voice',
    fields: { A: '1', a: '2', B: '3' },
    signature: 'R2kqN7l2OUDm8gfU8d5BE96/yEo=',
    byKey: '5StHzlybNeZ+33nDHMOOXkLAXPmhmPw5whasoVyQsLo=',
  },
  {
    name: 'JSON with its hash in the query',
    url: 'https://gw.example.com/twilio/json?bodySHA256=27ebfe91a318dc07829eec267640f3751e9a3cdc12079c47803ad76b3404b82e',
    fields: {},
    json: '{"event":"x","n":1}',
    signature: '+bZYAJLV7WnTT1mxEjy3+8dnVGM=',
    byKey: 'bo6ixIggR3QAUiYq1NlfFxq/y+ngks9c3BJPYJ5hqME=',
  },
  {
    name: 'a port of its own',
    url: 'https://gw.example.com:8443/twilio/voice',
    fields: callFields,
    signature: 'VsGb3ruetbUXNlvoEwfUk8dqWhc=',
    byKey: 'tF7VEKjCdR0juR6Nw8SbAicfTnWDVeQf2GqXThIvVPw=',
  },
  {
    name: 'a field that came three times',
    url: 'https://gw.example.com/x',
    fields: { Ev: ['b', 'a', 'b'] },
    signature: 'xgxpra+bPQTFO5XJfVQxUF1J5jc=',
    byKey: 'gGR1FBR9TY43BAy5e1HrTtDuPaBRy3D0PKHpkkfAV00=',
  },
];

/** The bytes of a form body. */
export function formBody(fields: Fields): string {
  const pairs = Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
  return new URLSearchParams(pairs).toString();
}
