/** Whom a `<Sip>` dials. */
export interface SipTarget {
  /** The URI without headers, for example `sip:room@sip.example;transport=tls`. */
  readonly uri: string;
  /** `sip:user@host`, without parameters. */
  readonly address: string;
  /** Custom headers, decoded, by their name as written. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Most characters of the URI without headers, and of all headers together (Twilio docs, TwiML Sip). */
const LONGEST_URI = 254;
const LONGEST_HEADERS = 1_023;

const transports = ['udp', 'tcp', 'tls'];
const regions = ['us1', 'us2', 'ie1', 'de1', 'sg1', 'jp1', 'br1', 'au1'];

/** Headers that may be set although they do not start with `x-`. */
const standardHeaders = ['user-to-user', 'remote-party-id', 'p-preferred-identity', 'p-called-party-id'];

/** Parses the content of `<Sip>`. */
export function parseSipTarget(text: string): { ok: true; target: SipTarget } | { ok: false; info: string } {
  const mark = text.indexOf('?');
  const uri = mark < 0 ? text : text.slice(0, mark);
  const query = mark < 0 ? '' : text.slice(mark + 1);
  const parts = /^(sips?:[^\s@;?]+@[^\s@;?]+)((?:;[^\s;?]+)*)$/.exec(uri);
  const [, address, parameters = ''] = parts ?? [];
  if (address === undefined) return { ok: false, info: 'not a SIP URI' };
  if (uri.length > LONGEST_URI) return { ok: false, info: 'the SIP URI is too long' };
  for (const parameter of parameters.split(';').slice(1)) {
    const [name = '', value = ''] = parameter.split('=');
    if (name === 'transport' && !transports.includes(value)) return { ok: false, info: 'unknown transport' };
    if (name === 'region' && !regions.includes(value)) return { ok: false, info: 'unknown region' };
  }
  const headers = parseHeaders(query);
  if (!headers.ok) return headers;
  return { ok: true, target: { uri, address, headers: headers.headers } };
}

function parseHeaders(
  query: string,
): { ok: true; headers: Record<string, string> } | { ok: false; info: string } {
  if (query.length > LONGEST_HEADERS) return { ok: false, info: 'the SIP headers are too long' };
  const headers: Record<string, string> = {};
  for (const part of query === '' ? [] : query.split('&')) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0));
    const known = /^x-[A-Za-z0-9-]+$/i.test(name) || standardHeaders.includes(name.toLowerCase());
    if (!known) return { ok: false, info: `the SIP header ${name} is not allowed` };
    const raw = part.slice(equals + 1);
    if (!/^(?:[\w.~!*'()+:/@$,;=-]|%[0-9A-Fa-f]{2})*$/.test(raw)) {
      return { ok: false, info: `the value of ${name} is not percent-encoded` };
    }
    const value = decode(raw);
    if (value === undefined) return { ok: false, info: `the value of ${name} is not UTF-8` };
    headers[name] = value;
  }
  return { ok: true, headers };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // Its only error: the bytes are not UTF-8.
    return undefined;
  }
}
