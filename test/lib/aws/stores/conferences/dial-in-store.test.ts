import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createDialInAdmin,
  createDialInStore,
  DialInUnreadableError,
} from '../../../../../lib/aws/stores/conferences/dial-in-store.ts';
import { dialInKey, dialInsList, type Table } from '../../../../../lib/aws/table/table.ts';
import { dialInSchema } from '../../../../../lib/conferences/model/dial-in.ts';
import { freshTable } from '../../../../support/dynamo.ts';
import { nowMs } from '../../conferences.ts';

const number = '+12025550123';
const domain = 'bridge.sip.example';
const refuse = dialInSchema.parse({ kind: 'refuse' });
const ask = dialInSchema.parse({
  kind: 'pin',
  language: 'de',
  opensTo: 'callers',
  deny: ['+1900'],
  audio: { '': 'https://audio.example/nothing.mp3', greeting: 'https://audio.example/hello.mp3' },
});

let table: Table;
beforeEach(async () => {
  table = await freshTable();
});
const find = (dialled: string) => createDialInStore({ table, clock: { now: () => nowMs } }).find(dialled);
const admin = () => createDialInAdmin({ table, clock: { now: () => nowMs } });
const putRaw = (dialled: string, dialIn: unknown) =>
  table.client.send(
    new PutCommand({
      TableName: table.name,
      Item: { ...dialInKey(dialled), list: dialInsList, listAt: 0, dialIn },
    }),
  );

describe('finding a dial-in', () => {
  test.each([[number], [''], ['1'.repeat(3_000)]])('gives nothing where none is: %s', async (dialled) => {
    expect(await find(dialled)).toBeUndefined();
  });

  test.each([
    { what: 'no text', dialIn: { kind: 'refuse' }, problem: 'expected string' },
    { what: 'no JSON', dialIn: '{', problem: 'is not JSON' },
    { what: 'no dial-in', dialIn: '{"kind":"forward"}', problem: 'address: ' },
  ])('names a dial-in that is $what, without its number', async ({ dialIn, problem }) => {
    await putRaw(number, dialIn);
    const error: unknown = await find(number).catch((thrown: unknown) => thrown);
    if (!(error instanceof DialInUnreadableError)) throw new Error('It was not refused.');
    expect(error.message).toContain('…23');
    expect(error.message).toContain(problem);
    expect(error.message).not.toContain(number);
  });

  test('gives back what was set last', async () => {
    await admin().set(number, refuse);
    await admin().set(number, ask);
    expect(await find(number)).toEqual(ask);
  });
});

describe('the dial-in book', () => {
  test.each([[''], ['1'.repeat(501)]])('takes nothing like %j', async (dialled) => {
    await expect(admin().set(dialled, refuse)).rejects.toThrow(RangeError);
  });

  test('lists all dial-ins in order, and the unreadable ones with what is wrong', async () => {
    await admin().set(domain, ask);
    await admin().set(number, refuse);
    await putRaw('broken', '{');
    expect(await admin().list()).toEqual([
      { dialled: number, dialIn: refuse },
      { dialled: domain, dialIn: ask },
      { dialled: 'broken', dialIn: undefined, problem: ': is not JSON' },
    ]);
  });

  test('removes a dial-in, and says whether there was one', async () => {
    await admin().set(number, ask);
    expect(await admin().remove(number)).toBe(true);
    expect(await admin().remove(number)).toBe(false);
    expect(await find(number)).toBeUndefined();
    expect(await admin().list()).toEqual([]);
  });
});
