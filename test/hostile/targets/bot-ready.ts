import { createHmac } from 'node:crypto';
import { makeHandler } from '../../../functions/bot-ready.ts';
import type { Target } from '../fuzzing/target.ts';
import { heldCallWorld, signingKey, token } from './held-call-world.ts';
import { answerOf, eventOf, inARow, judge, judgeLogs, requestsIn, written } from './http.ts';

/** What only we can have given to the bot of one attempt. */
const tokenOf = (callId: string, attempt: string) =>
  `${attempt}.${createHmac('sha256', signingKey).update(`ready\npb-test-${callId}-${attempt}`).digest('base64url')}`;

const report = (manner: 'signed' | 'unknown' | 'failing' | 'broken', callId: string, authorization: string) =>
  written(manner, `/calls/${callId}/ready`, { authorization, 'content-type': 'application/json' }, '{}');

export const botReady: Target = {
  name: 'bot-ready',
  seeds: [
    inARow(report('unknown', 'c1', `Bearer ${token}`), report('unknown', 'c1', `bearer ${token}`)),
    report('unknown', 'c2', `Bearer ${token}`),
    report('failing', 'c1', `Bearer ${token}`),
    report('broken', 'c1', `Bearer ${token}`),
    report('signed', 'c3', ''),
    report('unknown', 'c1', ''),
  ],
  words: ['Bearer ', '1.', '.', '-1', '/calls/', '/ready'],
  async feed(input) {
    const world = heldCallWorld();
    const handler = makeHandler(world.deps);
    for (const request of requestsIn(input)) {
      const { manner, path } = request;
      world.begin(manner);
      const [callId = ''] = /(?<=^\/calls\/)[^/]*(?=\/ready$)/.exec(path) ?? [];
      const headers =
        manner === 'unknown'
          ? request.headers
          : { ...request.headers, authorization: `Bearer ${tokenOf(callId, '1')}` };
      const [scheme = '', given = ''] = (headers.authorization ?? '').split(' ');
      const attempt = given.split('.', 1)[0] ?? '';
      const isAttempt = String(Number(attempt)) === attempt && Number(attempt) >= 1;
      const event = eventOf(request, headers, { callId });
      const answer = await answerOf(handler, event);
      const isSigned = scheme.toLowerCase() === 'bearer' && isAttempt && given === tokenOf(callId, attempt);
      judge({ manner, isSigned, statusCode: answer?.statusCode, body: answer?.body, done: world.done() });
    }
    judgeLogs(world.record.logs, { token, signingKey });
  },
};
