import { describe, expect, test } from 'vitest';
import type { DialinEntry } from '../../../../../lib/providers/daily/admin/dialin.ts';
import { planDialin, type DialinOrder } from '../../../../../lib/providers/daily/admin/plan.ts';

const url = 'https://gw.example.com/daily/pinless';
const [number, other] = ['+12025550143', '+12025550144'];
const order: DialinOrder = { url, hmac: 'ours', numbers: [], interconnect: false };

const entry = (changes: Partial<DialinEntry>): DialinEntry => ({
  through: { kind: 'property' },
  type: 'pinless_dialin',
  number: undefined,
  address: 'static-a--0@example.sip.daily.co',
  url: 'https://elsewhere.example.com',
  hmac: 'theirs',
  ...changes,
});

test('a number that serves PINs is refused', () => {
  const entries = [entry({ number, type: 'pin_dialin' })];
  expect(planDialin(entries, { ...order, numbers: [number] })).toMatchObject({ ok: false });
  expect(planDialin(entries, order)).toEqual({ ok: true, steps: [], hmac: 'ours' });
});

describe('what is planned', () => {
  const here = entry({ number, url, hmac: 'ours' });
  const stale = entry({ number, url, hmac: 'old' });
  const elsewhere = entry({ number: other });
  const trunk = entry({ url, hmac: 'ours' });
  const cases: readonly {
    what: string;
    entries: readonly DialinEntry[];
    change: Partial<DialinOrder>;
    steps: readonly unknown[];
    hmac?: string | undefined;
  }[] = [
    {
      what: 'nothing, where all is right',
      entries: [here, elsewhere, trunk],
      change: { numbers: [number], interconnect: true },
      steps: [],
    },
    { what: 'nothing for others', entries: [elsewhere, entry({})], change: {}, steps: [] },
    {
      what: 'a new number',
      entries: [],
      change: { numbers: [number] },
      steps: [{ number, entry: undefined }],
    },
    {
      what: 'a number from elsewhere',
      entries: [elsewhere],
      change: { numbers: [other] },
      steps: [{ number: other, entry: elsewhere }],
    },
    {
      what: 'a new secret for all that lead here',
      entries: [stale, entry({ url })],
      change: {},
      steps: [
        { number, entry: stale },
        { number: undefined, entry: entry({ url }) },
      ],
    },
    {
      what: 'an interconnect beside that of others',
      entries: [entry({})],
      change: { interconnect: true },
      steps: [{ number: undefined, entry: undefined }],
    },
    {
      what: 'to take over the secret of what leads here',
      entries: [elsewhere, stale],
      change: { hmac: undefined, numbers: [other] },
      steps: [{ number: other, entry: elsewhere }],
      hmac: 'old',
    },
    {
      what: 'to take over the secret of a number from elsewhere',
      entries: [elsewhere],
      change: { hmac: undefined, numbers: [other] },
      steps: [{ number: other, entry: elsewhere }],
      hmac: 'theirs',
    },
    {
      what: 'to let Daily make the first secret',
      entries: [entry({})],
      change: { hmac: undefined, numbers: [number] },
      steps: [{ number, entry: undefined }],
      hmac: undefined,
    },
  ];
  test('a secret of its own, for what has one: the shared one is not its', () => {
    const own = [
      { names: [number], hmac: ['own', 'before'] },
      { names: ['static-a--0@example.sip.daily.co'], hmac: ['trunk'] },
    ];
    const done = entry({ number, url, hmac: 'own', address: undefined });
    expect(planDialin([done, entry({ url, hmac: 'trunk' })], { ...order, own })).toMatchObject({ steps: [] });
    expect(planDialin([here, trunk], { ...order, own, hmac: undefined })).toEqual({
      ok: true,
      // Theirs is nobody's to share.
      hmac: undefined,
      steps: [
        { number, entry: here, own: own[0] },
        { number: undefined, entry: trunk, own: own[1] },
      ],
    });
  });

  test.each(cases)('$what', ({ entries, change, steps, ...expected }) => {
    const hmac = 'hmac' in expected ? expected.hmac : 'ours';
    expect(planDialin(entries, { ...order, ...change })).toEqual({ ok: true, steps, hmac });
  });
});
