import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { makeConference, startWithRooms, type StandIn } from '../../gateway.ts';

let gateway: StandIn;
let id: string;
beforeEach(async () => {
  gateway = await startWithRooms();
  ({ id } = await makeConference(gateway, '--capacity', '12'));
});
afterEach(() => gateway.stop());

const change = (...args: string[]) => gateway.local(['conference', 'change', id, ...args]);
const settings = async () => {
  const { out } = await gateway.local(['conference', 'show', id, '--json']);
  const schema = z.object({ conference: z.object({ settings: z.record(z.string(), z.unknown()) }) });
  return schema.parse(JSON.parse(out)).conference.settings;
};

describe('nothing is changed', () => {
  test.each([
    { what: 'without a change', args: [], problem: 'Say what to change' },
    { what: 'by too many callers', args: ['--capacity', '250'], problem: 'capacity' },
    { what: 'by a stay of no minutes', args: ['--longest-stay', '0'], problem: 'longestStayMs' },
    { what: 'by an unknown dialler', args: ['--bridge', 'nobody'], problem: 'bridge' },
    { what: 'by a moment without its offset', args: ['--opens', '2026-05-04T09:30:00'], problem: '--opens' },
    { what: 'by a wrong word for a moment', args: ['--closes', 'tomorrow'], problem: '--closes' },
  ])('$what', async ({ args, problem }) => {
    gateway.actions();
    const ran = await change(...args);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
    expect(gateway.actions()).toEqual([]);
  });

  test('by a window that closes before it opens, dry or not', async () => {
    const window = ['--opens', '2026-05-04T10:00:00Z', '--closes', '2026-05-04T09:00:00Z'];
    for (const dryRun of [[], ['--dry-run']]) {
      const ran = await change(...window, ...dryRun);
      expect(ran).toMatchObject({ exitCode: 3, out: '' });
      expect(ran.err).toContain('it would close before it opens');
    }
    expect(gateway.wakes).toEqual([]);
  });

  test('of a conference that is closed, or not there', async () => {
    const nowhere = await gateway.local(['conference', 'change', 'nowhere', '--capacity', '9']);
    expect(nowhere).toMatchObject({ exitCode: 3, out: '' });
    await gateway.local(['conference', 'close', id]);
    const closed = await change('--capacity', '9');
    expect(closed).toMatchObject({ exitCode: 3, out: '' });
    expect(closed.err).toContain('the conference is closed');
  });

  test('in a dry run, which shows what would be different', async () => {
    const ran = await change('--capacity', '20', '--longest-stay', '90', '--dry-run');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toContain('would be changed; nothing was');
    expect(ran.out).toMatch(/^capacity +12 +20$/m);
    expect(ran.out).toMatch(/^longestStayMs +240 minutes +90 minutes$/m);
    expect(await settings()).toMatchObject({ capacity: 12, longestStayMs: 14_400_000 });
    expect(gateway.wakes).toEqual([]);
  });
});

describe('a change', () => {
  test('counts, leaves the rest, and wakes the gateway', async () => {
    const opens = ['--opens', '2026-05-04T09:30:00+02:00'];
    const ran = await change('--join-muted', '--no-may-undo-mute', '--bridge', 'host', ...opens);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toMatch(/^opensAtMs +– +2026-05-04T07:30:00.000Z$/m);
    expect(await settings()).toMatchObject({
      joinMuted: true,
      mayUndoMute: false,
      bridge: 'host',
      capacity: 12,
      opensAtMs: Date.UTC(2026, 4, 4, 7, 30),
    });
    expect(gateway.wakes).toEqual([{ conference: id }]);
  });

  test('of tones names a number of callers, or when', async () => {
    expect((await change('--tones', '5')).out).toMatch(/^tones +off +5$/m);
    expect(await settings()).toMatchObject({ tones: 5 });
    expect((await gateway.local(['conference', 'show', id])).out).toContain('for 5 callers at most');
    await change('--tones', 'on');
    expect(await settings()).toMatchObject({ tones: 'on' });
    expect(await change('--tones', 'loud')).toMatchObject({ exitCode: 2, out: '' });
    expect(await change('--tones', '0')).toMatchObject({ exitCode: 2, out: '' });
  });

  test('can be taken back', async () => {
    const moment = '2026-05-04T09:30:00Z';
    await change('--opens', moment, '--closes', '2026-05-05T09:30:00Z', '--join-muted');
    const ran = await change('--opens', 'at-once', '--closes', 'never', '--no-join-muted', '--json');
    expect(JSON.parse(ran.out)).toMatchObject({
      id,
      changed: true,
      differences: [
        { name: 'joinMuted', before: true, after: false },
        { name: 'opensAtMs', before: Date.parse(moment) },
        { name: 'closesAtMs' },
      ],
    });
    expect(Object.keys(await settings())).not.toContain('opensAtMs');
    expect((await change('--no-join-muted')).out).toContain('is set like that already');
  });
});

test('closing wakes the gateway too', async () => {
  expect((await gateway.local(['conference', 'close', id])).out).toContain('hears so now');
  expect(gateway.wakes).toEqual([{ conference: id }]);
});
