import type { Deployment } from './deployment/deployment.ts';

/** How long what a command stored will last. */
export function untilThatStops({ kind }: Deployment): string {
  return kind === 'local' ? ', until that stops' : '';
}

/** What became, or would become, of something that is to be stored. */
export function storedText(deployment: Deployment, { dryRun }: { readonly dryRun: boolean }): string {
  return dryRun
    ? `This would be stored in ${deployment.name}; nothing was stored.`
    : `Stored in ${deployment.name}${untilThatStops(deployment)}.`;
}

/** What became, or would become, of something that is to be removed. */
export function removedText(
  what: string,
  { name }: Deployment,
  { dryRun }: { readonly dryRun: boolean },
): string {
  return dryRun
    ? `${what} would be removed from ${name}; nothing was removed.`
    : `${what} is removed from ${name}.`;
}
