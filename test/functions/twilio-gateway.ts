import { expect } from 'vitest';
import { makeHandler } from '../../functions/twilio-voice.ts';
import { textOf } from '../../lib/conferences/model/languages/index.ts';
import type { Sentence } from '../../lib/conferences/model/sentences.ts';
import { inMemoryConferences } from '../support/conferences.ts';
import { inUse } from '../support/in-use.ts';
import { newConference } from '../support/new-conference.ts';
import { callFields, type Fields } from '../lib/providers/twilio/vectors.ts';
import { bridgeDomain, fromTwilio, publicUrl, secretsOf } from './twilio-requests.ts';

export const number = callFields.To;
export const caller = callFields.From;
export const pin = '01234567890';
export const bridgePin = '98765432109876';
/** The same call, once it is answered. */
export const inProgress = { ...callFields, CallStatus: 'in-progress' };

/** The voice function, with a conference, a number that leads to it, and a dial-in of the bridge's own. */
export function gateway({ secrets = secretsOf(), language = 'en' } = {}) {
  const world = inMemoryConferences([newConference('weekly', { settings: { joinMuted: true } })]);
  world.openDialIn(number, { kind: 'pin', opensTo: 'callers', language });
  world.openDialIn(bridgeDomain, { kind: 'pin', opensTo: 'bridge' });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  const deadline = new AbortController();
  const deadlines: number[] = [];
  const handler = makeHandler({
    ...world.deps,
    ...inUse,
    secrets,
    publicUrl,
    timeoutSignal: (ms) => {
      deadlines.push(ms);
      return deadline.signal;
    },
  });
  const ask = async (path: string, fields: Fields, change?: Parameters<typeof fromTwilio>[2]) =>
    handler(fromTwilio(path, fields, change));
  /** What Twilio is told to do. */
  const twiml = async (path: string, fields: Fields) => {
    const { statusCode, headers, body = '' } = await ask(path, fields);
    expect(statusCode).toBe(200);
    expect(headers?.['content-type']).toBe('text/xml; charset=utf-8');
    return body;
  };
  const logText = () => JSON.stringify(world.record.logs);
  return { ...world, handler, ask, twiml, deadline, deadlines, logText, secrets };
}

/** How a document says a sentence. */
export const says = (sentence: Sentence, language: 'en' | 'de' = 'en') =>
  `>${textOf(sentence, language)}</Say>`;
