import { readFileSync } from 'node:fs';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createCallStore } from '../../../lib/aws/stores/held-calls/call-store.ts';
import { createPinCallStore } from '../../../lib/aws/stores/conferences/pin-call-store.ts';
import { createPinStore } from '../../../lib/aws/stores/conferences/pin-store.ts';
import type { Table } from '../../../lib/aws/table/table.ts';
import { plan } from '../../../lib/conferences/reconcile/plan/plan.ts';
import { twilioTraits } from '../../../lib/providers/twilio/traits.ts';
import { callIdSchema } from '../../../lib/held-calls/model/call.ts';
import { freshTable } from '../../support/dynamo.ts';
import { callId, conferenceId, depsOver, nowMs, storeOver } from './conferences.ts';

// As the release before this one wrote them; to be written anew by each release before its items change.
const file = new URL('fixtures/items-of-last-release.json', import.meta.url);
const items = z.array(z.record(z.string(), z.unknown())).parse(JSON.parse(readFileSync(file, 'utf8')));

let table: Table;
beforeAll(async () => {
  table = await freshTable();
  for (const item of items) await table.client.send(new PutCommand({ TableName: table.name, Item: item }));
});

describe('what the last release has stored goes on under this one', () => {
  test('a call on hold becomes ready and is claimed', async () => {
    const life = { longestCallMs: 14_400_000 };
    let writes = 0;
    const newWriteId = () => `new-write-${(writes += 1)}`;
    const calls = createCallStore({ table, clock: { now: () => nowMs }, life, newWriteId });
    const id = callIdSchema.parse('call-1');
    expect(await calls.get(id)).toMatchObject({ state: 'waiting', token: 'token-1', attempt: 1 });
    const room = 'pb-dev-call-1-1';
    const ready = await calls.move(id, { kind: 'ready', atMs: nowMs + 200, room, source: 'provider' });
    expect(ready).toMatchObject({ ok: true });
    expect(await calls.move(id, { kind: 'claimed', atMs: nowMs + 300, token: 'token-2' })).toMatchObject({
      ok: true,
      call: { state: 'connecting' },
    });
  });

  test('a conference in full swing misses nothing, and its caller is withdrawn on leaving', async () => {
    const store = storeOver(table);
    const weekly = conferenceId('weekly');
    const before = await store.load(weekly);
    expect(
      before && plan({ traits: twilioTraits }, before.conference, before.callers, nowMs + 1_000).commands,
    ).toEqual([]);
    await store.changeCaller(weekly, callId('caller-1'), { kind: 'gone', atMs: nowMs + 2_000 });
    const after = await store.load(weekly);
    expect(
      after && plan({ traits: twilioTraits }, after.conference, after.callers, nowMs + 3_000).commands,
    ).toEqual([{ kind: 'withdraw', calls: ['caller-1'] }]);
    expect(await store.findByRoom('room-1')).toBe(weekly);
  });

  test('a PIN opens its conference, and the call that keyed it is known', async () => {
    const pin = { conference: 'weekly', kind: 'caller' };
    expect(await createPinStore(depsOver(table)).find('hash-1')).toMatchObject(pin);
    const pinCalls = createPinCallStore({ table, clock: { now: () => nowMs } });
    expect(await pinCalls.get(callId('caller-1'))).toMatchObject({ conference: 'weekly', role: 'caller' });
  });
});
