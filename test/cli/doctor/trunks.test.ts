import { afterEach, beforeEach, expect, test } from 'vitest';
import { trunkUrl } from '../../../cli/connect/daily-trunk.ts';
import { containing } from '../../support/matching.ts';
import {
  dialled,
  eventsHmac,
  expectHidden,
  pinlessHmac,
  report,
  startHealthy,
  type Healthy,
} from './gateway.ts';

let gateway: Healthy;
beforeEach(async () => {
  gateway = await startHealthy();
});
afterEach(() => gateway.stop());

const know = (route: string) =>
  gateway.secrets.set({ ...gateway.keys, dailyTrunks: [{ name: 'support', route, hmac: [eventsHmac] }] });

/** A trunk at Daily that leads here. */
function make(change: { readonly hmac?: string; readonly url?: string; readonly enabled?: boolean } = {}) {
  const {
    hmac = eventsHmac,
    url = trunkUrl(gateway.providers.daily.pinlessUrl, 'support'),
    enabled,
  } = change;
  gateway.daily.makeTrunk({
    trunk_name: 'support',
    room_template: {},
    notification: { webhook_url: url, hmac },
    trunk_config: { is_open: true },
    ...(enabled !== undefined && { enabled }),
  });
}

async function found() {
  const ran = await report(gateway);
  expectHidden(gateway, ran);
  return ran.findings.filter(({ check }) => check === 'Daily trunks');
}

test('a trunk that leads here, signed as we know, to a bot: nothing', async () => {
  know(dialled.daily);
  make();
  expect(await found()).toEqual([]);
});

test.each([
  ['is not there', undefined, 'Daily has no trunk support'],
  ['is disabled', { enabled: false }, 'is disabled at Daily'],
  [
    'leads elsewhere',
    { url: 'https://elsewhere.example.com/in?token=secret' },
    'https://elsewhere.example.com/in.',
  ],
  ['is signed with another secret', { hmac: pinlessHmac }, 'a secret that the gateway does not know'],
] as const)('a trunk that %s', async (_, change, what) => {
  know(dialled.daily);
  if (change !== undefined) make(change);
  const fix = containing(`connect daily --trunk support --route ${dialled.daily} --local`);
  expect(await found()).toMatchObject([{ severity: 'critical', what: containing(what), fix }]);
});

test('a route that is not there, and one that names no bot', async () => {
  know('night');
  make();
  expect(await found()).toMatchObject([{ severity: 'warning', what: containing('is not there') }]);
  await gateway.setRoute('night', [{ kind: 'room', room: 'lobby' }]);
  expect(await found()).toMatchObject([{ severity: 'warning', what: containing('names no bot') }]);
});
