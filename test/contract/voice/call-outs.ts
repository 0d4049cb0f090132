import { expect } from 'vitest';
import { callOutIdSchema, type Placed } from '../../../lib/conferences/model/call-out.ts';
import type { OutgoingCall } from '../../../lib/conferences/model/call-out.ts';
import { voiceCall } from '../../support/conferences.ts';
import { conferenceId, startMs } from '../../support/new-conference.ts';
import type { Reply } from '../../lib/http/fake-http.ts';
import { failures, networkOf } from './commands.ts';
import { caller, german, house, number, saidIn } from './house.ts';
import type { VoiceProviderKit } from './kit.ts';
import type { Scenarios } from './scenarios.ts';

const id = callOutIdSchema.parse('o-1');
const callee = '+12025550188';
const order: OutgoingCall = {
  ...{ id, from: number, to: callee, language: 'de' },
  ...{ longestRingS: 30, longestCallS: 3_780 },
};

/** Scenarios 49 to 53: somebody is called into a conference. */
export function callOutScenarios(kit: VoiceProviderKit, scenario: Scenarios): void {
  const { phone, vendorSends, ok, pickedUp, ends } = kit.callOuts;

  /** The functions, and an order that was given. */
  const ordered = async () => {
    const all = house(kit);
    await all.deps.callOuts.remember({
      ...{ voice: kit.traits.id, dialIn: number, language: 'de', opensTo: 'callers', number: callee },
      ...{ isBridgeOrigin: false, arrivedAtMs: startMs },
      callOut: { id, conference: conferenceId('weekly'), conferenceName: 'Weekly', name: 'Ana' },
    });
    const outcome = () => all.pinCall(kit.call)?.callOut?.outcome?.is;
    return { ...all, outcome };
  };

  scenario.group('calling people in', () => {
    scenario(49, 'an order equals the vendor SDK’s', async () => {
      const network = networkOf(ok);
      expect(await phone(network.http)(order)).toMatchObject({ kind: 'placed' });
      expect(network.raw.map(kit.ourCommand)).toEqual([await vendorSends(order)]);
    });

    scenario(
      50,
      'an order of which nobody knows what became is sent once, as is one that is refused',
      async () => {
        const comesTo = async (replies: readonly Reply[], expected: Placed, requests: number) => {
          const network = networkOf(...replies);
          expect([await phone(network.http)(order), network.raw.length]).toEqual([expected, requests]);
        };
        for (const [, reply] of failures) await comesTo([reply, ok], 'unknown', 1);
        await comesTo([kit.replies.refused, ok], 'refused', 1);
        await comesTo([kit.replies.gone, ok], 'refused', 1);
        const network = networkOf(kit.replies.tooMany, ok);
        expect(await phone(network.http)(order)).toMatchObject({ kind: 'placed' });
      },
    );

    scenario(51, 'a callee hears who calls, presses 1 and is let in, however often it is told', async () => {
      const { ask, outcome, caller: callerOf } = await ordered();
      const told = await ask(pickedUp(id));
      const said = saidIn(told.steps);
      expect(said.map((text) => text.includes('Weekly'))).toEqual([true, false]);
      expect(said[1]).toBe(german('join-by-key'));
      expect(await ask(pickedUp(id))).toEqual(told);
      expect(outcome()).toBeUndefined();
      const { steps } = await ask(kit.sends.keyed(caller, told.document, '1'));
      expect(steps.at(-1)?.kind).toBe(kit.traits.waits === 'inside' ? 'join' : 'wait');
      expect([outcome(), callerOf('weekly', kit.call).name]).toEqual(['joined', 'Ana']);
    });

    scenario(
      52,
      'a callee who presses nothing, as machines do, is asked twice and has declined',
      async () => {
        const { ask, outcome } = await ordered();
        const first = await ask(pickedUp(id));
        const second = await ask(kit.sends.keyed(caller, first.document, ''));
        expect(saidIn(second.steps)).toEqual([german('join-by-key')]);
        const { steps } = await ask(kit.sends.keyed(caller, second.document, ''));
        expect(steps.map(({ kind }) => kind)).toEqual(['say', 'hangUp']);
        expect(outcome()).toBe('declined');
      },
    );

    scenario(
      53,
      'busy, no answer and failed are the first news of a call, and the first of them counts',
      async () => {
        for (const end of ['busy', 'no-answer', 'failed'] as const) {
          const { handle, outcome } = await ordered();
          for (const each of [ends[end], ends[end], ends.completed])
            expect((await handle(each(id))).statusCode).toBeLessThan(300);
          expect([end, outcome()]).toEqual([end, end]);
        }
        const { ask, handle, outcome } = await ordered();
        await ask(pickedUp(id));
        await handle(ends.completed(id));
        expect(outcome()).toBe('declined');
        // Nothing is known of a call by an order that nobody has given.
        const stranger = house(kit);
        expect((await stranger.handle(ends.busy(id))).statusCode).toBeLessThan(300);
        expect(stranger.pinCall(voiceCall(kit.call))).toBeUndefined();
      },
    );
  });
}
