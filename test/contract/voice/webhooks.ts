import { destinationSchema } from '../../../lib/numbers/destination.ts';
import { expect } from 'vitest';
import { sentences } from '../../../lib/conferences/model/sentences.ts';
import { createConference, newConferenceSchema } from '../../../lib/conferences/admin/administer.ts';
import { provisionerWorld } from '../../lib/conferences/admin/provisioner-world.ts';
import { bridgeDomain, bridgePin, caller, forwarding, german, house, number, pin, saidIn } from './house.ts';
import type { VoiceProviderKit } from './kit.ts';
import type { Scenarios } from './scenarios.ts';

/** A signature among the headers: Base64, or the parts of a token. */
const signature = /[A-Za-z0-9+/]{20,}=+|[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}/;

/** Scenarios 1 to 18, and 39 to 48: what webhooks are answered. */
export function webhookScenarios(kit: VoiceProviderKit, scenario: Scenarios): void {
  const [secret, second, third] = kit.secrets;
  const arrival = (by?: string) => kit.sends.arrival(caller, by);

  scenario.group('signature', () => {
    scenario(1, 'every published vector is accepted', () => {
      expect(kit.vectors.filter(({ isAccepted }) => !isAccepted()).map(({ name }) => name)).toEqual([]);
      expect(kit.vectors.length).toBeGreaterThan(4);
    });

    scenario(2, 'a changed byte of body, path, query, host, method or content type is refused', async () => {
      for (const [what, spoil] of Object.entries(kit.spoiled)) {
        const { handle } = house(kit);
        const { statusCode } = await handle(spoil(arrival()));
        expect([403, 404, 415], what).toContain(statusCode);
      }
    });

    scenario(
      3,
      'a missing, malformed or foreign signature is refused with 403 and nothing is read from the body',
      async () => {
        const signed = arrival();
        const headers = Object.entries(signed.headers);
        const without = Object.fromEntries(headers.filter(([, value]) => !signature.test(value ?? '')));
        const cut = Object.fromEntries(
          headers.map(([name, value]) => [name, value?.replace(signature, 'short')]),
        );
        for (const webhook of [
          { ...signed, headers: without },
          { ...signed, headers: cut },
          arrival(third),
        ]) {
          const { handle, touched } = house(kit);
          expect((await handle(webhook)).statusCode).toBe(403);
          expect(touched()).toBe(0);
        }
      },
    );

    scenario(4, 'a request older or newer than five minutes is refused', async () => {
      if (kit.timed === undefined) throw new Error('a kit whose vendor signs a time says how this is tried');
      for (const [ageMs, status] of [
        [301_000, 403],
        [-301_000, 403],
        [299_000, 200],
        [-299_000, 200],
      ] as const) {
        const { handle } = house(kit);
        expect([ageMs, (await handle(kit.timed(caller, ageMs))).statusCode]).toEqual([ageMs, status]);
      }
    });

    scenario(5, 'either of two live secrets is accepted, a third is not', async () => {
      const live = { known: [secret, second] };
      expect((await house(kit, live).handle(arrival(secret))).statusCode).toBe(200);
      expect((await house(kit, live).handle(arrival(second))).statusCode).toBe(200);
      expect((await house(kit, live).handle(arrival(third))).statusCode).toBe(403);
    });

    scenario(6, 'a secret changed a minute ago is read afresh once', async () => {
      const changed = house(kit, { known: [secret], fresh: [second] });
      expect((await changed.handle(arrival(second))).statusCode).toBe(200);
      expect(changed.rereads()).toBe(1);
    });

    scenario(7, 'no secret at all answers 503, so that the provider tries again', async () => {
      expect((await house(kit, { known: [] }).handle(arrival())).statusCode).toBe(503);
    });

    scenario(8, 'the vendor’s own validator agrees on 1,000 random requests', () => {
      for (let seed = 0; seed < 1_000; seed += 1) {
        const { vendor, ours } = kit.judgeRandom(seed);
        expect([seed, ours]).toEqual([seed, vendor]);
      }
    });
  });

  scenario.group('arrival', () => {
    scenario(
      9,
      'the caller’s number is E.164 or absent: withheld, anonymous, sip names, numbers without plus',
      async () => {
        for (const [from, expected] of kit.numbers) {
          const { ask, pinCall } = house(kit);
          const who = { ...caller, from };
          await ask(kit.sends.arrival(who));
          expect([from, pinCall(callOf(kit))?.number]).toEqual([from, expected]);
        }
      },
    );

    scenario(10, 'an unknown number is refused before it is answered', async () => {
      const { ask } = house(kit);
      const { steps } = await ask(kit.sends.arrival({ ...caller, dialled: '+15550009999' }));
      expect(steps).toEqual([{ kind: 'reject' }]);
    });

    scenario(
      11,
      'a SIP call at a bridge dial-in is the bridge’s origin, a phone call there is not',
      async () => {
        const sip = { from: 'sip:bridge@pbx.example.net', dialled: bridgeDomain, isSip: true };
        const bridge = house(kit);
        await bridge.ask(kit.sends.arrival(sip));
        expect(bridge.pinCall(callOf(kit))?.isBridgeOrigin).toBe(true);
        const phone = house(kit);
        phone.openDialIn(number, { kind: 'pin', voice: kit.traits.id, opensTo: 'bridge' });
        await phone.ask(arrival());
        expect(phone.pinCall(callOf(kit))?.isBridgeOrigin).toBe(false);
      },
    );

    scenario(12, 'the same arrival twice gives the same answer', async () => {
      const { ask } = house(kit);
      expect((await ask(arrival())).document).toBe((await ask(arrival())).document);
    });

    scenario(13, 'an arrival with an id outside our alphabet works to the end of the call', async () => {
      const { odd } = kit;
      if (odd === undefined) throw new Error('a kit whose ids are outside it says how this is tried');
      const { keys, handle, callers } = house({ ...kit, ...odd });
      await keys(caller, pin);
      expect(callers('weekly').map(({ call }) => call)).toEqual([odd.call]);
      expect((await handle(odd.ended())).statusCode).toBe(200);
      expect(callers('weekly').map(({ presence }) => presence)).toEqual(['gone']);
    });
  });

  scenario.group('PIN', () => {
    scenario(
      14,
      'leading zeros, a trailing hash and barge-in reach the domain as the digits keyed',
      async () => {
        const { keys, callers } = house(kit);
        const { steps } = await keys(caller, pin);
        expect(steps.at(-1)?.kind).toBe(kit.traits.waits === 'inside' ? 'join' : 'wait');
        expect(callers('weekly')).toHaveLength(1);
      },
    );

    scenario(15, 'silence asks again and ends after five prompts', async () => {
      const { keys } = house(kit);
      const again = await keys(caller, '', '', '', '');
      expect(saidIn(again.steps)).toEqual([german('no-input'), german('enter-pin')]);
      const { steps } = await house(kit).keys(caller, '', '', '', '', '');
      expect([saidIn(steps), steps.at(-1)?.kind]).toEqual([[german('no-input')], 'hangUp']);
    });

    scenario(16, 'three wrong PINs end the call with a sentence', async () => {
      const { steps } = await house(kit).keys(caller, '111', '222', '333');
      expect([saidIn(steps), steps.at(-1)?.kind]).toEqual([[german('too-many-tries')], 'hangUp']);
    });

    scenario(17, 'a repeated webhook after a time-out does not cost a second try', async () => {
      const { ask, charged } = house(kit);
      const { document } = await ask(arrival());
      const webhook = kit.sends.keyed(caller, document, '111');
      expect((await ask(webhook)).document).toBe((await ask(webhook)).document);
      expect(charged('deployment')).toBe(1);
    });

    scenario(18, 'a PIN never appears in a log, a URL or a provider-side log flag', async () => {
      const { keys, record, documents } = house(kit);
      await keys(caller, '20255509999', pin);
      expect(JSON.stringify([record.logs, record.counts])).not.toMatch(/20255509999|01234567890/);
      expect(documents.join('\n')).not.toMatch(/20255509999|01234567890/);
    });
  });

  scenario.group('notice', () => {
    const text = 'Dieses Gespräch wird aufgezeichnet; [bitte] bleiben Sie dran.';
    const withNotice = (consent: object = {}) => {
      const made = house(kit);
      const notice = { version: '3', text: { de: text }, ...consent };
      made.openDialIn(number, { kind: 'pin', voice: kit.traits.id, language: 'de', notice });
      return made;
    };
    const next = kit.traits.waits === 'inside' ? 'join' : 'wait';

    scenario(47, 'a notice is said before its caller is let in, and not to the bridge', async () => {
      const { keys, ask, callers } = withNotice();
      const told = await keys(caller, pin);
      expect(saidIn(told.steps)).toEqual([text]);
      expect(callers('weekly')).toEqual([]);
      const { steps } = await ask(kit.sends.keyed(caller, told.document, ''));
      expect(steps.at(-1)?.kind).toBe(next);
      expect(callers('weekly')).toHaveLength(1);
      expect(saidIn((await withNotice().keys(caller, bridgePin)).steps)).not.toContain(text);
    });

    scenario(48, 'where a notice asks for consent nobody goes in without the key', async () => {
      const asking = { consent: 'press-1' };
      const agreed = await withNotice(asking).keys(caller, pin, '', '1');
      expect(agreed.steps.at(-1)?.kind).toBe(next);
      const { keys, callers } = withNotice(asking);
      const { steps } = await keys(caller, pin, '', '2', '');
      expect([saidIn(steps), steps.at(-1)?.kind]).toEqual([[german('not-agreed')], 'hangUp']);
      expect(callers('weekly')).toEqual([]);
    });
  });

  scenario.group('keys in the meeting', () => {
    scenario(46, 'a key press that is reported again counts once, and the next one counts', async () => {
      const { pressed, repeats = 'late' } = kit;
      if (pressed === undefined) throw new Error('a kit whose callers press keys inside says how');
      const { keys, handle, deps, callers } = house(kit);
      await keys(caller, pin);
      const press = async (key: string, nth: number) => {
        const { statusCode = 0 } = await handle(pressed(key, nth));
        expect([200, 204]).toContain(statusCode);
        return callers('weekly').map(({ hand }) => hand);
      };
      // Late enough to be another press, if nothing but the time told them apart.
      const passes = () => deps.clock.sleep(5_000);
      expect(await press('9', 1)).toEqual([true]);
      if (repeats === 'late') await passes();
      expect(await press('9', 1)).toEqual([true]);
      await passes();
      expect(await press('9', 2)).toEqual([false]);
    });
  });

  scenario.group('forward', () => {
    const who = { ...caller, dialled: forwarding };
    scenario(
      39,
      'a forwarded call carries its headers under the names that the provider gives them',
      async () => {
        const { steps } = await house(kit).ask(kit.sends.arrival(who));
        const route = `board.${callOf(kit)}.signed`;
        const { headerName = (name: string) => name } = kit;
        const headers = { [headerName('X-Route')]: route, [headerName('X-Caller-Id')]: caller.from };
        expect(steps).toEqual([{ kind: 'forward', address: 'room@sip.example.com', headers }]);
      },
    );

    scenario(40, 'a forward nobody answers tells the caller', async () => {
      const { ask } = house(kit);
      const { document } = await ask(kit.sends.arrival(who));
      const { steps } = await ask(kit.sends.forwardEnded(who, document));
      expect([saidIn(steps).length, steps.at(-1)?.kind]).toEqual([1, 'hangUp']);
    });
  });

  scenario.group('leading out', () => {
    scenario(
      49,
      'whom a caller is led to is called from a number of ours, and rings no longer than it may',
      () => {
        const dialled = (written: string) => {
          const to = destinationSchema.parse(written);
          const dial = { kind: 'dial', to, from: number, longestRingS: 30, longestStayS: 600 } as const;
          return kit.read(kit.document([{ ...dial, language: 'de' }]));
        };
        for (const to of ['+493012345678', 'desk@pbx.example.com'])
          expect(dialled(to)).toEqual([{ kind: 'dial', to, from: number, ringS: 30 }]);
      },
    );
  });

  scenario.group('documents and failure', () => {
    scenario(41, 'every document passes the vendor’s schema or builder', async () => {
      const read: string[] = [];
      for (const digits of [[], ['1'], ['', ''], [pin], [bridgePin], ['1', '2', '3']]) {
        const { keys, documents } = house(kit);
        await keys(caller, ...digits);
        read.push(...documents);
      }
      expect(new Set(read).size).toBeGreaterThan(5);
      expect(() => kit.read(read.join('').replace('"', '" unknown="1" '))).toThrow();
    });

    scenario(42, 'an answer that takes longer than 3 s is an apology in the dial-in’s language', async () => {
      const slow = house(kit);
      slow.world.before = (operation) =>
        operation === 'pinCalls.arrived' ? new Promise(() => undefined) : Promise.resolve();
      const asked = slow.ask(arrival());
      await new Promise((resolve) => setImmediate(resolve));
      slow.deadline.abort();
      const { steps } = await asked;
      expect([saidIn(steps), steps.at(-1)?.kind]).toEqual([[german('internal-failure')], 'hangUp']);
    });

    scenario(43, 'the fallback document is valid and needs no look-up', () => {
      const steps = kit.read(kit.fallback());
      expect(saidIn(steps)).toContain(german('internal-failure'));
      expect(steps.at(-1)?.kind).toBe('hangUp');
    });

    scenario(
      44,
      'texts with quotes, angle brackets, brackets, semicolons and 600 characters arrive as spoken',
      () => {
        const audioUrl = `https://audio.example.com/${`"<>'&;[]#`.repeat(60)}.mp3`;
        expect(kit.read(kit.spoken({ language: 'de', audioUrl }))).toContainEqual({
          kind: 'play',
          url: audioUrl,
        });
        expect(saidIn(kit.read(kit.spoken({ language: 'de' })))).toEqual([german('kicked')]);
        expect(Math.max(...sentences.map((sentence) => german(sentence).length))).toBeLessThan(600);
      },
    );

    scenario(45, 'a conference larger than the provider’s is refused at creation', async () => {
      const settings = { capacity: kit.traits.maxLegs };
      const order = newConferenceSchema.safeParse({
        name: 'n',
        dialIn: number,
        voice: kit.traits.id,
        settings,
      });
      if (!order.success) return;
      const { deps } = provisionerWorld();
      const made = await createConference({ ...deps, traitsOf: () => kit.traits }, order.data);
      expect(made).toMatchObject({ ok: false, reason: 'refused' });
    });
  });
}

/** The id by which the domain knows the call of a kit. */
const callOf = (kit: VoiceProviderKit): string => kit.call;
