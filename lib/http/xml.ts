/** A piece of XML whose text is already escaped. */
export interface Xml {
  readonly xml: string;
}

type AttributeValue = string | number | boolean | readonly string[] | undefined;

/**
 * An element. Attributes that are undefined are left out, lists are joined with spaces; a string among the children is
 * character data.
 */
export function element<Attributes extends { readonly [Name in keyof Attributes]?: AttributeValue }>(
  name: string,
  attributes: Attributes,
  ...children: readonly (Xml | string)[]
): Xml {
  const start = Object.entries<AttributeValue>(attributes).reduce(
    (text, [key, value]) =>
      value === undefined
        ? text
        : `${text} ${key}="${escape(typeof value === 'object' ? value.join(' ') : String(value))}"`,
    name,
  );
  const content = children.map((child) => (typeof child === 'string' ? escape(child) : child.xml)).join('');
  return { xml: content === '' ? `<${start}/>` : `<${start}>${content}</${name}>` };
}

/** A document with one root. */
export function xmlDocument(root: Xml): string {
  return `<?xml version="1.0" encoding="UTF-8"?>${root.xml}`;
}

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#x9;',
  '\n': '&#xA;',
  '\r': '&#xD;',
};

/** Escapes for text and attributes alike; what XML 1.0 cannot express at all (section 2.2, Char) is left out. */
function escape(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/[&<>"\t\n\r]/g, (character) => escapes[character] ?? character);
}
