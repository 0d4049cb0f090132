import { expect } from 'vitest';
import type { CommandResult } from '../../../lib/conferences/model/command-result.ts';
import { voiceCall } from '../../support/conferences.ts';
import { conferenceId } from '../../support/new-conference.ts';
import type { Http } from '../../../lib/http/http.ts';
import type { VoiceProvider } from '../../../lib/conferences/ports.ts';
import { fakeHttp, type Reply } from '../../lib/http/fake-http.ts';
import { house } from './house.ts';
import { commandNames, type CommandName, type VoiceProviderKit } from './kit.ts';
import type { Scenarios } from './scenarios.ts';

export const failures: readonly (readonly [what: string, reply: Reply])[] = [
  ['a fault', { status: 500 }],
  ['a gateway that gave up', { status: 503 }],
  ['silence', 'hang'],
  ['a connection that breaks', { failsWith: 'ECONNRESET' }],
];
const brokenJson: Reply = { status: 200 };

/** Scenarios 32, 36 to 38, and 54: what is asked of the provider, and what comes of it. */
export function commandScenarios(kit: VoiceProviderKit, scenario: Scenarios): void {
  const call = voiceCall(kit.call);
  const seat = { conference: conferenceId('weekly'), meeting: kit.meeting, call };
  const spoken = { sentence: 'kicked', language: 'de' } as const;
  const ask = (name: CommandName, voice: VoiceProvider): Promise<unknown> => {
    switch (name) {
      case 'mute':
        return voice.mute(seat, true);
      case 'tell':
        return voice.tell(seat, spoken);
      case 'end':
        return voice.end(call, spoken);
      case 'hangUp':
        return voice.hangUp(call);
      case 'participants':
        return voice.participants(seat.conference, kit.meeting);
      case 'isUp':
        return voice.isUp(call);
    }
  };
  /** A command that has to look first finds what it looks for. */
  const looksOf = (name: CommandName) => [kit.replies.looks?.[name] ?? []].flat();
  const sent = async (name: CommandName, ...replies: readonly Reply[]) => {
    const network = networkOf(...looksOf(name), ...replies);
    const result = await ask(name, kit.voice(network.http));
    return { result, ...network };
  };
  const isQuestion = (name: CommandName) => name === 'participants' || name === 'isUp';
  const orders = commandNames.filter((name) => !isQuestion(name));

  scenario.group('commands', () => {
    scenario(32, 'a list of half the participants is no list', async () => {
      expect((await sent('participants', kit.replies.halfList)).result).toBeUndefined();
      const { result } = await sent('participants', { status: 429 });
      expect(result).toBeUndefined();
    });

    scenario(
      36,
      'done, gone, refused and unknown: 2xx, 404, 4xx, 429, 5xx, time-out, broken JSON for each command',
      async () => {
        for (const name of orders) {
          const comesTo = async (reply: Reply, expected: CommandResult) =>
            expect([name, (await sent(name, reply)).result]).toEqual([name, expected]);
          await comesTo(kit.replies.ok[name], 'done');
          await comesTo(kit.replies.gone, 'gone');
          await comesTo(kit.replies.refused, 'refused');
          await comesTo(kit.replies.tooMany, { notBeforeMs: undefined });
          for (const [, reply] of failures) await comesTo(reply, 'unknown');
        }
        for (const [what, reply] of [...failures, ['broken JSON', brokenJson] as const]) {
          expect([what, (await sent('participants', reply)).result]).toEqual([what, undefined]);
          expect([what, (await sent('isUp', reply)).result]).toEqual([what, undefined]);
        }
        expect((await sent('isUp', kit.replies.gone)).result).toBe(kit.isUpWhenGone);
        expect((await sent('isUp', kit.replies.ok.isUp)).result).toBe(true);
      },
    );

    scenario(37, 'every request equals the vendor SDK’s for the same command', async () => {
      for (const name of commandNames) {
        const theirs = await kit.vendorSends(name);
        if (theirs === undefined) continue;
        const network = networkOf(...looksOf(name), kit.replies.ok[name]);
        await ask(name, kit.voice(network.http));
        const last = network.raw.at(-1);
        if (last === undefined) throw new Error(`${name} asks for nothing`);
        expect([name, kit.ourCommand(last)]).toEqual([name, theirs]);
      }
    });

    scenario(38, '429 is retried within the budget and then surely not done', async () => {
      for (const name of orders) {
        const { sent: requests, elapsedMs, result } = await sent(name, kit.replies.tooMany);
        expect(requests.length).toBeGreaterThan(1);
        expect(elapsedMs()).toBeLessThanOrEqual(5_000);
        expect(result).toEqual({ notBeforeMs: undefined });
        expect((await sent(name, kit.replies.tooMany, kit.replies.ok[name])).result).toBe('done');
      }
    });

    scenario(54, 'who is to be heard coming and going is, moved in or not, and nobody else', async () => {
      const { hasTones, asksMoved, ourCommand, voice } = kit;
      expect(hasTones !== undefined).toBe(kit.traits.tones);
      const heard = async (isHeard: boolean) => {
        const tones = isHeard ? ({ tones: true } as const) : {};
        const own = { kind: 'join', role: 'caller', joinSequence: 1, muted: false, language: 'de' } as const;
        const join = { ...own, conference: seat.conference, call, ...tones };
        const network = networkOf(kit.replies.ok.end);
        await voice(network.http).letIn?.(call, join);
        const [request] = network.raw;
        const isAsked = request !== undefined && asksMoved !== undefined;
        const asked = isAsked ? [await house(kit).ask(asksMoved(ourCommand(request)))] : [];
        return [kit.document([join]), ...asked.map(({ document }) => document)].map((each) =>
          hasTones?.(each),
        );
      };
      expect(new Set(await heard(true))).toEqual(new Set([true]));
      expect(new Set(await heard(false))).toEqual(new Set([false]));
    });
  });
}

/** A network that keeps requests as they are, whatever their body is. */
export function networkOf(...replies: readonly Reply[]) {
  const raw: { method: string; url: string; text: string | undefined }[] = [];
  const { http, sent, elapsedMs } = fakeHttp(...replies);
  const fetch: Http['fetch'] = (url, init) => {
    const text = typeof init.body === 'string' ? init.body : undefined;
    raw.push({ method: init.method ?? 'GET', url, text });
    return http.fetch(url, text === undefined ? init : { ...init, body: JSON.stringify(text) });
  };
  return { raw, sent, elapsedMs, http: { ...http, fetch } };
}
