import { makeHandler } from '../../../functions/digital-samba-events.ts';
import { inUse } from '../../support/in-use.ts';
import { startMs } from '../../support/new-conference.ts';
import type { Target } from '../fuzzing/target.ts';
import { callerSid, conferenceWorld, room } from './conference-world.ts';
import { answerOf, eventOf, inARow, judge, judgeLogs, requestsIn, written, type Manner } from './http.ts';

const secret = 'the secret of the room webhook';
const secrets = { read: () => Promise.resolve([secret]), reread: () => Promise.resolve([secret]) };
const at = startMs / 1000;

const send = (manner: Manner, body: object, authorization = '') =>
  written(
    manner,
    '/digital-samba/events',
    { 'content-type': 'application/json', authorization },
    JSON.stringify(body),
  );
const reported = (type: string, data: object) =>
  send('signed', { type, timestamp: at, data: { room_id: room, ...data } });

export const digitalSambaEvents: Target = {
  name: 'digital-samba-events',
  seeds: [
    inARow(
      reported('session_started', { session_id: 's2' }),
      reported('participant_joined', { session_id: 's2', participant_id: callerSid }),
      reported('phone_participant_muted', { call_id: callerSid }),
      reported('phone_participant_unmuted', { callId: callerSid }),
      reported('phone_participant_asked_to_unmute', { callId: callerSid }),
      reported('participant_left', { session_id: 's2', externalId: callerSid }),
      reported('session_ended', { session_id: 's2' }),
      reported('room_deleted', {}),
    ),
    send('signed', { eventType: 'session_started', roomId: room, sessionId: 's3', timestamp: at }),
    send('signed', { event: 'participant_joined', room_id: 7, session_id: 8 }),
    send('broken', { type: 'room_deleted', roomId: room }),
    send('failing', { type: 'room_deleted', roomId: room }),
    send('unknown', { type: 'room_deleted', roomId: room }, `Bearer ${secret}`),
    send('unknown', { type: 'room_deleted', roomId: room }, 'Bearer '),
  ],
  words: [
    '"type":',
    '"roomId":"',
    '"data":{',
    '"phone_participant_',
    '"timestamp":1e300',
    '\\ud800',
    'Bearer ',
  ],
  async feed(input) {
    const world = await conferenceWorld();
    const handler = makeHandler({ ...world.deps, ...inUse, webhookSecrets: secrets });
    for (const request of requestsIn(input)) {
      const { manner, headers } = request;
      world.begin(manner);
      const authorization = manner === 'unknown' ? (headers.authorization ?? '') : secret;
      const answer = await answerOf(handler, eventOf(request, { ...headers, authorization }));
      const [first = '', ...rest] = authorization.split(' ');
      const isSigned = (first.toLowerCase() === 'bearer' ? rest.join(' ') : authorization) === secret;
      judge({ manner, isSigned, statusCode: answer?.statusCode, body: answer?.body, done: world.done() });
    }
    judgeLogs(world.record.logs, { secret });
  },
};
