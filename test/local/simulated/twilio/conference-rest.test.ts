import { describe, expect, test } from 'vitest';
import type { SimulatedTwilio } from '../../../../local/simulated/twilio/start.ts';
import { until } from '../harness.ts';
import { conferenceEvents, rest } from './harness.ts';
import { conference, house, kinds, settled } from './house.ts';

describe('REST', () => {
  const find = async (on: SimulatedTwilio): Promise<string> => {
    const status = on.conferences.live('room')?.status ?? '';
    const { json } = await rest(on, 'GET', `/Conferences.json?FriendlyName=room&Status=${status}`);
    expect(json).toMatchObject({ conferences: [{ friendly_name: 'room' }] });
    return `/Conferences/${on.conferences.live('room')?.sid ?? ''}`;
  };

  test.each([
    ['in-progress', undefined, 0],
    ['in-progress-and-init', undefined, 1],
    ['all', undefined, 1],
    ['in-progress', 'init', 1],
    ['all', 'in-progress', 0],
    ['all', 'completed', 0],
  ] as const)(
    'lists %s unless asked; asked for %s, a conference that waits: %i',
    async (listed, status, count) => {
      const it = await house({ '/caller': conference('waitUrl=""') }, { listedConferences: listed });
      await it.enter('/caller');
      const query = `FriendlyName=room${status === undefined ? '' : `&Status=${status}`}`;
      const { json } = await rest(it.on, 'GET', `/Conferences.json?${query}`);
      expect(json.conferences).toHaveLength(count);
    },
  );

  test('mutes by call SID or label, with one event for each change', async () => {
    const it = await house({ '/caller': conference('participantLabel="a b" waitUrl=""') });
    const caller = await it.enter('/caller');
    const base = await find(it.on);
    for (const [who, muted] of [
      ['a%20b', 'true'],
      [caller.sid, 'true'],
      [caller.sid, 'no'],
    ] as const) {
      const { status, json } = await rest(it.on, 'POST', `${base}/Participants/${who}.json`, {
        Muted: muted,
      });
      expect([status, json.muted, json.label]).toEqual([200, muted === 'true', 'a b']);
    }
    await settled(it);
    expect(conferenceEvents(it.app)).toEqual(['participant-join', 'participant-mute', 'participant-unmute']);
    expect(kinds(caller).filter((kind) => kind.includes('muted'))).toEqual(['muted', 'unmuted']);
  });

  test('redirects a call out of the conference', async () => {
    const it = await house({ '/caller': conference('waitUrl=""'), '/bye': '<Say>Removed</Say><Hangup/>' });
    const caller = await it.enter('/caller');
    const { status } = await rest(it.on, 'POST', `/Calls/${caller.sid}.json`, {
      Url: `${it.app.origin}/bye`,
    });
    expect(status).toBe(200);
    await caller.ended;
    expect(caller.heard).toMatchObject([{ text: 'Removed' }]);
    await settled(it);
    const leave = it.app.at('/events').find(({ form }) => form.StatusCallbackEvent === 'participant-leave');
    expect(leave?.form).toMatchObject({
      ParticipantCallStatus: 'in-progress',
      ReasonParticipantLeft: 'participant_updated_via_api',
    });
    expect(it.app.at('/left')).toEqual([]);
  });

  test.each([
    ['goes-on', ['Left']],
    ['call-ends', []],
  ] as const)('deletes a participant, whose call %s', async (afterKick, heard) => {
    const it = await house({ '/caller': conference('waitUrl=""') }, { afterKick });
    const caller = await it.enter('/caller');
    const path = `${await find(it.on)}/Participants/${caller.sid}.json`;
    expect((await rest(it.on, 'DELETE', path)).status).toBe(204);
    await caller.ended;
    expect(caller.heard.map((one) => ('text' in one ? one.text : ''))).toEqual(heard);
    expect((await rest(it.on, 'GET', path)).json).toMatchObject({ code: 20404, status: 404 });
    expect(it.on.conferences.all[0]?.reasonEnded).toBe('last-participant-kicked');
  });

  test('announces to one, holds, modifies', async () => {
    const it = await house({ '/caller': conference('waitUrl=""'), '/tell': '<Say>Press star six</Say>' });
    const [caller, other] = [await it.enter('/caller'), await it.enter('/caller')];
    const path = `${await find(it.on)}/Participants/${caller.sid}.json`;
    await rest(it.on, 'POST', path, { AnnounceUrl: `${it.app.origin}/tell` });
    await caller.waitForText('star six');
    await rest(it.on, 'POST', path, { Hold: 'true' });
    await rest(it.on, 'POST', path, { EndConferenceOnExit: 'true' });
    expect(kinds(caller)).toContain('held');
    expect(other.heard).toEqual([]);
    await until(() => it.app.at('/events').length === 6);
    expect(conferenceEvents(it.app).slice(3).sort()).toEqual([
      'announcement-end',
      'participant-hold',
      'participant-modify',
    ]);
  });

  test('completes a conference', async () => {
    const it = await house({ '/caller': conference('waitUrl=""') });
    const caller = await it.enter('/caller');
    const base = await find(it.on);
    const { json } = await rest(it.on, 'POST', `${base}.json`, { Status: 'completed' });
    expect(json).toMatchObject({ status: 'completed', reason_conference_ended: 'conference-ended-via-api' });
    await caller.waitForText('Left');
    expect((await rest(it.on, 'POST', `${base}.json`, { Status: 'completed' })).status).toBe(404);
  });

  test('lists in pages', async () => {
    const it = await house({ '/caller': conference('waitUrl=""') });
    for (let count = 0; count < 3; count += 1) await it.enter('/caller');
    const base = await find(it.on);
    const { json } = await rest(it.on, 'GET', `${base}/Participants.json?PageSize=2`);
    expect(json.participants).toHaveLength(2);
    const next = String(json.next_page_uri);
    const rest_ = await rest(it.on, 'GET', next.slice(new URL(it.on.url).pathname.length));
    expect(rest_.json).toMatchObject({ page: 1, next_page_uri: null });
    expect(rest_.json.participants).toHaveLength(1);
  });
});
