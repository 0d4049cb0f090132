import { SaxesParser } from 'saxes';

/** One thing that a prompt lets the caller hear. */
export type Sound =
  | {
      readonly kind: 'say';
      readonly text: string;
      /** Ms of silence in it, SSML's breaks. */ readonly pauseMs: number;
    }
  | { readonly kind: 'play'; readonly file: string };

export type ParsedPrompt =
  { readonly ok: true; readonly sounds: readonly Sound[] } | { readonly ok: false; readonly info: string };

/**
 * Parses a prompt: `#tts[…]`, `#ssml[…]`, `#href[…]`, a URL, or the name of a file, several with `;` between (Sinch docs,
 * runMenu). Brackets and semicolons end a part, whatever they were meant to be.
 */
export function parsePrompt(prompt: string): ParsedPrompt {
  const sounds: Sound[] = [];
  for (const part of prompt.split(';')) {
    const parsed = parsePart(part.trim());
    if (!parsed.ok) return parsed;
    sounds.push(...parsed.sounds);
  }
  return { ok: true, sounds };
}

function parsePart(part: string): ParsedPrompt {
  const [, element, content = ''] = /^#([a-z]+)\[([^[\]]*)\]$/.exec(part) ?? [];
  if (element === 'tts' && content.trim() !== '') {
    return { ok: true, sounds: [{ kind: 'say', text: content, pauseMs: 0 }] };
  }
  if (element === 'ssml') return parseSsml(content);
  if (element === 'href' && isUrl(content)) return { ok: true, sounds: [{ kind: 'play', file: content }] };
  if (isUrl(part) || /^[\w./-]+$/.test(part)) return { ok: true, sounds: [{ kind: 'play', file: part }] };
  return { ok: false, info: `not a prompt: ${JSON.stringify(part)}` };
}

const isUrl = (text: string): boolean => /^https?:\/\//.test(text) && URL.canParse(text);

function parseSsml(markup: string): ParsedPrompt {
  let text = '';
  let pauseMs = 0;
  let info: string | undefined;
  const parser = new SaxesParser();
  parser.on('error', ({ message }) => (info ??= message));
  parser.on('text', (piece) => (text += piece));
  parser.on('opentag', ({ name, attributes }) => {
    const time = attributes.time ?? '';
    const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s)$/.exec(time) ?? [];
    if (name === 'break' && amount === undefined) info ??= `not a break's time: ${JSON.stringify(time)}`;
    if (name === 'break') pauseMs += Number(amount) * (unit === 's' ? 1_000 : 1);
  });
  parser.write(markup).close();
  if (info === undefined && !/^<speak[\s>]/.test(markup)) info = 'no <speak> element';
  return info === undefined
    ? { ok: true, sounds: [{ kind: 'say', text: text.trim(), pauseMs }] }
    : { ok: false, info: `SSML: ${info}` };
}
