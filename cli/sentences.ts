import type { Target } from './target.ts';

/** How long what a command stored will last. */
export function untilThatStops({ kind }: Target): string {
  return kind === 'local' ? ', until that stops' : '';
}

/** What became, or would become, of something that is to be stored. */
export function storedText(target: Target, { dryRun }: { readonly dryRun: boolean }): string {
  return dryRun
    ? `This would be stored in ${target.name}; nothing was stored.`
    : `Stored in ${target.name}${untilThatStops(target)}.`;
}

/** What became, or would become, of something that is to be removed. */
export function removedText(
  what: string,
  { name }: Target,
  { dryRun }: { readonly dryRun: boolean },
): string {
  return dryRun
    ? `${what} would be removed from ${name}; nothing was removed.`
    : `${what} is removed from ${name}.`;
}
