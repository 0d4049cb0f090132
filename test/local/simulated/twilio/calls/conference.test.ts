import { describe, expect, test } from 'vitest';
import { until } from '../../harness.ts';
import { conferenceEvents, number } from '../harness.ts';
import { conference, hasStarted, house, kinds, settled, waits } from '../house.ts';

describe('starting', () => {
  test('waits for a starter; nobody waits after it, nor when it has gone', async () => {
    const it = await house({ '/caller': conference(waits), '/bridge': conference('waitUrl=""') });
    const first = await it.enter('/caller');
    const second = await it.enter('/caller');
    expect([first, second].some(hasStarted)).toBe(false);
    const bridge = await it.enter('/bridge');
    await until(() => [first, second, bridge].every(hasStarted));
    bridge.hangUp();
    const late = await it.enter('/caller');
    expect(hasStarted(late)).toBe(true);
    await settled(it);
    expect(conferenceEvents(it.app)).toEqual([
      'participant-join',
      'participant-join',
      'participant-join',
      'conference-start',
      'participant-leave',
      'participant-join',
    ]);
  });

  test('needs two', async () => {
    const it = await house({ '/bridge': conference('waitUrl=""'), '/caller': conference(waits) });
    const bridge = await it.enter('/bridge');
    expect(hasStarted(bridge)).toBe(false);
    await it.enter('/caller');
    await until(() => hasStarted(bridge));
  });

  test('wait messages loop until then, and stop in the middle', async () => {
    const it = await house({
      '/caller': conference('startConferenceOnEnter="false" waitUrl="wait"'),
      '/bridge': conference('waitUrl=""'),
      '/wait': '<Say>Please wait</Say><Pause length="1"/><Redirect/>',
    });
    const caller = await it.enter('/caller');
    await until(() => it.app.at('/wait').length >= 3);
    await it.enter('/bridge');
    await until(() => hasStarted(caller));
    // What was asked for at the moment of the start has come once a later call has been answered for.
    await it.enter('/caller');
    const fetched = it.app.at('/wait').length;
    await it.enter('/caller');
    expect(it.app.at('/wait')).toHaveLength(fetched);
    expect(it.app.at('/wait')[0]).toMatchObject({ genuine: true, form: { CallSid: caller.sid } });
  });

  test.each([
    ['leaves', 500, true],
    ['silence', '<Gather/>', false],
  ] as const)('a waitUrl that fails: %s', async (failingWaitUrl, answer, leaves) => {
    const documents = { '/caller': conference('waitUrl="wait"'), '/wait': answer };
    const it = await house(documents, { failingWaitUrl });
    const caller = await it.enter('/caller');
    await until(() => it.on.errors.length === 1);
    if (leaves) await caller.waitForText('Left');
    else expect(it.on.conferences.live('room')?.participants).toHaveLength(1);
  });

  test('without waitUrl there is music', async () => {
    const it = await house({ '/caller': conference('') });
    const caller = await it.enter('/caller');
    expect(caller.heard).toMatchObject([{ kind: 'hold-music' }]);
  });
});

