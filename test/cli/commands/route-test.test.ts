import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createRouteAdmin, createRouteStore } from '../../../lib/aws/stores/route-store.ts';
import { acceptCall } from '../../../lib/held-calls/steps/accept.ts';
import { routeSchema } from '../../../lib/held-calls/model/route.ts';
import { inMemory } from '../../support/held-calls.ts';
import { nowMs, startStandIn, type StandIn } from '../gateway.ts';

const open = '+12025550143';
const closing = '+12025550144';
const listed = '+12025550145';
const refusing = '+12025550146';
const address = 'static-abc--0@example.sip.daily.co';
const unknown = '+12025550149';
const bot = { kind: 'pipecat-cloud', agent: 'receptionist' };
const monday = { timeZone: 'Europe/Berlin', open: [{ days: ['mon'], from: '09:00', to: '17:00' }] };
const night = [{ kind: 'room', room: 'night' }];

const routes = {
  [open]: { kind: 'targets', targets: [bot], dialOut: true },
  [closing]: { kind: 'targets', targets: [bot], hours: { ...monday, otherwise: night } },
  [listed]: { kind: 'targets', targets: [bot], allow: ['+49'], deny: ['+4930'], hours: monday },
  [refusing]: { kind: 'refuse' },
  [address]: { kind: 'targets', targets: [{ kind: 'room', room: 'lobby' }] },
};
const defaultRoute = { kind: 'targets', targets: night, hours: { ...monday, otherwise: [bot] } };

let gateway: StandIn;
beforeEach(async () => {
  gateway = await startStandIn();
});
afterEach(() => gateway.stop());

async function store(added: Readonly<Record<string, unknown>>) {
  const { table } = gateway;
  const clock = { now: () => nowMs, sleep: () => Promise.resolve() };
  const admin = createRouteAdmin({ table, clock });
  for (const [key, route] of Object.entries(added)) await admin.set(key, routeSchema.parse(route));
  return createRouteStore({ table, clock });
}

const saidSchema = z.strictObject({
  to: z.string(),
  from: z.string().nullable(),
  at: z.iso.datetime(),
  taken: z.boolean(),
  reason: z.string(),
  targets: z.array(z.unknown()),
  dialOut: z.boolean(),
});

const sunday = '2026-05-03T12:00:00+02:00';
const cases = [
  { to: open, reason: 'number', why: "the number's own route counts", leads: 'pipecat-cloud:receptionist' },
  { to: 'sip:static-abc--0@EXAMPLE.sip.daily.co', reason: 'number', why: 'own route', leads: 'room:lobby' },
  { to: `sip:${open}@example.sip.daily.co:5060`, reason: 'number', why: 'own route', leads: 'pipecat' },
  { to: closing, reason: 'number', why: 'own route', leads: 'pipecat-cloud:receptionist' },
  { to: closing, at: sunday, reason: 'number-closed', why: 'outside its opening hours', leads: 'room:night' },
  { to: closing, at: '2026-05-04T06:59Z', reason: 'number-closed', why: 'outside', leads: 'room:night' },
  { to: listed, from: '+498955501', reason: 'number', why: 'own route', leads: 'pipecat-cloud:receptionist' },
  { to: listed, from: '+498955501', at: sunday, reason: 'closed', why: 'lead nowhere else' },
  { to: listed, from: '+493055501', reason: 'caller-denied', why: "on the route's deny list" },
  { to: listed, from: '+12025550188', reason: 'caller-not-allowed', why: 'not on' },
  { to: listed, from: 'anonymous', reason: 'caller-not-allowed', why: 'not for certain a number' },
  { to: listed, reason: 'caller-not-allowed', why: 'from nobody known' },
  { to: refusing, reason: 'route-refuses', why: 'refuses every call' },
  { to: unknown, reason: 'unknown-number', why: 'no default route' },
  { to: unknown, hasDefault: true, reason: 'default', why: 'no route of its own', leads: 'room:night' },
  {
    to: unknown,
    hasDefault: true,
    at: sunday,
    reason: 'default-closed',
    why: 'the default route counts, outside',
    leads: 'pipecat-cloud:receptionist',
  },
];

describe('route test', () => {
  test.each(cases)('$to from $from at $at: $reason', async (asked) => {
    const { to, reason, why } = asked;
    const found = await store(asked.hasDefault === true ? { ...routes, default: defaultRoute } : routes);
    gateway.actions();
    const args = ['route', 'test', '--to', to];
    if (asked.from !== undefined) args.push('--from', asked.from);
    if (asked.at !== undefined) args.push('--at', asked.at);

    const ran = await gateway.local(args);
    expect(ran).toMatchObject({ exitCode: asked.leads === undefined ? 3 : 0, err: '' });
    expect(/^reason +(\S+): /m.exec(ran.out)?.[1]).toBe(reason);
    expect(ran.out).toContain(why);
    if (asked.leads !== undefined) expect(ran.out).toContain(`1. ${asked.leads}`);

    const inJson = await gateway.local([...args, '--json']);
    const said = saidSchema.parse(JSON.parse(inJson.out));
    expect(inJson.exitCode).toBe(ran.exitCode);
    expect(said).toMatchObject({ reason, taken: asked.leads !== undefined, from: asked.from ?? null });
    expect(Date.parse(said.at)).toBe(asked.at === undefined ? nowMs : Date.parse(asked.at));
    expect(said.dialOut).toBe(to.includes(open));
    expect(new Set(gateway.actions())).toEqual(new Set(['dynamodb:GetItem']));

    // A real call takes the same way for the same reason.
    const { deps, call } = inMemory();
    const clock = { ...deps.clock, now: () => Date.parse(said.at) };
    await acceptCall(
      { ...deps, clock, routes: found },
      { providerCallId: 'a-call', hold: 'a-hold', to, from: asked.from },
    );
    expect(call('a-call')).toMatchObject({
      reason: said.reason,
      targets: said.targets,
      dialOut: said.dialOut,
    });
  });

  test('of a name: as a signed header asks for it, since nobody can dial it', async () => {
    await store({ vip: { kind: 'targets', targets: night }, default: defaultRoute });
    const ran = await gateway.local(['route', 'test', '--to', 'vip']);
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toContain('signed-header: the route that a signed header names counts');
    expect(ran.out).toContain('1. room:night');
    expect((await gateway.local(['route', 'test', '--to', 'other'])).exitCode).toBe(3);
  });

  test.each([
    { what: 'no number', args: [], problem: '--to' },
    { what: 'no plus', args: ['--to', '12025550143'], problem: 'with + and country code' },
    {
      what: 'a moment without offset',
      args: ['--to', open, '--at', '2026-05-04T09:30:00'],
      problem: 'offset',
    },
    { what: 'no moment', args: ['--to', open, '--at', 'tomorrow'], problem: 'offset' },
    { what: 'no such day', args: ['--to', open, '--at', '2026-02-30T09:30:00Z'], problem: 'offset' },
  ])('refuses $what', async ({ args, problem }) => {
    const ran = await gateway.local(['route', 'test', ...args]);
    expect(ran).toMatchObject({ exitCode: 2, out: '' });
    expect(ran.err).toContain(problem);
    expect(gateway.actions()).toEqual([]);
  });
});
