import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { Timers } from '../../../../local/simulated/kit/timers.ts';
import { parseScript } from '../../../../local/simulated/digital-samba/rooms/script.ts';
import type { SimulatedDigitalSamba } from '../../../../local/simulated/digital-samba/start.ts';
import { until } from '../harness.ts';
import { phoneRoom, phones, rest, samba, voiceProvider } from './harness.ts';

const lineSchema = z.looseObject({ kind: z.string(), time: z.iso.datetime() });

const moderate = (on: SimulatedDigitalSamba, body: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(`${on.controlUrl}/moderators`, {
    method: 'POST',
    body: JSON.stringify(body),
    ...(signal && { signal }),
  });

const linesOf = (text: string) =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));

test.each([
  [{}, 400],
  [{ room: 'board-april', script: '' }, 400],
  [{ room: 'board-april', script: 'start, sing' }, 400],
  [{ room: 'board-april', script: 'start', loudly: true }, 400],
  [{ room: 'none', script: 'start' }, 404],
])('refuses %j', async (body, status) => {
  const on = await samba();
  const room = phoneRoom(on);
  expect((await moderate(on, body)).status).toBe(status);
  expect(room.log).toEqual([]);
});

/** Lines without the bridge's own, which come whenever the voice provider pleases. */
const summary = (text: string): string[] =>
  linesOf(text)
    .filter(({ kind }) => kind !== 'bridge-connected' && kind !== 'bridge-ended')
    .map(({ kind, step, callId }) => [kind, step ?? callId].join(' ').trim());

test('performs a script and streams what comes of it', async () => {
  const on = await samba();
  on.useDial(voiceProvider().dial);
  const room = phoneRoom(on);
  const run = async (script: string): Promise<string[]> =>
    summary(await (await moderate(on, { room: 'board-april', script })).text());
  expect(await run('start, join Ana Lee,connect telephony')).toEqual([
    'moderator-arrived',
    'step start',
    'session-started',
    'step join Ana Lee',
    'participant-joined',
    'step connect telephony',
    'bridge-dialling',
    'moderator-done',
  ]);
  await until(() => room.bridge.state === 'connected');
  await rest(on, 'POST', phones(room, 'joined'), [{ call_id: 'CA1', name: 'Ben' }]);
  expect(await run('wait for #1, mute #1, wait 0.001, remove CA2,  mute   all , end')).toEqual([
    'moderator-arrived',
    'step wait for #1',
    'step mute #1',
    'phone-muted CA1',
    'step wait 0.001',
    'step remove CA2',
    'step-failed remove CA2',
    'step mute all',
    'step end',
    'participant-left',
    'phone-cleared CA1',
    'session-ended',
    'moderator-done',
  ]);
});

test('streams what others do meanwhile', async () => {
  const on = await samba();
  const room = phoneRoom(on);
  const answer = await moderate(on, { room: room.id, script: 'wait 60' });
  room.join('Eva');
  if (!answer.body) throw new Error('No stream.');
  let text = '';
  for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes('participant-joined')) break;
  }
  expect(text).toContain('"name":"Eva"');
});

test('a reader who goes away stops the script', async () => {
  const on = await samba();
  const room = phoneRoom(on);
  const reader = new AbortController();
  const { body } = await moderate(
    on,
    { room: room.id, script: 'start, wait 0.3, end, start' },
    reader.signal,
  );
  const gone = expect(body?.pipeTo(new WritableStream())).rejects.toThrow();
  reader.abort();
  await gone;
  const next = await moderate(on, { room: room.id, script: 'wait 0.5' });
  await next.text();
  expect(on.sessions).toHaveLength(1);
  expect(room.session).toBeDefined();
});

describe('scripts', () => {
  test.each(['start,', 'wait', 'wait soon', 'mute', 'connect', 'mute a b', 'lower CA1'])(
    '"%s" is refused',
    (script) => {
      expect(parseScript(script)).toMatchObject({ ok: false });
    },
  );

  test('a step that waits for somebody ends after a minute if they do not come', async () => {
    const room = phoneRoom(await samba());
    const parsed = parseScript('wait for #1');
    if (!parsed.ok) throw new Error(parsed.step);
    vi.useFakeTimers();
    const outcome = parsed.steps[0]?.run(room, new Timers());
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(await outcome).toMatchObject({ ok: false, status: 404 });
  });

  test.each([
    'start',
    'join Ana',
    'leave Ana',
    'wait 1.5',
    'wait for #2',
    'connect telephony',
    'disconnect telephony',
    'mute CA1',
    'unmute #2',
    'ask to unmute CA1',
    'lower hand CA1',
    'remove CA1',
    'mute all',
    'end',
    'delete',
  ])('"%s" is understood', (script) => {
    expect(parseScript(script)).toMatchObject({ ok: true, steps: [{ text: script }] });
  });
});
