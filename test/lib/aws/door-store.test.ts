import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDoorBook, createDoorStore, DoorUnreadableError } from '../../../lib/aws/door-store.ts';
import { doorKey, doorsList, encode, type Table } from '../../../lib/aws/table.ts';
import { doorSchema } from '../../../lib/conference/door.ts';
import { freshTable } from '../../support/dynamo.ts';
import { nowMs } from './conferences.ts';

const number = '+12025550123';
const domain = 'bridge.sip.example';
const refuse = doorSchema.parse({ kind: 'refuse' });
const ask = doorSchema.parse({
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
const find = (dialled: string) => createDoorStore({ table, clock: { now: () => nowMs } }).find(dialled);
const book = () => createDoorBook({ table, clock: { now: () => nowMs } });
const putRaw = (dialled: string, door: unknown) =>
  table.client.send(
    new PutItemCommand({
      TableName: table.name,
      Item: encode({ ...doorKey(dialled), list: doorsList, listAt: 0, door }),
    }),
  );

describe('finding a door', () => {
  test.each([[number], [''], ['1'.repeat(3_000)]])('gives nothing where none is: %s', async (dialled) => {
    expect(await find(dialled)).toBeUndefined();
  });

  test.each([
    { what: 'no text', door: { kind: 'refuse' }, problem: 'expected string' },
    { what: 'no JSON', door: '{', problem: 'is not JSON' },
    { what: 'no door', door: '{"kind":"forward"}', problem: 'address: ' },
  ])('names a door that is $what, without its number', async ({ door, problem }) => {
    await putRaw(number, door);
    const error: unknown = await find(number).catch((thrown: unknown) => thrown);
    if (!(error instanceof DoorUnreadableError)) throw new Error('It was not refused.');
    expect(error.message).toContain('…23');
    expect(error.message).toContain(problem);
    expect(error.message).not.toContain(number);
  });

  test('gives back what was set last', async () => {
    await book().set(number, refuse);
    await book().set(number, ask);
    expect(await find(number)).toEqual(ask);
  });
});

describe('the door book', () => {
  test.each([[''], ['1'.repeat(501)]])('takes nothing like %j', async (dialled) => {
    await expect(book().set(dialled, refuse)).rejects.toThrow(RangeError);
  });

  test('lists all doors in order, and the unreadable ones with what is wrong', async () => {
    await book().set(domain, ask);
    await book().set(number, refuse);
    await putRaw('broken', '{');
    expect(await book().list()).toEqual([
      { dialled: number, door: refuse },
      { dialled: domain, door: ask },
      { dialled: 'broken', door: undefined, problem: ': is not JSON' },
    ]);
  });

  test('removes a door, and says whether there was one', async () => {
    await book().set(number, ask);
    expect(await book().remove(number)).toBe(true);
    expect(await book().remove(number)).toBe(false);
    expect(await find(number)).toBeUndefined();
    expect(await book().list()).toEqual([]);
  });
});
