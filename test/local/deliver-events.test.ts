import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { deliverEvents } from '../../local/deliver-events.ts';
import type { BusEvent } from '../../local/runtime/stream/event-service.ts';

const event = (id: string): BusEvent => ({
  ...{ version: '0', id, 'detail-type': 'call.held', source: 'patchbay', account: '1', region: 'us-east-1' },
  ...{ time: '2026-03-01T10:00:00Z', resources: [], detail: {} },
});

test('each event is added to the file, in order, and said', () => {
  const lines: string[] = [];
  const file = join(mkdtempSync(join(tmpdir(), 'patchbay-events-')), 'deeper', 'events.jsonl');
  const deliver = deliverEvents({ file, print: (line) => void lines.push(line) });
  const events = ['e1', 'e2'].map(event);
  for (const each of events) deliver(each);
  const written = events.map((each) => JSON.stringify(each));
  expect(readFileSync(file, 'utf8')).toBe(written.map((line) => `${line}\n`).join(''));
  expect(lines).toEqual(['event call.held e1', 'event call.held e2']);
});
