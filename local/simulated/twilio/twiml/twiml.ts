import * as z from 'zod';
import { parseSipTarget, type SipTarget } from '../calls/sip-target.ts';
import {
  codeOfAttribute,
  conferenceAttributes,
  dialAttributes,
  gatherAttributes,
  LONGEST_CONFERENCE_WORD,
  noAttributes,
  numberAttributes,
  pauseAttributes,
  playAttributes,
  redirectAttributes,
  rejectAttributes,
  sayAttributes,
  sipAttributes,
} from './attributes.ts';
import { parseXml, type XmlElement } from '../../kit/xml.ts';

/** Something that is heard. */
export type Prompt =
  | ({ readonly verb: 'Say'; readonly text: string } & z.infer<typeof sayAttributes>)
  | ({ readonly verb: 'Play'; readonly url: string } & z.infer<typeof playAttributes>)
  | ({ readonly verb: 'Pause' } & z.infer<typeof pauseAttributes>);

export type Gather = {
  readonly verb: 'Gather';
  readonly prompts: readonly Prompt[];
} & z.infer<typeof gatherAttributes>;

/** Where a `<Redirect>` leads; an empty `url` is the current document. */
export type Redirect = {
  readonly verb: 'Redirect';
  readonly url: string;
} & z.infer<typeof redirectAttributes>;

export type ConferenceNoun = {
  readonly noun: 'Conference';
  readonly name: string;
} & z.infer<typeof conferenceAttributes>;

export type SipNoun = { readonly noun: 'Sip'; readonly target: SipTarget } & z.infer<typeof sipAttributes>;

/** `number`: in E.164. */
export type NumberNoun = { readonly noun: 'Number'; readonly number: string } & z.infer<
  typeof numberAttributes
>;

export type Dial = { readonly verb: 'Dial'; readonly noun: ConferenceNoun | SipNoun | NumberNoun } & z.infer<
  typeof dialAttributes
>;

/** Every verb that the simulator performs. */
export type Verb =
  | Prompt
  | Gather
  | Redirect
  | Dial
  | ({ readonly verb: 'Reject' } & z.infer<typeof rejectAttributes>)
  | { readonly verb: 'Hangup' };

/** Why a document cannot be used. */
export interface TwimlFlaw {
  /** 12100: not well-formed. 12200 or one of an attribute: not as documented. */
  readonly code: number;
  readonly info: string;
}

export type ParsedTwiml =
  { readonly ok: true; readonly verbs: readonly Verb[] } | ({ readonly ok: false } & TwimlFlaw);

/** Most characters of one `<Say>` (Twilio docs; its exact count is not documented). */
const LONGEST_SPEECH = 4_096;

const ssml = ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'];

/** Leaves the parse; only this file throws and catches it. */
class Flawed extends Error {
  readonly code: number;
  constructor(info: string, code = 12200) {
    super(info);
    this.code = code;
  }
}

/**
 * Parses a document that controls a call. Names are case-sensitive; an unknown verb, attribute or value, and any nesting
 * that is not documented, is a flaw, where Twilio itself would often only warn.
 */
export function parseTwiml(source: string): ParsedTwiml {
  const xml = parseXml(source);
  if (!xml.ok) return { ok: false, code: 12100, info: xml.info };
  try {
    const { name, attributes, children, text } = xml.root;
    if (name !== 'Response') throw new Flawed(`the root is <${name}>, not <Response>`, 12100);
    read('Response', noAttributes, attributes);
    if (text !== '') throw new Flawed('text directly in <Response>');
    return { ok: true, verbs: children.map((child) => toVerb(child)) };
  } catch (error) {
    if (error instanceof Flawed) return { ok: false, code: error.code, info: error.message };
    throw error;
  }
}

/** Parses a document that only sounds: of `waitUrl`, `HoldUrl` or `AnnounceUrl`. */
export function parseSoundTwiml(
  source: string,
):
  | { readonly ok: true; readonly verbs: readonly (Prompt | Redirect)[] }
  | ({ readonly ok: false } & TwimlFlaw) {
  const parsed = parseTwiml(source);
  if (!parsed.ok) return parsed;
  const verbs: (Prompt | Redirect)[] = [];
  for (const verb of parsed.verbs) {
    if (!isSound(verb)) return { ok: false, code: 12200, info: `<${verb.verb}> is not allowed here` };
    verbs.push(verb);
  }
  return { ok: true, verbs };
}

