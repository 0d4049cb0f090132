import { expect, test } from 'vitest';
import { botData } from '../../../../lib/providers/bot-endpoint/bot-data.ts';
import { parseOrder } from '../../../../local/simulated/bots/order.ts';
import { botOrder, orderJson } from './bot-order.ts';

const target = { kind: 'bot-endpoint', url: 'https://bots.example/start' } as const;
const noticed = { url: 'https://gw.example.com/calls/c-1/noticed', token: '2.noticed-token' };

test.each([
  [{ text: { en: 'A machine speaks.' } }, { text: { en: 'A machine speaks.' } }],
  [{ audioUrl: 'https://a.example/n' }, { audio_url: 'https://a.example/n' }],
])('a notice is required of the bot, with where it reports it: %j', (said, told) => {
  const data = botData(botOrder(target, { notice: { version: '2026-11', ...said, ...noticed } }));
  expect(data).toEqual({ ...orderJson, notice: { required: true, version: '2026-11', ...told, noticed } });
  expect(parseOrder(data, 'the key of Daily')).toMatchObject({ ok: true });
});
