import { createServer } from 'node:http';
import { afterAll, expect, test } from 'vitest';
import { close, listen } from '../../../local/runtime/ports.ts';
import { listen as serve } from '../../../local/simulated/kit/http.ts';

const first = createServer();
const port = Number(new URL(await listen(first, 0)).port);
afterAll(() => close(first));

const sentence = `Port ${port} is in use, perhaps by another gateway: end what uses it, or set PORT to`;

test('a port that is taken is named, and what to do about it', async () => {
  await expect(listen(createServer(), port)).rejects.toThrow(sentence);
});

test('so is one of a simulator', async () => {
  await expect(serve({ fetch: () => new Response() }, port)).rejects.toThrow(sentence);
});

test('a port that may not be used is another failure', async () => {
  await expect(listen(createServer(), 65_536)).rejects.toThrow('65536');
});