const isSound = (verb: Verb): verb is Prompt | Redirect =>
  verb.verb === 'Say' || verb.verb === 'Play' || verb.verb === 'Pause' || verb.verb === 'Redirect';

function toVerb(element: XmlElement): Verb {
  const { name, attributes, children, text } = element;
  switch (name) {
    case 'Say':
    case 'Play':
    case 'Pause':
      return toPrompt(element);
    case 'Gather':
      if (text !== '') throw new Flawed('text directly in <Gather>');
      return {
        verb: 'Gather',
        prompts: children.map((child) => toPrompt(child)),
        ...read(name, gatherAttributes, attributes),
      };
    case 'Redirect':
      childless(element);
      return { verb: 'Redirect', url: text, ...read(name, redirectAttributes, attributes) };
    case 'Reject':
      empty(element);
      return { verb: 'Reject', ...read(name, rejectAttributes, attributes) };
    case 'Hangup':
      empty(element);
      read(name, noAttributes, attributes);
      return { verb: 'Hangup' };
    case 'Dial':
      return { verb: 'Dial', noun: toNoun(element), ...read(name, dialAttributes, attributes) };
    default:
      throw new Flawed(`<${name}> is unknown or not simulated`);
  }
}

function toPrompt(element: XmlElement): Prompt {
  const { name, attributes, text } = element;
  switch (name) {
    case 'Say':
      checkSsml(element);
      if (element.fullText === '') throw new Flawed('<Say> without text', 13520);
      if (element.fullText.length > LONGEST_SPEECH) throw new Flawed('<Say> is too long', 13520);
      return { verb: 'Say', text: element.fullText, ...read(name, sayAttributes, attributes) };
    case 'Play': {
      childless(element);
      const read_ = read(name, playAttributes, attributes);
      if ((text === '') === (read_.digits === undefined)) throw new Flawed('<Play> needs a URL or digits');
      return { verb: 'Play', url: text, ...read_ };
    }
    case 'Pause':
      empty(element);
      return { verb: 'Pause', ...read(name, pauseAttributes, attributes) };
    default:
      throw new Flawed(`<${name}> is not allowed inside <Gather>`);
  }
}

function toNoun(dial: XmlElement): Dial['noun'] {
  const [element, ...others] = dial.children;
  if (!element || others.length > 0 || dial.text !== '') {
    throw new Flawed(
      '<Dial> needs exactly one <Conference>, <Sip> or <Number>; anything else is not simulated',
    );
  }
  const { name, attributes, text } = element;
  childless(element);
  switch (name) {
    case 'Conference':
      if (text === '' || text.length > LONGEST_CONFERENCE_WORD) throw new Flawed('bad conference name');
      return { noun: 'Conference', name: text, ...read(name, conferenceAttributes, attributes) };
    case 'Sip': {
      const target = parseSipTarget(text);
      if (!target.ok) throw new Flawed(target.info, 13223);
      return { noun: 'Sip', target: target.target, ...read(name, sipAttributes, attributes) };
    }
    case 'Number':
      if (!/^\+[1-9]\d{6,14}$/.test(text)) throw new Flawed(`<Number> without a number in E.164`, 13223);
      return { noun: 'Number', number: text, ...read(name, numberAttributes, attributes) };
    default:
      throw new Flawed(`<${name}> inside <Dial> is unknown or not simulated`);
  }
}

function read<T>(name: string, schema: z.ZodType<T>, attributes: Readonly<Record<string, string>>): T {
  const parsed = schema.safeParse(attributes);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const attribute = issue?.path[0];
  const code = typeof attribute === 'string' ? codeOfAttribute[attribute] : undefined;
  throw new Flawed(`<${name}>: ${z.prettifyError(parsed.error)}`, code);
}

function childless({ name, children }: XmlElement): void {
  const [child] = children;
  if (child) throw new Flawed(`<${child.name}> is not allowed inside <${name}>`);
}

function empty(element: XmlElement): void {
  childless(element);
  if (element.text !== '') throw new Flawed(`text inside <${element.name}>`);
}

function checkSsml({ children }: XmlElement): void {
  for (const child of children) {
    if (!ssml.includes(child.name)) throw new Flawed(`<${child.name}> is not allowed inside <Say>`);
    checkSsml(child);
  }
}
