import * as z from 'zod';
import { parseXml, type XmlElement } from '../../kit/xml.ts';
import {
  conferenceAttributes,
  dialAttributes,
  hangupAttributes,
  inputAttributes,
  noAttributes,
  playAttributes,
  redirectAttributes,
  speakAttributes,
  numberAttributes,
  userAttributes,
  waitAttributes,
} from './attributes.ts';

/** Something that is heard, or silence. */
export type Sound =
  | ({ readonly element: 'Speak'; readonly text: string } & z.infer<typeof speakAttributes>)
  | ({ readonly element: 'Play'; readonly url: string } & z.infer<typeof playAttributes>)
  | ({ readonly element: 'Wait' } & z.infer<typeof waitAttributes>);

export type GetInput = { readonly element: 'GetInput'; readonly prompts: readonly Sound[] } & z.infer<
  typeof inputAttributes
>;

/** The name of the room, and how somebody joins it. */
export type Join = { readonly element: 'Conference'; readonly name: string } & z.infer<
  typeof conferenceAttributes
>;

export type Dial = {
  readonly element: 'Dial';
  /** `sip:user@host`, or a number without its plus. */
  readonly address: string;
  /** Undefined: a number is called. */
  readonly user: z.infer<typeof userAttributes> | undefined;
} & z.infer<typeof dialAttributes>;

/** Every element that the simulator performs. */
export type Element =
  | Sound
  | GetInput
  | Join
  | Dial
  | ({ readonly element: 'Redirect'; readonly url: string } & z.infer<typeof redirectAttributes>)
  | ({ readonly element: 'Hangup' } & z.infer<typeof hangupAttributes>);

export type Parsed<Part = Element> =
  { readonly ok: true; readonly elements: readonly Part[] } | { readonly ok: false; readonly info: string };

/** A document is smaller than this (Plivo docs, XML). */
const MAX_DOCUMENT_BYTES = 100_000;

/** Types of an answer that holds a document (Plivo docs, XML). */
const xmlTypes = ['text/xml', 'application/xml'];

/** What Plivo has and nobody here performs. */
const unsimulated = ['DTMF', 'GetDigits', 'Message', 'MultiPartyCall', 'PreAnswer', 'Record', 'Stream'];

const ssml = ['break', 'emphasis', 'lang', 'p', 'phoneme', 'prosody', 's', 'say-as', 'sub', 'w'];

/** Leaves the parse; only this file throws and catches it. */
class Flawed extends Error {}

/**
 * Parses a document that controls a call. An unknown element, attribute or value, and any nesting that is not documented, is a
 * flaw, where Plivo itself would sometimes only warn.
 */
export function parseDocument({ contentType, body }: { contentType: string; body: string }): Parsed {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (!xmlTypes.includes(type)) return { ok: false, info: `content type ${contentType}` };
  if (Buffer.byteLength(body) >= MAX_DOCUMENT_BYTES) return { ok: false, info: 'the document is too large' };
  const xml = parseXml(body);
  if (!xml.ok) return xml;
  try {
    const { name, attributes, children, text } = xml.root;
    if (name !== 'Response') throw new Flawed(`the root is <${name}>, not <Response>`);
    read('Response', noAttributes, attributes);
    if (text !== '') throw new Flawed('text directly in <Response>');
    return { ok: true, elements: children.map((child) => toElement(child)) };
  } catch (error) {
    if (error instanceof Flawed) return { ok: false, info: error.message };
    throw error;
  }
}

/** Parses a document that only sounds: that of `waitSound`. */
export function parseSounds(answer: { contentType: string; body: string }): Parsed<Sound> {
  const parsed = parseDocument(answer);
  if (!parsed.ok) return parsed;
  const sounds = parsed.elements.filter((one) => isSound(one));
  if (sounds.length === parsed.elements.length) return { ok: true, elements: sounds };
  return { ok: false, info: 'only <Speak>, <Play> and <Wait> are allowed here' };
}

const isSound = (one: Element): one is Sound =>
  one.element === 'Speak' || one.element === 'Play' || one.element === 'Wait';

function toElement(element: XmlElement): Element {
  const { name, attributes, children, text } = element;
  switch (name) {
    case 'Speak':
    case 'Play':
      return toPrompt(element);
    case 'Wait':
      empty(element);
      return { element: name, ...read(name, waitAttributes, attributes) };
    case 'GetInput':
      if (text !== '') throw new Flawed('text directly in <GetInput>');
      return {
        element: name,
        prompts: children.map((child) => toPrompt(child)),
        ...read(name, inputAttributes, attributes),
      };
    case 'Redirect':
      return { element: name, url: urlIn(element), ...read(name, redirectAttributes, attributes) };
    case 'Hangup':
      empty(element);
      return { element: name, ...read(name, hangupAttributes, attributes) };
    case 'Conference':
      childless(element);
      if (!/^[^/\s][^/]*$/.test(text)) throw new Flawed('<Conference> without a name that a path can hold');
      return { element: name, name: text, ...read(name, conferenceAttributes, attributes) };
    case 'Dial':
      return toDial(element);
    default:
      throw new Flawed(`<${name}> is ${unsimulated.includes(name) ? 'not simulated' : 'unknown'}`);
  }
}

function toPrompt(element: XmlElement): Sound {
  const { name, attributes, fullText } = element;
  switch (name) {
    case 'Speak':
      checkSsml(element);
      if (fullText === '') throw new Flawed('<Speak> without text');
      return { element: name, text: fullText, ...read(name, speakAttributes, attributes) };
    case 'Play':
      return { element: name, url: urlIn(element), ...read(name, playAttributes, attributes) };
    default:
      throw new Flawed(`<${name}> is not allowed here`);
  }
}

function toDial({ name, attributes, children, text }: XmlElement): Dial {
  const [called, ...others] = children;
  if (called === undefined || others.length > 0 || text !== '') {
    throw new Flawed('<Dial> needs exactly one <User> or <Number>; anything else is not simulated');
  }
  childless(called);
  const dial = { element: 'Dial', address: called.text, ...read(name, dialAttributes, attributes) } as const;
  switch (called.name) {
    case 'User':
      if (!/^sip:[^\s@;?]+@[^\s@;?]+$/.test(called.text)) throw new Flawed('<User> without a SIP address');
      return { ...dial, user: read('User', userAttributes, called.attributes) };
    case 'Number':
      if (!/^[1-9]\d{6,14}$/.test(called.text))
        throw new Flawed('<Number> without digits that begin with a country code');
      read('Number', numberAttributes, called.attributes);
      return { ...dial, user: undefined };
    default:
      throw new Flawed(`<${called.name}> inside <Dial> is unknown or not simulated`);
  }
}

function read<T>(name: string, schema: z.ZodType<T>, attributes: Readonly<Record<string, string>>): T {
  const parsed = schema.safeParse(attributes);
  if (parsed.success) return parsed.data;
  throw new Flawed(`<${name}>: ${z.prettifyError(parsed.error)}`);
}

/** Only absolute addresses lead anywhere. */
function urlIn(element: XmlElement): string {
  childless(element);
  if (!/^https?:\/\//.test(element.text) || !URL.canParse(element.text)) {
    throw new Flawed(`<${element.name}> without an absolute URL`);
  }
  return element.text;
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
    if (!ssml.includes(child.name)) throw new Flawed(`<${child.name}> is not allowed inside <Speak>`);
    checkSsml(child);
  }
}
