import { describe, expect, test } from 'vitest';
import { callIdFrom, type CallId } from '../../../../../lib/held-calls/model/call.ts';
import type { Route } from '../../../../../lib/held-calls/model/route.ts';
import { findByDialled } from '../../../../../lib/held-calls/steps/routes/find-route.ts';
import { botTarget, lobbyTarget } from '../../../../support/held-calls.ts';

const id = callIdFrom('c1');
const toBot: Route = { kind: 'targets', targets: [botTarget], dialOut: false };
const toRoom: Route = { kind: 'targets', targets: [lobbyTarget], dialOut: false };
const refuse: Route = { kind: 'refuse' };

/** Finds the route of an address with a number in it, where these are stored; `dead` is a key that cannot be read. */
async function find(stored: Readonly<Record<string, Route>>, dead?: string) {
  const asked: [string, CallId | undefined][] = [];
  const routes = {
    find: (key: string, call?: CallId) => {
      asked.push([key, call]);
      return key === dead ? Promise.reject(new Error('throttled')) : Promise.resolve(stored[key]);
    },
  };
  const found = await findByDialled(routes, 'sip:+12025550143@desk.sip.daily.co', id);
  return { found, asked };
}

const address = '+12025550143@desk.sip.daily.co';
const number = '+12025550143';

describe('the route of what was dialled', () => {
  test.each<[string, Record<string, Route>, object]>([
    [
      'is that of the address',
      { [address]: toBot, [number]: toRoom, default: refuse },
      { route: toBot, by: 'number' },
    ],
    [
      'is else that of the number in it',
      { [number]: toRoom, default: refuse },
      { route: toRoom, by: 'number' },
    ],
    ['is else the default one', { default: refuse }, { route: refuse, by: 'default' }],
    ['is else none', {}, { route: undefined, by: 'default' }],
  ])('%s', async (_, stored, expected) => {
    const { found, asked } = await find(stored);
    expect(found).toEqual(expected);
    expect(asked).toEqual([
      ['default', id],
      [address, id],
      [number, id],
    ]);
  });

  test('is found though the default one cannot be read, which fails those alone that need it', async () => {
    const { found } = await find({ [number]: toRoom }, 'default');
    expect(found).toEqual({ route: toRoom, by: 'number' });
    await expect(find({}, 'default')).rejects.toThrow('throttled');
    await expect(find({ [number]: toRoom }, address)).rejects.toThrow('throttled');
  });
});
