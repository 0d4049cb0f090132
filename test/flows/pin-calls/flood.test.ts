import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { createUnauthenticatedCallStore } from '../../../lib/aws/stores/conferences/unauthenticated-store.ts';
import { openTable, pinCallKey, readItem, triesKey } from '../../../lib/aws/table/table.ts';
import { maxUnauthenticatedMs } from '../../../lib/conferences/call/unauthenticated.ts';
import { voiceCallIdSchema } from '../../../lib/conferences/model/conference.ts';
import { ConferenceStack, hears, hearsAndIsHungUp } from './conference-stack.ts';
import { patienceMs } from '../stack.ts';

// In real time, so that somebody who says nothing is still asked when the sweep comes; what is spoken and keyed takes none.
const stack = new ConferenceStack({
  conferences: { flooded: {} },
  twilio: { timeScale: 1, speechMsPerCharacter: 0, keyGapMs: 0 },
});

const tableOf = () => openTable(stack.localGateway.gateway.tableName, stack.localGateway.gateway.awsClient);

const rounds = 12;
const wrongPerRound = 5;
const triesPerCall = 3;
const hourMs = 3_600_000;

const windowAt = (atMs: number) => Math.floor(atMs / hourMs);

/** A call that keys three PINs that nobody has made. */
const wrongKeys = ['1', '12345678901', '00000000000000']
  .map((pin) => `wait-for enter your PIN, ${pin}#`)
  .join(', wait-for not right, ');

test('honest callers are in while wrong PINs flood the same number, and every wrong one is a try counted', async () => {
  const startedAtMs = Date.now();
  const conference = stack.conference('flooded');
  for (let round = 0; round < rounds; round += 1) {
    // Of several numbers, since one has ten tries an hour: each honest caller has the number of a guesser.
    const guessers = Array.from({ length: wrongPerRound }, () => stack.dial({ keys: wrongKeys }));
    const honest = stack.dialInto(conference);
    await stack.isIn(conference, honest);
    // Tries are counted by the hour: a call in which one begins has more.
    const isSameHour = windowAt(Date.now()) === windowAt(startedAtMs);
    for (const guesser of guessers)
      await (isSameHour ? hearsAndIsHungUp(guesser, 'too-many-tries') : guesser.ended);
  }
  const windows = new Set([startedAtMs, Date.now()].map(windowAt));
  let tries = 0;
  for (const window of windows) {
    const item = await readItem(tableOf(), triesKey('deployment', window), startedAtMs);
    tries += Number(item?.tries ?? 0);
  }
  expect(tries).toBe(rounds * wrongPerRound * triesPerCall);
  stack.expectAnsweredInTime();
});

test('whoever neither keys a PIN in time nor hangs up is told and hung up by the sweep, and nobody else is', async () => {
  const silent = stack.dial();
  await hears(silent, 'greeting');
  const other = stack.dial();
  await other.waitForText('enter your PIN', patienceMs);
  const arrivedAtMs = await arrivedLongAgo(silent.sid);
  await stack.sweep();
  await hearsAndIsHungUp(silent, 'no-input');
  expect(stack.logs.filter((line) => line.includes('"dial-in-overdue"'))).toHaveLength(1);
  expect(other.over.aborted).toBe(false);
  other.hangUp();
  await other.ended;
  const left = await createUnauthenticatedCallStore({ table: tableOf() }).arrivedBy(arrivedAtMs, 10);
  expect(left).toEqual([]);
});

/** Nobody waits two and a half minutes here: what is stored says that the call has. */
async function arrivedLongAgo(sid: string): Promise<number> {
  const table = tableOf();
  const call = voiceCallIdSchema.parse(sid);
  const arrivedAtMs = Date.now() - 2 * maxUnauthenticatedMs;
  const item = await readItem(table, pinCallKey(call), 0);
  const number = typeof item?.number === 'string' ? item.number : undefined;
  await createUnauthenticatedCallStore({ table }).enter(
    { call, number, isExempt: false },
    arrivedAtMs,
    () => undefined,
    [],
  );
  await table.client.send(
    new UpdateCommand({
      TableName: table.name,
      Key: pinCallKey(call),
      UpdateExpression: 'SET arrivedAtMs = :at',
      ExpressionAttributeValues: { ':at': arrivedAtMs },
    }),
  );
  return arrivedAtMs;
}
