import { mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { deliverEvents } from '../../local/deliver-events.ts';
import type { BusEvent } from '../../local/runtime/event-service.ts';
import { close, listen } from '../../local/runtime/ports.ts';

const event = (id: string): BusEvent => ({
  ...{ version: '0', id, 'detail-type': 'call.held', source: 'patchbay', account: '1', region: 'us-east-1' },
  ...{ time: '2026-03-01T10:00:00Z', resources: [], detail: {} },
});

test('each event is added to the file and posted in order, and what is refused is said', async () => {
  const posted: string[] = [];
  const lines: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      posted.push(body);
      response.writeHead(body.includes('"e2"') ? 500 : 204).end();
    });
  });
  const url = await listen(server, 0);
  const file = join(mkdtempSync(join(tmpdir(), 'patchbay-events-')), 'deeper', 'events.jsonl');
  const deliver = deliverEvents({ file, url, print: (line) => void lines.push(line) });
  const events = ['e1', 'e2', 'e3'].map(event);
  for (const each of events) deliver(each);
  const written = events.map((each) => JSON.stringify(each));
  expect(readFileSync(file, 'utf8')).toBe(written.map((line) => `${line}\n`).join(''));
  await vi.waitFor(() => expect(posted).toEqual(written));
  expect(lines).toContain('event call.held e2: EVENTS_URL answered 500');
  await close(server);
});
