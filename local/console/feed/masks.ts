import { masked } from '../../../lib/telemetry/telemetry.ts';
import { heardSchema, type Heard } from '../api/events.ts';

/** So many digits in a row may be a PIN. Fewer are keys of a menu. */
const minPinDigits = 4;

/** Digits that may be a PIN, as dots. */
function withoutPin(keys: string): string {
  return /\d/.test(keys) && keys.replaceAll(/\D/g, '').length >= minPinDigits
    ? keys.replaceAll(/\d/g, '•')
    : keys;
}

/** What of a simulated caller's event may be shown to whoever looks on: no number, no PIN, and of addresses no query. */
export function withoutSecrets(event: { readonly kind: string; readonly time: string }): Heard {
  const fields = Object.entries(event).map(([name, value]: [string, unknown]) => [
    name,
    typeof value === 'string' ? shown(name, event.kind, value) : value,
  ]);
  return heardSchema.parse(Object.fromEntries(fields));
}

function shown(name: string, kind: string, value: string): string {
  switch (name) {
    case 'keys':
      return withoutPin(value);
    case 'text':
      return kind === 'tones' ? withoutPin(value) : value;
    case 'value':
      return withoutPin(value);
    case 'from':
      return masked(value);
    case 'url':
    case 'uri':
      return value.replace(/[?;].*$/s, '');
    default:
      return value;
  }
}

/** The path of a request, with everything hidden that may be a number or a PIN. */
export function withoutNumbers(target: string): string {
  const [path = '', query] = target.split('?', 2);
  const hidden = decoded(path).replaceAll(/\+?\d{7,}/g, (number) => masked(number));
  return query === undefined || query === '' ? hidden : `${hidden}?…`;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // broken escapes are shown as they came
  }
}
