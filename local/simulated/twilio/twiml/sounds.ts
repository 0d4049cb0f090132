import type { SimulatedCall } from '../calls/call.ts';
import { fetchFor, mediaType, resolveUrl, type Source, toTwiml } from './documents.ts';
import type { TwilioSettings } from '../options.ts';
import { isOver, type Pace } from '../../kit/pace.ts';
import { parseSoundTwiml, type Prompt } from './twiml.ts';
import type { HttpMethod, Webhooks } from '../webhooks/webhooks.ts';

export interface SoundDeps {
  readonly settings: TwilioSettings;
  readonly pace: Pace;
  readonly webhooks: Webhooks;
}

/** Ms that one key of `<Play digits>` and one `w` last. */
const TONE_MS = 100;
const HALF_SECOND_MS = 500;

/** Lets the caller hear one prompt as often as it asks for, until `signal` aborts. URLs in it are absolute. */
export async function sound(
  call: SimulatedCall,
  prompt: Prompt,
  signal: AbortSignal,
  { settings, pace }: SoundDeps,
): Promise<void> {
  if (prompt.verb === 'Pause') return pace.sleep(prompt.length * 1_000, signal);
  const rounds = prompt.loop === 0 ? Infinity : prompt.loop;
  for (let round = 0; round < rounds && !isOver(signal); round += 1) {
    await pace.sleep(begin(call, prompt, settings), signal);
    if (isOver(signal)) call.note({ kind: 'cut-short' });
  }
}

/** Notes what is heard, and returns for how many ms of call time. */
function begin(
  call: SimulatedCall,
  prompt: Exclude<Prompt, { verb: 'Pause' }>,
  { speechMsPerCharacter, playMs }: TwilioSettings,
): number {
  if (prompt.verb === 'Say') {
    call.note({ kind: 'say', text: prompt.text, language: prompt.language });
    return prompt.text.length * speechMsPerCharacter;
  }
  if (prompt.digits === undefined) {
    call.note({ kind: 'play', text: prompt.url });
    return playMs;
  }
  call.note({ kind: 'tones', text: prompt.digits });
  let ms = 0;
  for (const key of prompt.digits) ms += key === 'w' ? HALF_SECOND_MS : key === 'W' ? 1_000 : TONE_MS;
  return ms;
}

/** A failed fetch or a document that must not be used here. */
export type SoundOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: number; readonly info: string; readonly url: string };

/**
 * Plays what a `waitUrl`, `HoldUrl` or `AnnounceUrl` leads to until it runs out or `signal` aborts: TwiML of `<Say>`,
 * `<Play>`, `<Pause>` and `<Redirect>`, or an audio file, which `loopsAudio` repeats for ever.
 */
export async function playUrl(
  call: SimulatedCall,
  first: { url: string; method: HttpMethod; loopsAudio: boolean },
  signal: AbortSignal,
  deps: SoundDeps,
): Promise<SoundOutcome> {
  let url = first.url;
  let method = first.method;
  const deps_ = { webhooks: deps.webhooks, accountSid: deps.settings.accountSid };
  while (!isOver(signal)) {
    const answer = await fetchFor(call, { url, method, parameters: {} }, deps_);
    if (isOver(signal)) break;
    if (!answer.ok) return { ok: false, code: answer.code, info: answer.info, url };
    if (mediaType(answer.contentType).startsWith('audio/')) {
      const loop = first.loopsAudio ? 0 : 1;
      await sound(call, { verb: 'Play', url, loop }, signal, deps);
      break;
    }
    const document = toTwiml(answer, parseSoundTwiml);
    if (!document.ok) return { ok: false, code: document.code, info: document.info, url };
    const base: Source = { kind: 'url', url, method, parameters: {}, role: 'later' };
    let next: { url: string; method: HttpMethod } | undefined;
    for (const verb of document.verbs) {
      if (isOver(signal) || next) break;
      if (verb.verb === 'Redirect') next = { url: resolveUrl(verb.url, base) ?? url, method: verb.method };
      else await sound(call, withAbsoluteUrl(verb, base), signal, deps);
    }
    if (!next) break;
    ({ url, method } = next);
  }
  return { ok: true };
}

/** The prompt with its audio URL resolved; an unresolvable one stays as it is. */
export function withAbsoluteUrl(prompt: Prompt, base: Source): Prompt {
  if (prompt.verb !== 'Play' || prompt.url === '') return prompt;
  return { ...prompt, url: resolveUrl(prompt.url, base) ?? prompt.url };
}
