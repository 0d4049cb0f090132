import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { until } from '../stack.ts';
import { ConferenceStack, dialIns, type TestConference } from './conference-stack.ts';
import { callView, orderCallOut } from './providers.ts';

vi.setConfig({ maxConcurrency: 2 });

const stack = new ConferenceStack({
  conferences: { joined: {}, declined: {}, busy: {}, refused: {}, quiet: {} },
  settings: { callOuts: { allow: ['+1202555'], perMinute: 20, perHour: 20 } },
});

const orderedSchema = z.object({ result: z.literal('calling'), callId: z.string() });

const order = (conference: TestConference, number: string, name?: string) =>
  orderCallOut(stack, conference.id, number, name);

async function callOut(conference: TestConference, number: string, name?: string) {
  const ordered = await order(conference, number, name);
  expect(ordered).toMatchObject({ status: 201 });
  const { callId } = orderedSchema.parse(ordered.body);
  const call = stack.twilio.calls.find(callId);
  if (call === undefined) throw new Error('nobody was called');
  return call;
}

/** The call's view once something has come of it. */
const over = (id: string) =>
  until('the outcome', async () => {
    const view = await callView(stack, id);
    return view.journey === 'pin' && view.callOut?.outcome !== undefined ? view : undefined;
  });

/** A conference that runs: somebody has dialled in. */
async function begun(name: string) {
  const conference = stack.conference(name);
  conference.room.join('Moderator');
  const host = stack.dialInto(conference);
  await stack.isIn(conference, host);
  return { conference, host };
}

describe.concurrent('somebody is called into a conference, and', () => {
  test('presses 1: is in, shown by name, and removed as any caller', async () => {
    const { conference, host } = await begun('joined');
    const callee = await callOut(conference, '+12025550188', 'Ana');
    expect(callee.identity).toMatchObject({ from: dialIns.english, to: '+12025550188' });
    await stack.isIn(conference, host, callee);
    await stack.agree(conference, [host, callee]);
    expect(conference.room.phones.find(callee.sid)).toMatchObject({ name: 'Ana' });
    const view = await over(callee.sid);
    expect(view).toMatchObject({ to: '…88', from: dialIns.english, callOut: { outcome: 'joined' } });
    expect(view.timeline.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['ordered', 'answered', 'accepted', 'callOutOver', 'admitted', 'in']),
    );
    conference.room.remove(callee.sid);
    await callee.ended;
    await stack.agree(conference, [host]);
  });

  test('is a machine, which presses nothing: has declined', async () => {
    const { conference } = await begun('declined');
    const callee = await callOut(conference, '+12025550103');
    await callee.ended;
    expect(await over(callee.sid)).toMatchObject({ state: 'ended', callOut: { outcome: 'declined' } });
    expect(callee.heard.map((each) => ('text' in each ? each.text : ''))).toEqual([
      'declined calls you into a meeting.',
      expect.stringContaining('Press 1'),
      expect.stringContaining('Press 1'),
      expect.stringContaining('leave you in peace'),
    ]);
  });

  test('is busy, or not there', async () => {
    const { conference } = await begun('busy');
    const [busy, nobody] = [
      await callOut(conference, '+12025550101'),
      await callOut(conference, '+12025550100'),
    ];
    expect(await over(busy.sid)).toMatchObject({ callOut: { outcome: 'busy' } });
    expect(await over(nobody.sid)).toMatchObject({ callOut: { outcome: 'no-answer' } });
  });

  test('is not, since the number is not allowed or the conference does not run', async () => {
    const { conference } = await begun('refused');
    const placed = stack.twilio.calls.all.length;
    expect(await order(conference, '+442079460000')).toMatchObject({ status: 409 });
    expect(await order(stack.conference('quiet'), '+12025550188')).toMatchObject({ status: 409 });
    expect(stack.twilio.calls.all.slice(placed).filter(({ identity }) => identity.direction)).toEqual([]);
  });
});
