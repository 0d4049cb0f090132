import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { hashPin, pinKeysOf } from '../../../../lib/conferences/model/pins.ts';
import { makeConference, nowMs, signingKey, startWithRooms, type StandIn } from '../../gateway.ts';

let gateway: StandIn;
let folder: string;
beforeEach(async () => {
  gateway = await startWithRooms();
  folder = mkdtempSync(join(tmpdir(), 'import-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await gateway.stop();
});

/** The tables of the middleware (its `database.js`). */
const tables = `
  CREATE TABLE conference (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conference_id TEXT NOT NULL UNIQUE CHECK(length(conference_id) <= 64),
    digitalsamba_room_id TEXT,
    ds_pstn_notified BOOLEAN DEFAULT 0);
  CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pin INTEGER NOT NULL UNIQUE,
    conference_id TEXT NOT NULL,
    display_name TEXT,
    external_id TEXT,
    FOREIGN KEY(conference_id) REFERENCES conference(conference_id) ON DELETE CASCADE);
  CREATE TABLE live_calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    conference_id TEXT NOT NULL,
    call_id TEXT NOT NULL UNIQUE,
    pin INTEGER,
    is_sip BOOLEAN DEFAULT 0,
    cli TEXT,
    joined_at DATETIME DEFAULT CURRENT_TIMESTAMP,
    notified_ds BOOLEAN DEFAULT 0,
    FOREIGN KEY(conference_id) REFERENCES conference(conference_id) ON DELETE CASCADE,
    FOREIGN KEY(pin) REFERENCES users(pin) ON DELETE SET NULL);`;

/** A database with two conferences, one of them with an id that none has here; `more`: further SQL. */
function fileWith(more = '', schema = tables): string {
  const path = join(folder, 'conference_data.db');
  const database = new DatabaseSync(path);
  database.exec(schema);
  database.exec(more);
  database.close();
  return path;
}

const usual = `
  INSERT INTO conference (conference_id) VALUES ('board'), ('all hands');
  INSERT INTO users (pin, conference_id, display_name, external_id) VALUES
    (483920, 'board', 'Ana', 'crm-7'), (654321, 'board', 'Ana', 'crm-7'), (42, 'board', '=Bo, "B"', NULL),
    (777777, 'board', NULL, NULL), (111111, 'board', 'SIP room', NULL), (222222, 'all hands', 'Cy', NULL);`;

const dialIn = '+12025550151';
const imported = (path: string, ...args: string[]) =>
  gateway.local(['import', 'sinch-middleware', path, '--dial-in', dialIn, ...args]);
const stored = async (digits: string) => {
  const hash = hashPin(pinKeysOf({ signingKey })[0]?.key ?? '', digits);
  return (await gateway.items()).find(({ pk }) => pk === `PIN#${hash}`);
};
const conferenceSchema = z.object({ conference: z.record(z.string(), z.unknown()) });
const rowsOf = (out: string) => out.trim().split('\n').slice(1);

describe('import sinch-middleware changes nothing for', () => {
  test.each([
    { what: 'no file', path: () => join(folder, 'none.db'), exitCode: 1, problem: 'cannot be opened' },
    {
      what: 'a file that is no database',
      path: () => {
        writeFileSync(join(folder, 'text.db'), 'conference: board\n'.repeat(100));
        return join(folder, 'text.db');
      },
      exitCode: 3,
      problem: 'file is not a database',
    },
    {
      what: 'the database of another program',
      path: () => fileWith('', 'CREATE TABLE songs (id INTEGER);'),
      exitCode: 3,
      problem: 'no such table: conference',
    },
    {
      what: 'a PIN that is no number',
      path: () => fileWith(`${usual} UPDATE users SET pin = 'abc' WHERE pin = 42;`),
      exitCode: 3,
      problem: 'of its users',
    },
    {
      what: 'a middleware that has calls',
      path: () =>
        fileWith(`${usual} INSERT INTO live_calls (conference_id, call_id) VALUES ('board', 'c1');`),
      exitCode: 3,
      problem: '1 live call',
    },
  ])('$what', async ({ path, exitCode, problem }) => {
    const ran = await imported(path());
    expect(ran).toMatchObject({ exitCode, out: '' });
    expect(ran.err).toContain(problem);
    expect(await gateway.items()).toEqual([]);
  });

  test('a number that is none, or a time without an offset', async () => {
    expect(await imported(fileWith(usual), '--bridge-dial-in', '5550151')).toMatchObject({ exitCode: 2 });
    expect(await imported(join(folder, 'conference_data.db'), '--keep-pins-until', 'soon')).toMatchObject({
      exitCode: 2,
    });
    expect(await gateway.items()).toEqual([]);
  });

  test('a dry run, which says what would be made, without a PIN', async () => {
    const ran = await imported(fileWith(usual), '--dry-run');
    expect(ran).toMatchObject({ exitCode: 0, err: '' });
    expect(ran.out).toMatch(/board +board +a new one +4\n/);
    expect(ran.out).toMatch(/sinch-[0-9a-f]{16} +all hands +a new one +1\n/);
    expect(ran.out).not.toMatch(/483920|222222/);
    expect(await gateway.items()).toEqual([]);
  });
});

describe('import sinch-middleware', () => {
  test('makes conferences under their ids, and a new PIN for each caller, told once with the old one', async () => {
    const ran = await imported(fileWith(usual));
    expect(ran).toMatchObject({ exitCode: 0 });
    const rows = rowsOf(ran.out);
    expect(rows.map((row) => row.replace(/\d{11}$/, '<new>'))).toEqual([
      'board,,,777777,<new>',
      'board,Ana,crm-7,483920,<new>',
      'board,Ana,crm-7,654321,<new>',
      `board,"'=Bo, ""B""",,42,<new>`,
      expect.stringMatching(/^sinch-[0-9a-f]{16},Cy,,222222,<new>$/),
    ]);
    for (const row of rows) {
      const pin = /\d{11}$/.exec(row)?.[0] ?? '';
      expect(await stored(pin)).toMatchObject({ kind: 'caller' });
    }
    expect(await stored('483920')).toBeUndefined();
    const { conference } = conferenceSchema.parse(
      JSON.parse((await gateway.local(['conference', 'show', 'board', '--json'])).out),
    );
    expect(conference).toMatchObject({ name: 'board', voice: 'sinch', state: 'open' });
    expect(gateway.digitalSamba.rooms.all).toHaveLength(2);
    expect(ran.err).toContain('Conferences made: 2; there already: 0; callers with a new PIN: 5.');
  });

  test('gives a conference that is called as a menu is another id', async () => {
    await imported(fileWith(`INSERT INTO conference (conference_id) VALUES ('main')`));
    const { out } = await gateway.local(['conference', 'list']);
    expect(out).toMatch(/sinch-[0-9a-f]{16} +main/);
  });

  test('twice changes nothing, and makes what a first run left out', async () => {
    const path = fileWith(usual);
    await imported(path);
    const before = await gateway.items();
    const again = await imported(path);
    expect(again).toMatchObject({ exitCode: 0 });
    expect(rowsOf(again.out)).toEqual([]);
    expect(await gateway.items()).toEqual(before);

    const more = new DatabaseSync(path);
    more.exec(`INSERT INTO users (pin, conference_id, display_name) VALUES (333333, 'board', 'Di')`);
    more.close();
    expect(rowsOf((await imported(path)).out)).toEqual([expect.stringMatching(/^board,Di,,333333,\d{11}$/)]);
  });

  test('adopts the room of a conference, whose bridge gets a PIN of its own', async () => {
    const first = await makeConference(gateway);
    await gateway.local(['conference', 'close', first.id]);
    const { room: id } = first;
    const keysBefore = gateway.digitalSamba.rooms.findById(id)?.fields.telephony_pin_dtmf;
    const ran = await imported(
      fileWith(`INSERT INTO conference (conference_id, digitalsamba_room_id) VALUES ('own', '${id}')`),
    );
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(gateway.digitalSamba.rooms.all).toHaveLength(1);
    expect(gateway.digitalSamba.rooms.findById(id)?.fields.telephony_pin_dtmf).not.toBe(keysBefore);
  });

  test('passes over a conference whose room is gone, names it, and imports the others', async () => {
    const ran = await imported(
      fileWith(
        `${usual} UPDATE conference SET digitalsamba_room_id = 'nowhere' WHERE conference_id = 'board'`,
      ),
    );
    expect(ran).toMatchObject({ exitCode: 3 });
    expect(ran.err).toContain('board: It was not made: Digital Samba knows no such room.');
    expect(rowsOf(ran.out)).toHaveLength(1);
  });

  test('keeps old PINs until a moment, but for those that are too short', async () => {
    const until = new Date(nowMs + 86_400_000).toISOString();
    const path = fileWith(usual);
    for (let run = 1; run <= 2; run += 1) {
      const ran = await imported(path, '--keep-pins-until', until);
      expect(ran).toMatchObject({ exitCode: 3 });
      expect(ran.err).toContain('board: 1 old PINs have fewer than 4 digits');
    }
    expect(await stored('483920')).toMatchObject({
      ...{ kind: 'caller', conference: 'board', name: 'Ana', externalId: 'crm-7' },
      ...{ validUntilMs: nowMs + 86_400_000, isGuessable: true },
    });
    expect(await stored('42')).toBeUndefined();
    const { pins } = z
      .object({ pins: z.array(z.object({ isGuessable: z.boolean().optional() })) })
      .parse(JSON.parse((await gateway.local(['pin', 'list', 'board', '--json'])).out));
    expect(pins.filter(({ isGuessable }) => isGuessable === true)).toHaveLength(3);
  });

  test('goes on where a run was broken off', async () => {
    const path = fileWith(usual);
    gateway.digitalSamba.faults.outage = 'unavailable';
    const broken = await imported(path);
    expect(broken).toMatchObject({ exitCode: 1 });
    expect(broken.err).toContain('Digital Samba refused (http-503)');
    gateway.digitalSamba.faults.outage = 'none';
    expect(rowsOf((await imported(path)).out)).toHaveLength(5);
  });

  test('no PIN is in what is said on standard error, nor in the audit lines', async () => {
    const ran = await imported(fileWith(usual), '--keep-pins-until', new Date(nowMs + 1_000).toISOString());
    const said = `${ran.err}${JSON.stringify(gateway.face.changed)}`;
    expect(said).toContain('Conferences made: 2');
    // Two digits stand in any hash.
    const pins = rowsOf(ran.out).flatMap((row) => row.split(',').slice(-2));
    for (const pin of pins.filter(({ length }) => length > 2)) expect(said).not.toContain(pin);
  });
});