describe('joining', () => {
  test.each([
    ['answered', 'true'],
    ['failed', 'false'],
  ] as const)('a label in use falls through to the action (%s)', async (failedJoinStatus, bridged) => {
    const it = await house(
      { '/caller': conference('participantLabel="a" waitUrl=""') },
      { failedJoinStatus },
    );
    await it.enter('/caller');
    const second = it.on.placeCall({ to: number });
    await second.ended;
    expect(kinds(second)).not.toContain('conference-joined');
    expect(it.on.errors).toMatchObject([{ code: 16025, callSid: second.sid }]);
    expect(it.app.at('/left')).toMatchObject([
      { form: { CallStatus: 'in-progress', DialCallStatus: failedJoinStatus, DialBridged: bridged } },
    ]);
  });

  test.each([
    [60_000, false],
    [0, true],
  ])('the label of someone who left stays in use for %i ms', async (labelReleaseDelayMs, joins) => {
    const documents = {
      '/caller': conference('participantLabel="a" waitUrl=""'),
      '/other': conference('waitUrl=""'),
    };
    const it = await house(documents, { labelReleaseDelayMs });
    await it.enter('/other');
    (await it.enter('/caller')).hangUp();
    const again = it.on.placeCall({ to: number });
    await again.waitFor((event) => event.kind === (joins ? 'conference-joined' : 'hung-up'));
    expect(kinds(again).includes('conference-joined')).toBe(joins);
  });

  test('a full conference lets nobody in', async () => {
    const it = await house({ '/caller': conference('maxParticipants="2" waitUrl=""') });
    await it.enter('/caller');
    await it.enter('/caller');
    const third = it.on.placeCall({ to: number });
    await third.ended;
    expect(kinds(third)).not.toContain('conference-joined');
  });

  test('the first participant’s callback counts, later ones are ignored', async () => {
    const other =
      '<Dial><Conference waitUrl="" statusCallback="other" statusCallbackEvent="join leave">room</Conference></Dial>';
    const it = await house({ '/caller': conference('waitUrl=""'), '/second': other, '/other': 204 });
    await it.enter('/caller');
    const second = await it.enter('/second');
    second.hangUp();
    await until(() => it.app.at('/events').length === 4);
    expect(it.app.at('/other')).toEqual([]);
  });

  test.each([false, true])('muted at once: participant-mute %s', async (muteEventOnMutedJoin) => {
    const it = await house({ '/caller': conference('muted="true" waitUrl=""') }, { muteEventOnMutedJoin });
    await it.enter('/caller');
    await settled(it);
    expect(it.app.at('/events')[0]?.form.Muted).toBe('true');
    expect(conferenceEvents(it.app).slice(1)).toEqual(muteEventOnMutedJoin ? ['participant-mute'] : []);
  });
});

