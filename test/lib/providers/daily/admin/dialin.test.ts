import { afterEach, describe, expect, test } from 'vitest';
import {
  changeEntry,
  createEntry,
  entriesOf,
  mergeEntry,
  readDialin,
  type DialinEntry,
  type DialinState,
} from '../../../../../lib/providers/daily/admin/dialin.ts';
import type { DailyClient } from '../../../../../lib/providers/daily/client.ts';
import type { SimulatedDailyOptions } from '../../../../../local/simulated/daily/options.ts';
import { addByAnother, adminDaily, writable } from '../admin-daily.ts';
import { containing, matching } from '../../../../support/matching.ts';

const ours = 'https://gw.example.com/daily/pinless';
const theirs = 'https://elsewhere.example.com/dialin';
const number = '+12025550143';
const hmac = Buffer.from('the secret of this gateway only!').toString('base64');
const theirHmac = Buffer.from('the secret of another gateway!!!').toString('base64');
const others = [
  { phone_number: '+12025550101', room_creation_api: theirs, hmac: theirHmac, name_prefix: 'sales' },
  { room_creation_api: theirs, hmac: theirHmac, timeout_config: { message: 'Later, please.' } },
];

let stop: (() => Promise<void>) | undefined;
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

async function start(options: SimulatedDailyOptions = {}) {
  const started = await adminDaily(options);
  stop = () => started.daily.stop();
  started.daily.buyNumber(number);
  return started;
}

async function stateOf(client: DailyClient): Promise<DialinState> {
  const state = await readDialin(client);
  if (!state.ok) throw new Error(state.why);
  return state.value;
}

async function entryOf(client: DailyClient, wanted: string): Promise<DialinEntry> {
  const entry = entriesOf(await stateOf(client)).find((each) => each.number === wanted);
  if (entry === undefined) throw new Error(`There is no entry of ${wanted}.`);
  return entry;
}

describe('what Daily does not give', () => {
  test.each([
    { fault: { status: 503 }, times: 9, reason: 'failed', why: 'http-503' },
    { fault: { status: 401 }, times: 1, reason: 'refused', why: 'http-401' },
    {
      fault: { status: 200, body: { config: { pinless_dialin: 'x' } } },
      times: 1,
      reason: 'failed',
      why: 'readable',
    },
    { fault: { status: 200, body: {} }, times: 1, reason: 'failed', why: 'readable' },
  ])('is told: $why', async ({ fault, times, reason, why }) => {
    const { daily, client } = await start();
    daily.faults.next('GET /', fault, times);
    expect(await readDialin(client)).toMatchObject({ ok: false, reason, why: containing(why) });
  });

  test('is told without the secret that a complaint quotes', async () => {
    const { daily, client } = await start();
    const body = { error: 'invalid-request-error', info: `hmac ${hmac} is not good` };
    daily.faults.next('POST /domain-dialin-config', { status: 400, body });
    const desired = { number, url: ours, hmac };
    expect(await createEntry(client, await stateOf(client), desired)).toEqual({
      ok: false,
      reason: 'refused',
      status: 400,
      why: 'Daily refused (http-400): invalid-request-error: hmac … is not good',
    });
  });

  test('passes: a busy Daily is asked again', async () => {
    const { daily, client } = await start();
    daily.faults.next('GET /domain-dialin-config', { status: 429 }, 2);
    expect(await readDialin(client)).toMatchObject({ ok: true });
  });
});

