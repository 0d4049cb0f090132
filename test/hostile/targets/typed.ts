import { InvalidArgumentError } from 'commander';
import { dialledFrom } from '../../../cli/commands/dial-ins.ts';
import { parseMoment, wholeNumber } from '../../../cli/kit/input.ts';
import { fingerprintFrom } from '../../../cli/commands/conferences/pins.ts';
import { parseTestCall } from '../../../cli/commands/route-test.ts';
import { parseTarget, routeKeyFrom, targetText } from '../../../cli/commands/route-text.ts';
import { camel, kebab, secretNameOf, secretNames, stateOf } from '../../../cli/secrets/secret-fields.ts';
import { forwardTargetSchema } from '../../../lib/conferences/model/dial-in.ts';
import { bareAddress } from '../../../lib/providers/daily/address.ts';
import { decodeHold, encodeHold } from '../../../lib/providers/daily/hold.ts';
import { callIdFrom, ownRoomName, parseOwnRoomName } from '../../../lib/held-calls/model/call.ts';
import { dialledKeys, parseRouteKey } from '../../../lib/held-calls/model/route.ts';
import { callerNumber, mayBeginWith } from '../../../lib/numbers/caller.ts';
import { readRouteHeader, signRouteHeader } from '../../../lib/held-calls/steps/bots/tokens.ts';
import { masked } from '../../../lib/telemetry/telemetry.ts';
import { renderCall } from '../../../lib/providers/twilio/twiml.ts';
import { parseScript } from '../../../local/simulated/kit/script.ts';
import { SaxesParser } from 'saxes';
import { Violation } from '../../simulation/frame/violation.ts';
import { textOf, type Target } from '../fuzzing/target.ts';
import { parseParticipantLabel } from '../../../lib/providers/twilio/labels.ts';

function expect(promise: string, isKept: boolean, detail: string): void {
  if (!isKept) throw new Violation(promise, detail);
}

const nowMs = Date.UTC(2026, 0, 1);
const signingKey = 'a key of the tests';

/** Phone numbers, SIP addresses, and the names that are made of them. */
export const addresses: Target = {
  name: 'addresses',
  seeds: [
    '+12025550143',
    ' +1 (202) 555-0143 ',
    'sip:+12025550188@carrier.example;user=phone?x=y',
    'SIPS:Desk@Host.Example',
    'static-abc--0@example.sip.daily.co',
    'anonymous',
    'pb-test-c1-12',
    'CA0123456789abcdef0123456789abcdef-2',
    '["call","domain"]',
    'ZGVzaw.CA1.1767225630.abc',
  ],
  words: ['sip:', 'sips:', '@', ';', '?', '+', '-1', 'pb-test-', '\xef\xbb\xbf', '\xe2\x80\xae'],
  feed(input) {
    const text = textOf(input);
    const number = callerNumber(text);
    expect('a-number-is-e164', number === undefined || /^\+[1-9]\d{1,14}$/.test(number), String(number));
    if (number !== undefined)
      expect('what-is-allowed-can-be-denied', mayBeginWith(text, [number.slice(0, 4)]), text);
    for (const key of dialledKeys(text)) {
      expect('what-is-dialled-is-no-name', /^\+[1-9]\d{1,14}$|^[^\s@:;?]+@[^\s@;?]+$/.test(key), key);
      expect('a-key-is-dialled', dialledKeys(key)[0] === key, key);
    }
    expect('a-mask-hides', masked(text).length <= 4, masked(text));
    expect('no-scheme-is-left', !bareAddress(`sip:${text.trim()}`).startsWith(`sip:${text.trim()} `), text);

    const id = callIdFrom(text);
    expect('the-same-call-has-the-same-id', callIdFrom(text) === id, id);
    expect('a-room-is-read-back', parseOwnRoomName('test', ownRoomName('test', id, 7))?.id === id, id);
    const own = parseOwnRoomName('test', text);
    expect('a-room-is-one', own === undefined || ownRoomName('test', own.id, own.attempt) === text, text);
    const label = parseParticipantLabel(text);
    expect('a-label-names-its-call', label === undefined || text.startsWith(`${label.call}-`), text);

    const hold = decodeHold(text);
    expect(
      'a-hold-has-both-names',
      hold === undefined || (hold.callId !== '' && hold.callDomain !== ''),
      text,
    );
    if (text !== '') expect('a-hold-is-read-back', decodeHold(encodeHold(text, text))?.callId === text, text);
    expect('no-header-is-believed', !readRouteHeader(signingKey, text, nowMs).ok, text);
    const header = signRouteHeader(signingKey, { route: text, call: id, expiresAtMs: nowMs + 30_000 });
    const read = readRouteHeader(signingKey, header, nowMs);
    expect('a-header-is-read-back', read.ok && read.header.route === text, text);
    expect('a-header-is-plain', /^[\w.-]*$/.test(header), header);
    forwarded(text);
  },
};

