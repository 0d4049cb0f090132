import { describe, expect, it } from 'vitest';
import type { Reply } from '../../../http/fake-http.ts';
import { fakeDaily } from '../fake-daily.ts';

const gone: Reply = { status: 200, body: { deleted: true } };
const refused: Reply = { status: 400, body: { error: 'invalid-request-error', info: 'r-2 not found' } };
const one = (name: string) => `DELETE /rooms/${name}`;
const batch = 'DELETE /batch/rooms';
const rooms = (count: number) => Array.from({ length: count }, (_, index) => `r-${index + 1}`);

describe('remove', () => {
  it.each<{ name: string; names: string[]; replies: Reply[]; requests: string[]; left?: string[] }>([
    { name: 'one room, Daily busy', names: ['r-1'], replies: [{ status: 429 }], requests: [one('r-1')] },
    { name: 'one room, Daily at fault', names: ['r-1'], replies: [{ status: 500 }], requests: [one('r-1')] },
    { name: 'one room, no answer', names: ['r-1'], replies: ['hang'], requests: [one('r-1')] },
    { name: 'one room, not ours', names: ['r-1'], replies: [{ status: 403 }], requests: [one('r-1')] },
    { name: 'a batch, Daily busy', names: rooms(3), replies: [{ status: 429 }], requests: [batch] },
    { name: 'a batch, Daily at fault', names: rooms(3), replies: [{ status: 500 }], requests: [batch] },
    { name: 'a batch, wrong key', names: rooms(3), replies: [{ status: 401 }], requests: [batch] },
    {
      name: 'a batch, no connection',
      names: rooms(3),
      replies: [{ failsWith: 'ENOTFOUND' }],
      requests: [batch],
    },
    {
      name: 'a refused batch and then busy: no more is asked',
      names: rooms(4),
      replies: [refused, gone, { status: 429 }],
      requests: [batch, one('r-1'), one('r-2')],
      left: ['r-2', 'r-3', 'r-4'],
    },
    {
      name: 'a refused batch with one that cannot go: the others do',
      names: rooms(3),
      replies: [refused, { status: 403 }, gone, gone],
      requests: [batch, one('r-1'), one('r-2'), one('r-3')],
      left: ['r-1'],
    },
  ])('does not know all to be gone: $name', async ({ names, replies, requests, left = names }) => {
    const daily = fakeDaily(replies);
    expect(await daily.video.remove(names)).toEqual(left);
    expect(daily.requests()).toEqual(requests);
  });

  it('asks nobody without a key', async () => {
    expect(await fakeDaily([], { apiKey: undefined }).video.remove(['r-1'])).toEqual(['r-1']);
  });

  it('gives up early when it takes too long, two single deletions a second', async () => {
    const daily = fakeDaily([{ status: 400 }]);
    expect(await daily.video.remove(rooms(40))).toHaveLength(40);
    const singles = daily.sent.filter(({ url }) => url.includes('/rooms/r-')).map(({ atMs }) => atMs);
    expect(singles.slice(0, 3)).toEqual([0, 500, 1_000]);
    expect(daily.elapsedMs()).toBeLessThanOrEqual(15_500);
  });

  it.each<{ name: string; names: string[]; replies: Reply[]; requests: string[] }>([
    { name: 'nothing', names: [], replies: [], requests: [] },
    { name: 'one room', names: ['r-1'], replies: [gone], requests: [one('r-1')] },
    { name: 'the same room twice', names: ['r-1', 'r-1'], replies: [gone], requests: [one('r-1')] },
    { name: 'one that is gone', names: ['r-1'], replies: [{ status: 404 }], requests: [one('r-1')] },
    { name: 'several at once', names: rooms(3), replies: [gone], requests: [batch] },
    {
      name: 'several of which one is gone',
      names: rooms(4),
      replies: [refused, gone, { status: 404 }, gone, gone],
      requests: [batch, one('r-1'), one('r-2'), one('r-3'), one('r-4')],
    },
    {
      name: 'many of which one is gone',
      names: rooms(40),
      replies: [refused, refused, gone, { status: 404 }, gone],
      requests: [
        batch,
        batch,
        one('r-1'),
        one('r-2'),
        one('r-3'),
        ...Array<string>(12).fill(batch),
        one('r-40'),
      ],
    },
  ])('deletes $name', async ({ names, replies, requests }) => {
    const daily = fakeDaily(replies);
    expect(await daily.video.remove(names)).toEqual([]);
    expect(daily.requests()).toEqual(requests);
  });

  it('gets on with many rooms, though each answer takes 3 s and each batch names one that is gone', async () => {
    const slow = { takesMs: 3_000 };
    const batches = Array.from({ length: 3 }, () => ({ status: 400, ...slow }));
    const daily = fakeDaily([...batches, { status: 404, ...slow }]);
    expect(await daily.video.remove(rooms(1_000))).toHaveLength(999);
    expect(daily.elapsedMs()).toBeLessThanOrEqual(15_500);
  });

  it('names at most 1000 rooms in a batch', async () => {
    const daily = fakeDaily([gone]);
    expect(await daily.video.remove(rooms(1_002))).toEqual([]);
    expect(daily.sent.map(({ body }) => body)).toEqual([
      { room_names: rooms(1_002).slice(0, 1_000) },
      { room_names: ['r-1001', 'r-1002'] },
    ]);
  });
});
