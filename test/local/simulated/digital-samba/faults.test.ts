import { expect, test } from 'vitest';
import { until } from '../harness.ts';
import { bridgedRoom, phoneRoom, phones, rest, samba, shown } from './harness.ts';

const joined = 'POST /rooms/*/phone-participants/joined';
const callers = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ call_id: `CA${index + 1}`, name: `Caller ${index + 1}` }));

test('a status in place of the effect, as often as asked', async () => {
  const on = await samba();
  const room = await bridgedRoom(on);
  on.faults.next(joined, { status: 500 }, 2);
  expect((await rest(on, 'POST', phones(room, 'joined'), callers(1))).status).toBe(500);
  expect((await rest(on, 'POST', phones(room, 'joined'), callers(1))).status).toBe(500);
  expect(room.announcements()).toEqual([]);
  expect((await rest(on, 'POST', phones(room, 'joined'), callers(1))).status).toBe(200);
  expect(on.requests.map(({ status }) => status)).toEqual([500, 500, 200]);
});

test('a broken connection after the effect', async () => {
  const on = await samba();
  const room = await bridgedRoom(on);
  on.faults.next(joined, { dropAnswer: true, effect: 'done' });
  await expect(rest(on, 'POST', phones(room, 'joined'), callers(2))).rejects.toThrow();
  expect(shown(room)).toEqual(['CA1', 'CA2']);
  expect(on.requests).toMatchObject([{ method: 'POST', body: callers(2), status: undefined }]);
});

test('one caller of twenty is refused, with whoever stands beside', async () => {
  const on = await samba();
  const room = await bridgedRoom(on);
  on.faults.refuseCaller('CA1');
  const all = callers(20);
  expect((await rest(on, 'POST', phones(room, 'joined'), all)).status).toBe(422);
  expect((await rest(on, 'POST', phones(room, 'joined'), all.slice(0, 10))).status).toBe(422);
  expect((await rest(on, 'POST', phones(room, 'joined'), all.slice(9))).status).toBe(200);
  expect(shown(room)).toHaveLength(11);
  on.faults.clear();
  expect((await rest(on, 'POST', phones(room, 'joined'), all.slice(0, 9))).status).toBe(200);
});

test('latency, changed while running', async () => {
  const on = await samba();
  phoneRoom(on);
  on.faults.latencyMs = 50;
  const startedAtMs = performance.now();
  expect((await rest(on, 'GET', '/rooms/board-april')).status).toBe(200);
  expect(performance.now() - startedAtMs).toBeGreaterThanOrEqual(49);
  on.faults.latencyMs = 600_000;
  const waiting = expect(rest(on, 'GET', '/rooms/board-april')).rejects.toThrow();
  await until(() => on.requests.length === 2);
  on.faults.latencyMs = 0;
  expect((await rest(on, 'GET', '/rooms/board-april')).status).toBe(200);
  expect(on.requests.map(({ status }) => status)).toEqual([200, undefined, 200]);
  await on.stop();
  await waiting;
});

test('an outage, of each kind, and its end', async () => {
  const on = await samba();
  const room = await bridgedRoom(on);
  on.faults.outage = 'unavailable';
  const answer = await rest(on, 'POST', phones(room, 'joined'), callers(1));
  expect(answer.status).toBe(503);
  expect(answer.type).toMatch(/^text\/html/);
  on.faults.outage = 'drop';
  await expect(rest(on, 'POST', phones(room, 'joined'), callers(1))).rejects.toThrow();
  on.faults.outage = 'hang';
  const hanging = expect(rest(on, 'POST', phones(room, 'joined'), callers(1))).rejects.toThrow();
  await until(() => on.requests.length === 3);
  on.faults.outage = 'none';
  expect(room.announcements()).toEqual([]);
  expect((await rest(on, 'POST', phones(room, 'joined'), callers(1))).status).toBe(200);
  await on.stop();
  await hanging;
});
