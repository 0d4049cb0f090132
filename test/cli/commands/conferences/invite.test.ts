import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { hashPin, pinKeysOf } from '../../../../lib/conferences/model/pins.ts';
import { makeConference, signingKey, startWithRooms, type StandIn } from '../../gateway.ts';

let gateway: StandIn;
let id: string;
beforeEach(async () => {
  gateway = await startWithRooms();
  ({ id } = await makeConference(gateway));
});
afterEach(() => gateway.stop());

const invite = (...args: string[]) => gateway.local(['conference', 'invite', ...args]);
const pins = async () => (await gateway.items()).filter(({ sk }) => sk === 'PIN').length;

describe('conference invite refuses', () => {
  test.each([
    { what: 'a number that is none', args: ['--dial-in', '5550151'], exitCode: 2 },
    { what: 'a name without a PIN', args: ['--name', 'Ana'], exitCode: 2 },
    { what: 'an empty name', args: ['--new-pin', '--name', ' '], exitCode: 2 },
    { what: 'a name that is too long', args: ['--new-pin', '--name', 'a'.repeat(101)], exitCode: 2 },
  ])('$what', async ({ args, exitCode }) => {
    expect(await invite(id, ...args)).toMatchObject({ exitCode, out: '' });
  });

  test('a conference that is not there, or closed', async () => {
    expect(await invite('nowhere')).toMatchObject({ exitCode: 3, out: '' });
    await gateway.local(['conference', 'close', id]);
    expect((await invite(id, '--new-pin')).err).toContain('closed');
  });
});

test('conference invite tells no PIN, and makes none', async () => {
  const before = await pins();
  const { out } = await invite(id);
  expect(out).toBe('Board meeting\nDial +12025550151 and key your PIN and #.\nOne tap: tel:+12025550151\n');
  const dry = await invite(id, '--new-pin', '--dry-run', '--dial-in', '+1 202 555 0152');
  expect(dry.out).toContain('tel:+12025550152\n');
  expect(dry.err).toContain('nothing was made');
  expect(await pins()).toBe(before);
});

test('conference invite makes a PIN when it is told to, which opens the conference', async () => {
  const { out, err } = await invite(id, '--new-pin', '--name', 'Ana');
  const pin = /One tap: tel:\+12025550151,,(\d{11})%23/.exec(out)?.[1] ?? '';
  expect(out).toContain(`key ${pin}#`);
  expect(err).toContain('shown this once');
  const hash = hashPin(pinKeysOf({ signingKey })[0]?.key ?? '', pin);
  const stored = (await gateway.items()).find(({ pk }) => pk === `PIN#${hash}`);
  expect(stored).toMatchObject({ conference: id, kind: 'caller', name: 'Ana' });
  const json = z
    .looseObject({ pin: z.string() })
    .parse(JSON.parse((await invite(id, '--new-pin', '--json')).out));
  expect(json.pin).toMatch(/^\d{11}$/);
});
