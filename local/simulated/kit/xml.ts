import { SaxesParser } from 'saxes';

/** One element of a document. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Character data of the element itself, without that of its children, trimmed. */
  readonly text: string;
  /** Character data in document order, that of its children included, trimmed. */
  readonly fullText: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
  fullText: string;
}

/** Parses XML strictly: anything not well-formed is refused, a bare `&` included. */
export function parseXml(source: string): { ok: true; root: XmlElement } | { ok: false; info: string } {
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let info: string | undefined;
  const parser = new SaxesParser();
  parser.on('error', (error) => (info ??= error.message));
  parser.on('doctype', () => (info ??= 'a document type is not allowed'));
  parser.on('opentag', ({ name, attributes }) => {
    open.push({ name, attributes: { ...attributes }, children: [], text: '', fullText: '' });
  });
  const onText = (text: string): void => {
    const inner = open.at(-1);
    if (inner) inner.text += text;
    for (const element of open) element.fullText += text;
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    const closed = open.pop();
    if (!closed) return;
    const element = { ...closed, text: closed.text.trim(), fullText: closed.fullText.trim() };
    const parent = open.at(-1);
    if (parent) parent.children.push(element);
    else root = element;
  });
  parser.write(source).close();
  if (info !== undefined) return { ok: false, info };
  return root ? { ok: true, root } : { ok: false, info: 'the document is empty' };
}