describe('an entry of its own', () => {
  test('is made with a secret of ours or of Daily', async () => {
    const { daily, client } = await start();
    daily.configurePinless(others);
    const before = daily.entries();
    const made = await createEntry(client, await stateOf(client), { number, url: ours, hmac: undefined });
    expect(made).toMatchObject({ ok: true, value: { hmac: matching(/^.{44}$/), tries: 1 } });
    expect(await entryOf(client, number)).toMatchObject({ url: ours, through: { kind: 'config' } });
    const again = await createEntry(client, await stateOf(client), { number: undefined, url: ours, hmac });
    expect(again).toMatchObject({ ok: true, value: { hmac, address: containing('@example') } });
    expect(daily.entries()).toEqual(before);
  });

  test('is refused for a number that was not bought', async () => {
    const { client } = await start();
    const desired = { number: '+12025550199', url: ours, hmac };
    expect(await createEntry(client, await stateOf(client), desired)).toMatchObject({
      ok: false,
      reason: 'refused',
    });
  });

  test.each(['replaced', 'kept'] as const)('is changed, its secret sent along: %s', async (hmacAfterPut) => {
    const { client } = await start({ hmacAfterPut });
    await createEntry(client, await stateOf(client), { number, url: theirs, hmac });
    const changed = await changeEntry(client, await entryOf(client, number), { number, url: ours, hmac });
    expect(changed).toMatchObject({ ok: true, value: { hmac, tries: 1 } });
    expect(await entryOf(client, number)).toMatchObject({ url: ours, hmac });
  });

  const whole = {
    phone_number: number,
    room_creation_api: theirs,
    hmac: theirHmac,
    name_prefix: 'support',
    hold_music_url: 'https://cdn.example.com/hold.mp3',
    timeout_config: { message: 'Nobody can take your call.' },
    /** Of a version of Daily that is not known here. */
    later_field: { deep: [1] },
  };

  /** Nobody judges what has a field that is not documented. */
  const undocumented = { dialinMirroring: 'mirrored', observer: undefined } as const;

  test.each([
    { dialinPut: 'replaces', hmacAfterPut: 'replaced' },
    { dialinPut: 'replaces', hmacAfterPut: 'kept' },
    { dialinPut: 'merges', hmacAfterPut: 'replaced' },
    { dialinPut: 'merges', hmacAfterPut: 'kept' },
  ] as const)('is changed, and keeps all else that Daily has of it: %j', async (options) => {
    const { daily, client } = await start({ ...undocumented, ...options });
    daily.configurePinless([...others, whole]);
    const before = daily.entries();
    const changed = await changeEntry(client, await entryOf(client, number), { number, url: ours, hmac });
    expect(changed).toMatchObject({ ok: true, value: { hmac, tries: 1 } });
    expect(daily.entries()).toEqual([
      ...before.slice(0, 2),
      { ...whole, room_creation_api: ours, hmac, sip_uri: before[2]?.sip_uri },
    ]);
  });

  test('is changed from what it is at the moment of the change, not from what it was when all was read', async () => {
    const { daily, client } = await start(undocumented);
    daily.configurePinless([whole]);
    const entry = await entryOf(client, number);
    daily.configurePinless([{ ...whole, name_prefix: 'sales' }]);
    expect(await changeEntry(client, entry, { number, url: ours, hmac })).toMatchObject({ ok: true });
    expect(daily.entries()).toMatchObject([{ name_prefix: 'sales', room_creation_api: ours }]);
  });

  test.each(['hold_music_url', 'timeout_config', 'later_field'] as const)(
    'that Daily does not show as it was written is no success: %s',
    async (lost) => {
      const { daily, client } = await start(undocumented);
      daily.configurePinless([whole]);
      const entry = await entryOf(client, number);
      const rest = { ...whole };
      Reflect.deleteProperty(rest, lost);
      const careless: DailyClient = {
        ...client,
        http: {
          ...client.http,
          fetch: async (url, init) => {
            const answer = await client.http.fetch(url, init);
            if (init.method === 'PUT') daily.configurePinless([{ ...rest, room_creation_api: ours, hmac }]);
            return answer;
          },
        },
      };
      const changed = await changeEntry(careless, entry, { number, url: ours, hmac });
      expect(changed).toMatchObject({ ok: false, why: containing(lost) });
    },
  );

  test.each([
    { overtakings: 1, outcome: { ok: true, value: { tries: 2 } } },
    {
      overtakings: 9,
      outcome: { ok: false, reason: 'failed', why: containing('somebody else') },
    },
  ])('that somebody else overwrites $overtakings times', async ({ overtakings, outcome }) => {
    const { client, onRequest } = await start();
    await createEntry(client, await stateOf(client), { number, url: theirs, hmac });
    const entry = await entryOf(client, number);
    const plain = { ...client, http: { ...client.http, fetch } };
    let left = overtakings;
    const raced: DailyClient = {
      ...client,
      http: {
        ...client.http,
        fetch: async (url, init) => {
          const answer = await client.http.fetch(url, init);
          if (init.method === 'PUT' && left-- > 0)
            await changeEntry(plain, entry, { number, url: theirs, hmac });
          return answer;
        },
      },
    };
    onRequest(() => undefined);
    expect(await changeEntry(raced, entry, { number, url: ours, hmac })).toMatchObject(outcome);
  });
});

