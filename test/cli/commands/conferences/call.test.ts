import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storesOf } from '../../caller-items.ts';
import { makeConference, nowMs, startWithRooms, type RunOptions, type StandIn } from '../../gateway.ts';

let gateway: StandIn;
let id: string;
const [dialIn, callee] = ['+12025550151', '+12025550188'];
beforeEach(async () => {
  gateway = await startWithRooms();
  ({ id } = await makeConference(gateway));
  await gateway.local(['dial-in', 'set', dialIn, '--pin']);
  await somebodyIsIn(id);
});
afterEach(() => gateway.stop());

const somebodyIsIn = (conference: string) =>
  storesOf(gateway).atDialIn(`CA-${conference}`, { conference, dialIn, from: '+12025550140', isOver: false });
const call = (args: readonly string[], options: RunOptions = {}) =>
  gateway.local(['conference', 'call', ...args], options);
/** Calls that the table knows to have been ordered. */
const ordered = async () =>
  (await gateway.items()).filter(({ sk, callOut }) => sk === 'PINCALL' && callOut !== undefined);

describe('conference call', () => {
  test('calls somebody, and says how what comes of it is seen', async () => {
    const called = await call(['Board meeting', callee, '--name', 'Ana', '--external-id', 'crm-7']);
    expect(called).toMatchObject({ exitCode: 0, err: '' });
    expect(called.out).toBe('…88 is being called; `patchbay call show CA88` says what comes of it.\n');
    expect(await ordered()).toMatchObject([
      { call: 'CA88', number: callee, dialIn, callOut: { conference: id, name: 'Ana', externalId: 'crm-7' } },
    ]);
    const shown = await gateway.local(['call', 'show', 'CA88']);
    expect(shown.out).toContain('…88');
    expect(`${called.out}${shown.out}${JSON.stringify(gateway.face.changed)}`).not.toContain('2025550188');
  });

  test('as JSON says whether, and which call it is', async () => {
    expect(JSON.parse((await call([id, callee, '--json'])).out)).toEqual({ called: true, callId: 'CA88' });
    expect(JSON.parse((await call([id, '+12025550166', '--json'])).out)).toEqual({});
  });

  test('says that it is not known whether the phone rings, if nobody answers', async () => {
    const called = await call([id, '+12025550166']);
    expect(called).toMatchObject({ exitCode: 0 });
    expect(called.out).toContain('It is not known whether …66 is being called');
    expect(called.out).not.toContain('2025550166');
  });

  test('with --dry-run calls nobody, and counts nothing', async () => {
    const dry = await call([id, callee, '--dry-run']);
    expect(dry.out).toContain('nobody was called');
    expect(dry.out).not.toContain('2025550188');
    expect((await gateway.items()).filter(({ pk }) => String(pk).startsWith('CALLOUT'))).toEqual([]);
  });
});

describe('conference call refuses', () => {
  const without = async (args: readonly string[], why: string, exitCode: number) => {
    const refused = await call(args);
    expect(refused).toMatchObject({ exitCode, out: '' });
    expect(refused.err).toContain(why);
    expect(refused.err.replace(/such as \S+/, '')).not.toMatch(/2025550188|2079460000/);
    expect(await ordered()).toEqual([]);
  };

  test.each([
    { what: 'a number that is none', args: ['5550188'], why: 'country code', exitCode: 2 },
    { what: 'an empty name', args: [callee, '--name', ' '], why: 'It is empty', exitCode: 2 },
    {
      what: 'a number that the settings do not allow',
      args: ['+442079460000'],
      why: 'do not allow that number',
      exitCode: 3,
    },
    { what: 'a number that the provider does not call', args: ['+12025550165'], why: 'refuses', exitCode: 1 },
  ])('$what', ({ args, why, exitCode }) => without([id, ...args], why, exitCode));

  test('a conference that is not there', () => without(['nowhere', callee], 'no conference', 3));

  test('a conference that is closed', async () => {
    await gateway.local(['conference', 'close', id]);
    await without([id, callee], 'that conference is closed', 3);
  });

  test('a conference that is full', async () => {
    await gateway.local(['conference', 'change', id, '--capacity', '1']);
    await without([id, callee], 'that conference is full', 3);
  });

  test('a conference that is not open yet', async () => {
    const opensAt = new Date(nowMs + 3_600_000).toISOString();
    await gateway.local(['conference', 'change', id, '--opens', opensAt]);
    await without([id, callee], 'that conference is not open yet', 3);
  });

  test('a conference in which nobody is', async () => {
    const quiet = await makeConference(gateway, '--name', 'Quiet');
    await without([quiet.id, callee], 'nobody is in it', 3);
  });

  test('where the voice provider can call nobody', async () => {
    await gateway.local(['dial-in', 'set', dialIn, '--pin', '--voice', 'sinch']);
    const other = await makeConference(gateway, '--voice', 'sinch');
    await somebodyIsIn(other.id);
    await without([other.id, callee], 'nobody can be called through sinch', 3);
  });

  test('more in a minute than the settings say, and none of them is lost later', async () => {
    for (const number of [callee, '+12025550189']) expect((await call([id, number])).exitCode).toBe(0);
    const third = await call([id, '+12025550187']);
    expect(third).toMatchObject({ exitCode: 3, out: '' });
    expect(third.err).toContain('2 in a minute');
    expect(await ordered()).toHaveLength(2);
    expect((await call([id, '+12025550187'], { nowMs: nowMs + 60_000 })).exitCode).toBe(0);
  });
});
