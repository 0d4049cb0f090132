import { HttpMethod, Voice } from '@vonage/voice';
import { expect, test } from 'vitest';
import type { SimulatedVonageOptions } from '../../../../../local/simulated/vonage/options.ts';
import { until } from '../../harness.ts';
import { house, join, number, rest } from '../harness.ts';

const [at, called] = ['/called?order=1', '/called'];

/** Has somebody called by Vonage's own client; what it was told, and the call. */
async function placed(to: string, options: SimulatedVonageOptions = {}, lengthTimer = 7_200) {
  const one = await house(() => ({ [called]: [[join()]] }), options);
  const { applicationId, privateKey } = one.on.settings;
  const client = new Voice({ applicationId, privateKey }, { apiHost: one.on.origin });
  const answer = await client.createOutboundCall({
    to: [{ type: 'phone', number: to }],
    from: { type: 'phone', number: number.slice(1) },
    answerUrl: [one.url(at)],
    answerMethod: HttpMethod.POST,
    eventUrl: [one.url('/placed')],
    ringingTimer: 30,
    lengthTimer,
  });
  const found = one.on.calls.find(answer.uuid);
  if (found === undefined) throw new Error('nobody was called');
  const told = (path: string) => one.at(path).map(({ status }) => status);
  return { ...one, answer, call: found.call, told };
}

test('whoever picks up is answered for by the order’s own URL, at the region of the request, and its events are its own', async () => {
  const { answer, call, told, on, ...one } = await placed('12025550188');
  expect(answer).toMatchObject({ uuid: call.uuid, status: 'started', direction: 'outbound' });
  await call.waitFor(({ kind }) => kind === 'conference-joined');
  await until(() => told('/placed').length === 3);
  const others = told('/event').filter((status) => status !== undefined);
  expect([told('/placed'), others]).toEqual([['started', 'ringing', 'answered'], []]);
  const [asked] = one.at(called);
  expect(asked).toMatchObject({ at, to: '12025550188', from: number.slice(1), isGenuine: true });
  expect(asked).toMatchObject({ region_url: on.originOf('us-3') });
  const resource = (await rest(on, 'GET', `/v1/calls/${call.uuid}`)).json;
  expect(resource).toMatchObject({ status: 'answered', direction: 'outbound' });
  call.hangUp();
  await until(() => told('/placed').length === 4);
  expect(one.at('/placed').at(-1)).toMatchObject({ status: 'completed', direction: 'outbound' });
  expect(on.complaints).toEqual([]);
});

test.each<[string, SimulatedVonageOptions, string]>([
  ['12025550100', {}, 'timeout'],
  ['12025550100', { unansweredStatus: 'unanswered' }, 'unanswered'],
  ['12025550101', {}, 'busy'],
  ['12025550102', {}, 'failed'],
])('%s with %j: %s, and nothing is asked', async (to, options, status) => {
  const { call, told } = await placed(to, options);
  await until(() => told('/placed').length === 3);
  expect([told('/placed').at(-1), call.status, told(called)]).toEqual([status, status, []]);
});

test('a call lasts as long as its timer', async () => {
  const { call } = await placed('12025550188', {}, 5);
  expect(await call.ended).toMatchObject({ by: 'vonage', status: 'completed' });
});

test('without a region, and with the application’s events after the answer, where that is set', async () => {
  const one = await placed('12025550188', { regionUrlOfPlaced: false, ownEventsOfAnswered: false });
  await one.call.waitFor(({ kind }) => kind === 'conference-joined');
  expect(one.at(called)[0]).not.toHaveProperty('region_url');
  one.call.hangUp();
  await until(() => one.told('/event').includes('completed'));
  expect(one.told('/placed')).toEqual(['started', 'ringing']);
});
