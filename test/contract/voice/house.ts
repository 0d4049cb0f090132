import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import type { Sentence } from '../../../lib/conferences/model/sentences.ts';
import { inMemoryConferences } from '../../support/conferences.ts';
import { newConference } from '../../support/new-conference.ts';
import type { Caller, LiveSecrets, VoiceProviderKit, Webhook } from './kit.ts';

export const number = '+15550002222';
export const bridgeDomain = 'bridge.example.com';
export const forwarding = '+15550002223';
export const pin = '01234567890';
export const bridgePin = '98765432109876';
export const caller: Caller = { from: '+15550001111', dialled: number };

/** The provider's functions, with a conference and dial-ins of its own, everything but the provider in memory. */
export function house(kit: VoiceProviderKit, secrets: LiveSecrets = { known: [kit.secrets[0]] }) {
  const voice = kit.traits.id;
  const world = inMemoryConferences([newConference('weekly', { voice })]);
  world.world.traits = kit.traits;
  world.openDialIn(number, { kind: 'pin', voice, language: 'de' });
  world.openDialIn(bridgeDomain, { kind: 'pin', voice, opensTo: 'bridge' });
  world.openDialIn(forwarding, { kind: 'forward', voice, address: 'room@sip.example.com', route: 'board' });
  world.addPin(pin, { conference: 'weekly', kind: 'caller' });
  world.addPin(bridgePin, { conference: 'weekly', kind: 'bridge' });
  let touched = 0;
  world.world.before = () => {
    touched += 1;
    return Promise.resolve();
  };
  const deadline = new AbortController();
  const { handle, rereads } = kit.handlers(world.deps, secrets, deadline.signal);
  const documents: string[] = [];
  /** What a webhook is answered: a document, which is read as the vendor reads it. */
  const ask = async (webhook: Webhook) => {
    const { statusCode, body = '', headers = {} } = await handle(webhook);
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
    const type = String(headers['content-type']);
    if (!kit.documentTypes.test(type)) throw new Error(`answered ${type}`);
    documents.push(body);
    return { document: body, steps: kit.read(body) };
  };
  /** A call keys digits, question by question; what it is told last. */
  const keys = async (who: Caller, ...all: readonly string[]) => {
    let told = await ask(kit.sends.arrival(who));
    for (const digits of all) told = await ask(kit.sends.keyed(who, told.document, digits));
    return told;
  };
  return { ...world, handle, rereads, ask, keys, documents, deadline, touched: () => touched };
}

/** Everything that a list of steps says. */
export const saidIn = (steps: ReturnType<VoiceProviderKit['read']>): readonly string[] =>
  steps.flatMap((step) => (step.kind === 'ask' ? step.says : step.kind === 'say' ? [step.text] : []));

export const german = (sentence: Sentence): string => textOf(sentence, 'de');
