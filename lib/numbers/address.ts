/** Whom a number or SIP address names. `host`: in lower case, without its port; undefined for a number alone. */
export interface Address {
  readonly user: string;
  readonly host: string | undefined;
}

/** Ports have five digits at most. */
const port = /:\d{1,5}$/;

/** A name or number of a host, without its port; one of IPv6 stands in brackets (RFC 3261, host). */
const hostForm = /^(?:\[[^\s@[\]]+\]|[^\s@:[\]]+)$/;

/** A name and an address behind it (RFC 3261, name-addr); a name in quotes may have brackets of its own. */
const namedAddress = /^(?:"(?:[^"\\]|\\.)*"\s*|[^"<>]*)<([^<>]*)>([^<]*)$/s;

/**
 * Reads a number or SIP address as telephone networks write it: bare or behind `sip:`, `sips:` or `tel:`, with a port,
 * parameters and headers or without, in angle brackets with a name before them or not. Undefined for anything that names
 * nobody, or more than one. Of who is called or who calls, it is what somebody wrote, and no proof.
 */
export function parseAddress(written: string): Address | undefined {
  const trimmed = written.trim();
  const bare = /[<>]/.test(trimmed) ? namedAddress.exec(trimmed)?.[1] : trimmed;
  if (bare === undefined) return undefined;
  const rest = bare.trim().replace(/^(?:sips?|tel):/i, '');
  const at = rest.indexOf('@');
  if (at < 0) {
    const user = withoutParameters(rest).replace(port, '').trim();
    return user === '' ? undefined : { user, host: undefined };
  }
  const user = withoutParameters(rest.slice(0, at));
  const host = withoutParameters(rest.slice(at + 1))
    .replace(port, '')
    .toLowerCase();
  return /^[^\s@:]+$/.test(user) && hostForm.test(host) ? { user, host } : undefined;
}

const withoutParameters = (text: string) => text.replace(/[;?].*$/s, '');

/** A number with + and country code, without what people write between digits; undefined for anything else. */
export function internationalNumber(written: string): string | undefined {
  const number = written.replace(/[\s().-]/g, '');
  return /^\+[1-9]\d{1,14}$/.test(number) ? number : undefined;
}