describe('leaving', () => {
  test('the last one ends the instance; the next one numbers its events afresh', async () => {
    const it = await house(
      { '/caller': conference('participantLabel="a" waitUrl=""') },
      { firstSequenceNumber: 0 },
    );
    for (const round of [0, 1]) {
      (await it.enter('/caller')).hangUp();
      await until(() => it.app.at('/events').length === (round + 1) * 3);
    }
    const [first, second] = it.on.conferences.all;
    expect(first?.sid).not.toBe(second?.sid);
    for (const instance of [first, second]) {
      const own = it.app.at('/events').filter(({ form }) => form.ConferenceSid === instance?.sid);
      expect(own.every(({ genuine }) => genuine)).toBe(true);
      expect(own.map(({ form }) => form.SequenceNumber).sort()).toEqual(['0', '1', '2']);
    }
    const leave = it.app.at('/events').find(({ form }) => form.StatusCallbackEvent === 'participant-leave');
    expect(leave?.form).toMatchObject({
      FriendlyName: 'room',
      ParticipantLabel: 'a',
      ParticipantCallStatus: 'completed',
      ReasonParticipantLeft: 'participant_hung_up',
      Coaching: 'false',
    });
    const end = it.app.at('/events').find(({ form }) => form.StatusCallbackEvent === 'conference-end');
    expect(end?.form).toMatchObject({
      ReasonConferenceEnded: 'last-participant-left',
      ParticipantLabelEndingConference: 'a',
    });
  });

  test('star leads to the action, with the call in progress, and back in under the same label', async () => {
    const it = await house({
      '/caller': conference('participantLabel="a" waitUrl=""', 'hangupOnStar="true"'),
      '/other': conference('waitUrl=""'),
      '/left': '<Gather action="menu" timeout="60"><Say>Menu</Say></Gather>',
      '/menu': conference('participantLabel="a" muted="true" waitUrl=""'),
    });
    await it.enter('/other');
    const caller = await it.enter('/caller');
    await caller.press('12*');
    await until(() => it.app.at('/left').length === 1);
    expect(it.app.at('/left')[0]?.form).toMatchObject({
      CallStatus: 'in-progress',
      DialCallStatus: 'answered',
    });
    await caller.waitForText('Menu');
    await caller.press('6#');
    await caller.waitFor((event) => event.kind === 'conference-joined' && event.muted);
    await settled(it);
    const own = it.app.at('/events').filter(({ form }) => form.CallSid === caller.sid);
    own.sort((a, b) => Number(a.form.SequenceNumber) - Number(b.form.SequenceNumber));
    expect(own.map(({ form }) => [form.StatusCallbackEvent, form.Muted, form.ParticipantCallStatus])).toEqual(
      [
        ['participant-join', 'false', undefined],
        ['participant-leave', 'false', 'in-progress'],
        ['participant-join', 'true', undefined],
      ],
    );
  });

  test('without hangupOnStar, star is only a tone', async () => {
    const it = await house({ '/caller': conference('waitUrl=""') });
    const caller = await it.enter('/caller');
    await caller.press('*');
    expect(it.on.conferences.live('room')?.participants).toHaveLength(1);
  });

  test.each([false, true])('a hang-up asks the action: %s', async (actionAfterHangUp) => {
    const documents = { '/caller': conference('waitUrl=""') };
    const it = await house(documents, { actionAfterHangUp });
    (await it.enter('/caller')).hangUp();
    await until(() => it.app.at('/events').length === 3);
    if (actionAfterHangUp) await until(() => it.app.at('/left').length === 1);
    expect(it.app.at('/left').map(({ form }) => form.CallStatus)).toEqual(
      actionAfterHangUp ? ['completed'] : [],
    );
  });

  test('timeLimit ends it', async () => {
    const it = await house({ '/caller': conference('waitUrl=""', 'timeLimit="5"') });
    const caller = await it.enter('/caller');
    await caller.waitForText('Left');
  });

  test('endConferenceOnExit sends everybody on to their actions', async () => {
    const it = await house({
      '/caller': conference('waitUrl=""'),
      '/host': conference('endConferenceOnExit="true" waitUrl=""'),
    });
    const caller = await it.enter('/caller');
    (await it.enter('/host')).hangUp();
    await caller.waitForText('Left');
    await settled(it);
    expect(conferenceEvents(it.app).slice(-3)).toEqual([
      'participant-leave',
      'participant-leave',
      'conference-end',
    ]);
    const reasons = it.app.at('/events').map(({ form }) => form.ReasonParticipantLeft);
    expect(reasons).toContain('moderator_ended_conference');
    expect(it.on.conferences.all[0]?.reasonEnded).toBe('participant-with-end-conference-on-exit-left');
  });
});

describe('callbacks', () => {
  test.each([
    ['lost', { lose: true }, 0],
    ['repeated', { copies: 3 }, 3],
    ['late', { delayMs: 20 }, 1],
  ])('may be %s', async (_, disturbance, copies) => {
    const it = await house({ '/caller': conference('waitUrl=""') });
    it.on.callbacks.disturb({ event: 'participant-join' }, disturbance);
    (await it.enter('/caller')).hangUp();
    await until(() => it.app.at('/events').length === 2 + copies);
    expect(conferenceEvents(it.app).filter((event) => event === 'participant-join')).toHaveLength(copies);
  });

  test('may overtake each other', async () => {
    const it = await house({ '/caller': conference('waitUrl=""') });
    it.on.callbacks.disturb({ event: 'participant-join', conference: 'room' }, { reorder: true });
    (await it.enter('/caller')).hangUp();
    await until(() => it.app.at('/events').length === 3);
    const order = it.app.at('/events').map(({ form }) => form.StatusCallbackEvent);
    expect(order.indexOf('participant-join')).toBeGreaterThan(order.indexOf('participant-leave'));
  });
});