/** An address that dial-ins take goes to the voice provider in a document: it stays the text of one element. */
function forwarded(address: string): void {
  const target = forwardTargetSchema.safeParse({ address });
  if (!target.success) return;
  let said = '';
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new Violation('answers-are-xml', error.message);
  });
  parser.on('text', (text) => (said += text));
  const headers = { 'X-Route': address };
  parser.write(renderCall([{ kind: 'forward', address, headers }], 'https://gw.example.com')).close();
  expect('one-address-is-called', said.indexOf('?') === said.lastIndexOf('?'), said);
}

/** Scripts of a caller's keys, as `npm run call -- --keys` and the simulators take them. */
export const callScripts: Target = {
  name: 'call-scripts',
  seeds: ['wait 2, 01234567890#, wait-for welcome, *, 6, hangup', '', ' ', 'wait 0.5,w1W2,*', 'wait-for a b'],
  words: ['wait ', 'wait-for ', 'hangup', ', ', '#', '*', '1e9'],
  feed(input) {
    const script = parseScript(textOf(input));
    if (!script.ok) return;
    for (const step of script.steps) {
      if (step.step === 'wait')
        expect('a-wait-is-a-time', Number.isFinite(step.seconds), String(step.seconds));
      if (step.step === 'key') expect('keys-are-keys', /^[\d*#wW]+$/.test(step.keys), step.keys);
    }
  },
};

/** What people type behind `patchbay`: taken, or refused in a sentence. */
export const typedOptions: Target = {
  name: 'typed-options',
  seeds: [
    '+12025550143',
    'sip:desk@example.sip.daily.co',
    'default',
    'acme.sip.twilio.com',
    'room:lobby',
    'pipecat-cloud:receptionist',
    'bot-endpoint:https://bots.example.com/start?a=b#c',
    '2026-05-04T09:30:00+02:00',
    '2026-05-04T07:30Z',
    '2026-02-29T00:00:00Z',
    '3f0c1a2b',
    'daily-pinless-hmac',
    'd2hzZWNfc2VjcmV0',
    '250',
  ],
  words: [
    'room:',
    'bot-endpoint:',
    'https://',
    'pipecat-cloud:',
    '+00:00',
    '-00-00T',
    '[::1]',
    '%',
    '\xc2\xa0',
  ],
  feed(input) {
    const text = textOf(input);
    const key = routeKeyFrom(text);
    const target = parseTarget(text);
    const dialled = dialledFrom(text);
    const moment = parseMoment('--at', text);
    const call = parseTestCall({ to: text, from: text, at: text }, nowMs);
    for (const result of [key, target, dialled, moment, call, fingerprintFrom(text, 'pin list')]) {
      if (result.ok) continue;
      const { exitCode, problem = '' } = result.outcome;
      const isSentence = /^(?:[A-Z]|--at ).*\.$/s.test(problem);
      expect('refused-in-a-sentence', exitCode === 2 && isSentence, problem);
    }
    if (key.ok) expect('a-key-is-its-own', parseRouteKey(key.value) === key.value, text);
    if (dialled.ok) expect('a-dial-in-is-found', dialled.value.length <= 253, text);
    if (target.ok)
      expect('a-target-is-written', targetText(target.value).startsWith(`${target.value.kind}:`), text);
    if (moment.ok) expect('a-moment-is-one', Number.isFinite(moment.value), text);
    try {
      expect('a-whole-number', Number.isInteger(wholeNumber(text)), text);
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
    }
    const name = secretNameOf(text);
    if (name !== undefined) expect('a-name-is-read-back', camel(kebab(name)) === name, text);
    for (const each of secretNames) {
      const { problem } = stateOf(each, text);
      if (problem !== undefined && text.length > 12)
        expect('no-secret-in-a-problem', !problem.includes(text), problem);
    }
  },
};
