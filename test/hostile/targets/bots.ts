import { createHmac } from 'node:crypto';
import { makeHandler as makeReady } from '../../../functions/bot-ready.ts';
import { makeHandler as makeTransfer } from '../../../functions/bot-transfer.ts';
import type { Target } from '../fuzzing/target.ts';
import { heldCallWorld, signingKey, token, transferToken } from './held-call-world.ts';
import { answerOf, eventOf, inARow, judge, judgeLogs, requestsIn, written } from './http.ts';

type Purpose = 'ready' | 'noticed' | 'transfer';

/** What only we can have given to the bot of one attempt. */
const tokenOf = (purpose: Purpose, callId: string, attempt: string) =>
  `${attempt}.${createHmac('sha256', signingKey).update(`${purpose}\npb-test-${callId}-${attempt}`).digest('base64url')}`;

const report = (
  manner: 'signed' | 'unknown' | 'failing' | 'broken',
  [callId, purpose]: readonly [string, Purpose],
  authorization: string,
  body = '{}',
) =>
  written(manner, `/calls/${callId}/${purpose}`, { authorization, 'content-type': 'application/json' }, body);

/** @param purposes what the last part of a path may say; another one counts as the first */
function target(
  name: string,
  make: typeof makeReady | typeof makeTransfer,
  purposes: readonly [Purpose, ...Purpose[]],
  seeds: readonly string[],
  words: readonly string[],
): Target {
  return {
    name,
    seeds,
    words: ['Bearer ', '1.', '.', '-1', '/calls/', ...purposes.map((purpose) => `/${purpose}`), ...words],
    async feed(input) {
      const world = heldCallWorld();
      const handler = make(world.deps);
      for (const request of requestsIn(input)) {
        const { manner, path } = request;
        world.begin(manner);
        const purpose = purposes.find((each) => path.endsWith(`/${each}`)) ?? purposes[0];
        const [, callId = ''] = /^\/calls\/([^/]*)\/[^/]+$/.exec(path) ?? [];
        const headers =
          manner === 'unknown'
            ? request.headers
            : { ...request.headers, authorization: `Bearer ${tokenOf(purpose, callId, '1')}` };
        const [scheme = '', given = ''] = (headers.authorization ?? '').split(' ');
        const attempt = given.split('.', 1)[0] ?? '';
        const isAttempt = String(Number(attempt)) === attempt && Number(attempt) >= 1;
        const answer = await answerOf(handler, eventOf(request, headers, { callId }));
        const isSigned =
          scheme.toLowerCase() === 'bearer' && isAttempt && given === tokenOf(purpose, callId, attempt);
        judge({ manner, isSigned, statusCode: answer?.statusCode, body: answer?.body, done: world.done() });
      }
      judgeLogs(world.record.logs, { token, transferToken, signingKey });
    },
  };
}

export const botReady = target(
  'bot-ready',
  makeReady,
  ['ready', 'noticed'],
  [
    inARow(
      report('unknown', ['c1', 'ready'], `Bearer ${token}`),
      report('unknown', ['c1', 'ready'], `bearer ${token}`),
    ),
    report('unknown', ['c2', 'ready'], `Bearer ${token}`),
    report('failing', ['c1', 'ready'], `Bearer ${token}`),
    report('broken', ['c1', 'ready'], `Bearer ${token}`),
    report('signed', ['c3', 'ready'], ''),
    report('unknown', ['c1', 'ready'], ''),
    report('signed', ['c3', 'noticed'], ''),
    report('unknown', ['c1', 'noticed'], `Bearer ${token}`),
  ],
  [],
);

const to = (where: unknown) => JSON.stringify({ to: where });

export const botTransfer = target(
  'bot-transfer',
  makeTransfer,
  ['transfer'],
  [
    inARow(
      report('unknown', ['c3', 'transfer'], `Bearer ${transferToken}`, to('+12025550177')),
      report('unknown', ['c3', 'transfer'], `bearer ${transferToken}`, to('+12025550178')),
    ),
    report('unknown', ['c3', 'transfer'], `Bearer ${token}`, to('+12025550177')),
    report('unknown', ['c1', 'transfer'], `Bearer ${transferToken}`, to('+12025550177')),
    report('signed', ['c3', 'transfer'], '', to('sip:desk@carrier.example;user=phone')),
    report('signed', ['c3', 'transfer'], '', to('+19005550177')),
    report('signed', ['c2', 'transfer'], '', to({ to: '+12025550177' })),
    report('signed', ['c9', 'transfer'], '', '{'),
    report('failing', ['c3', 'transfer'], '', to('+12025550177')),
    report('broken', ['c3', 'transfer'], '', to('+12025550177')),
    report('unknown', ['c3', 'transfer'], '', to('+12025550177')),
  ],
  ['"to":', '"+1', 'sip:', '@', ';user=phone', '"__proto__":', '\\ud800'],
);
