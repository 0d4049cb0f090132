import { describe, expect, test, vi } from 'vitest';
import { Timers } from '../../../../local/simulated/kit/timers.ts';
import { parseScript } from '../../../../local/simulated/digital-samba/rooms/script.ts';
import { until } from '../harness.ts';
import { phoneRoom, phones, rest, samba, voiceProvider } from './harness.ts';

test.each([
  [{ room: 'board-april', script: '' }, 422],
  [{ room: 'board-april', script: 'start, sing' }, 422],
  [{ room: 'none', script: 'start' }, 404],
])('refuses %j', async (request, status) => {
  const on = await samba();
  const room = phoneRoom(on);
  expect(await on.perform(request)).toMatchObject({ ok: false, status });
  expect(room.log).toEqual([]);
});

/** What has happened in the room, but for the bridge, which comes whenever the voice provider pleases. */
const happenedIn = ({ log }: ReturnType<typeof phoneRoom>): string[] =>
  log.filter(({ kind }) => !kind.startsWith('bridge')).map(({ kind }) => kind);

test('performs a script up to the first step that is impossible', async () => {
  const on = await samba();
  on.useDial(voiceProvider().dial);
  const room = phoneRoom(on);
  const run = (script: string) => on.perform({ room: 'board-april', script });
  expect(await run('start, join Ana Lee,connect telephony')).toMatchObject({ ok: true });
  expect(happenedIn(room)).toEqual(['session-started', 'participant-joined']);
  await until(() => room.bridge.state === 'connected');
  await rest(on, 'POST', phones(room, 'joined'), [{ call_id: 'CA1', name: 'Ben' }]);
  const from = happenedIn(room).length;
  expect(await run('wait for #1, mute #1, wait 0.001, remove CA2, end')).toMatchObject({ ok: false });
  expect(await run('mute   all , end')).toMatchObject({ ok: true });
  expect(happenedIn(room).slice(from)).toEqual([
    'phone-muted',
    'participant-left',
    'phone-cleared',
    'session-ended',
  ]);
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
    'start recording',
    'stop recording',
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
