import type { NotGiven } from '../../lib/http/asked.ts';
import { kebab, type SecretName } from '../secrets/secret-fields.ts';

/** `critical`: callers are turned away, or will be. `warning`: they get along, but something is not as it should be. */
type Severity = 'critical' | 'warning';

/** Something that is not as it should be. */
export interface Finding {
  readonly severity: Severity;
  /** What there is, in a sentence. */
  readonly what: string;
  /** What follows from it for callers, or for whoever operates the gateway. */
  readonly means: string;
  /** What to do about it. */
  readonly fix: string;
  /** It was put right just now, and is gone now that it was looked at again. */
  readonly isFixed?: boolean;
}

/** What came of one check. */
export type Checked =
  | { readonly state: 'checked'; readonly findings: readonly Finding[] }
  /** It could not be said; `why` is a sentence without its full stop. */
  | { readonly state: 'not-checked'; readonly why: string }
  /** There is nothing of the kind here. */
  | { readonly state: 'not-used'; readonly why: string };

type Text = Omit<Finding, 'severity'>;
export const critical = (text: Text): Finding => ({ severity: 'critical', ...text });
export const warning = (text: Text): Finding => ({ severity: 'warning', ...text });

export const checked = (findings: readonly Finding[]): Checked => ({ state: 'checked', findings });
export const notChecked = (why: string): Checked => ({ state: 'not-checked', why });
export const notUsed = (why: string): Checked => ({ state: 'not-used', why });

/**
 * What it says of a check that a provider did not answer it. A key that is refused is a finding: calls fail by it.
 *
 * @param name the field of the secret that holds the key
 */
export function unanswered(provider: string, name: SecretName, { reason, status, why }: NotGiven): Checked {
  if (reason === 'no-key') return notUsed(why);
  if (status !== 401 && status !== 403) return notChecked(why);
  return checked([
    critical({
      what: `${provider} refuses the key of this gateway (http-${status}).`,
      means: `Nothing can be asked of ${provider}, now or while somebody calls.`,
      fix: `Store the right one with \`patchbay secrets set ${kebab(name)}\`, its value on standard input.`,
    }),
  ]);
}