describe('an entry of the property', () => {
  const given = [...others, { phone_number: number, room_creation_api: theirs, hmac: theirHmac }];

  test.each(['separate', 'mirrored'] as const)(
    'is changed without a loss to any other: %s',
    async (dialinMirroring) => {
      const { daily, client } = await start({ dialinMirroring });
      daily.configurePinless(given);
      const before = daily.entries();
      const entry = await entryOf(client, number);
      expect(entry.through.kind).toBe(dialinMirroring === 'mirrored' ? 'config' : 'property');
      const changed = await changeEntry(client, entry, { number, url: ours, hmac });
      expect(changed).toMatchObject({ ok: true, value: { hmac, tries: 1 } });
      expect(daily.entries().slice(0, 2)).toEqual(before.slice(0, 2));
      expect(daily.entries()[2]).toEqual({ ...before[2], room_creation_api: ours, hmac });
    },
  );

  test('is made where Daily knows no other interface', async () => {
    const { daily, client } = await start();
    daily.configurePinless(others);
    const before = daily.entries();
    daily.faults.next('GET /domain-dialin-config', { status: 404 });
    const state = await stateOf(client);
    expect(state.configs).toBeUndefined();
    const made = await createEntry(client, state, { number, url: ours, hmac: undefined });
    expect(made).toMatchObject({ ok: true, value: { tries: 1 } });
    expect(daily.entries().slice(0, 2)).toEqual(before);
    expect(daily.entries()[2]).toMatchObject({ phone_number: number, room_creation_api: ours });
  });

  const races = [
    { what: 'between the first look and the write', at: 'GET /', after: 1 },
    { what: 'after the write, from an older look', at: 'POST /', after: 1 },
  ];
  test.each(races)('is written again after somebody wrote $what', async ({ at, after }) => {
    const { daily, client, onRequest } = await start();
    daily.configurePinless(given);
    const entry = await entryOf(client, number);
    const stale = writable(daily);
    let seen = 0;
    let isDone = false;
    onRequest((request) => {
      if (request === at) seen += 1;
      if (isDone || seen <= (at === 'GET /' ? after : 0) || (at === 'POST /' && request !== 'GET /')) return;
      isDone = true;
      if (at === 'GET /') addByAnother(daily, `${theirs}/new`);
      else daily.configurePinless([...stale, { room_creation_api: `${theirs}/new` }]);
    });
    const changed = await changeEntry(client, entry, { number, url: ours, hmac });
    expect(isDone).toBe(true);
    expect(changed).toMatchObject({ ok: true, value: { hmac, tries: 2 } });
    expect(daily.entries().map(({ room_creation_api: url }) => url)).toEqual([
      theirs,
      theirs,
      ours,
      `${theirs}/new`,
    ]);
    expect(daily.entries().slice(0, 2)).toMatchObject(others);
  });

  test('is given up while somebody keeps writing', async () => {
    const { daily, client, onRequest } = await start();
    daily.configurePinless(given);
    const entry = await entryOf(client, number);
    let writes = 0;
    onRequest((request) => {
      if (request === 'POST /') writes += 1;
      addByAnother(daily, theirs);
    });
    const changed = await changeEntry(client, entry, { number, url: ours, hmac });
    expect(changed).toMatchObject({ ok: false, reason: 'failed', why: containing('3 tries') });
    expect(writes).toBe(0);
    expect(daily.entries().slice(0, 3)).toMatchObject(given);
  });

  test('is no success if Daily does not keep a field of another', async () => {
    const { daily, client } = await start();
    daily.configurePinless(given);
    const careless: DailyClient = {
      ...client,
      http: {
        ...client.http,
        fetch: async (url, init) => {
          const answer = await client.http.fetch(url, init);
          if (init.method === 'POST')
            daily.configurePinless(
              writable(daily).map(({ room_creation_api, phone_number, hmac: secret }) => ({
                room_creation_api,
                ...(phone_number === undefined ? {} : { phone_number }),
                ...(secret === undefined ? {} : { hmac: secret }),
              })),
            );
          return answer;
        },
      },
    };
    const changed = await changeEntry(careless, await entryOf(client, number), { number, url: ours, hmac });
    expect(changed).toMatchObject({ ok: false, why: containing('name_prefix, timeout_config') });
  });

  test('may have fields that are null, which are none', async () => {
    const { daily, client } = await start();
    const [first] = others;
    const shown = [{ ...first, sip_uri: 'a@example.sip.daily.co', hold_music_url: null }];
    daily.faults.next('GET /', { status: 200, body: { config: { pinless_dialin: shown } } });
    expect((await stateOf(client)).property).toEqual([{ ...first, sip_uri: 'a@example.sip.daily.co' }]);
  });

  test('is not written if another would get a new secret by it', async () => {
    const { daily, client } = await start();
    daily.configurePinless(given);
    const entry = await entryOf(client, number);
    const shown = daily
      .entries()
      .map(({ hmac: secret, ...rest }) => (rest.phone_number ? rest : { ...rest, secret }));
    daily.faults.next('GET /', { status: 200, body: { config: { pinless_dialin: shown } } });
    const before = daily.entries();
    const changed = await changeEntry(client, entry, { number, url: ours, hmac });
    expect(changed).toMatchObject({ ok: false, reason: 'refused', why: containing('new one') });
    expect(daily.entries()).toEqual(before);
  });
});

test('merging keeps what it does not know, and every place', () => {
  const entries = [
    { phone_number: '+12025550101', hmac: 'a', ofALaterVersion: { b: 1 } },
    { room_creation_api: theirs, hmac: 'c' },
    { room_creation_api: ours, hmac: 'old' },
  ];
  const [first, second, third] = entries;
  expect(mergeEntry(entries, { number: undefined, url: ours, hmac: 'new' })).toEqual([
    first,
    second,
    { ...third, hmac: 'new' },
  ]);
  expect(mergeEntry(entries, { number, url: ours, hmac: 'new' })).toEqual([
    ...entries,
    { phone_number: number, room_creation_api: ours, hmac: 'new' },
  ]);
});
