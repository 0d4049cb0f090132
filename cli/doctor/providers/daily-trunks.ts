import type { ListedRoute } from '../../../lib/aws/stores/route-store.ts';
import { listTrunks, type ShownTrunk } from '../../../lib/providers/daily/admin/trunks.ts';
import type { Trunk } from '../../../lib/providers/daily/descriptor.ts';
import { shownUrl } from '../../commands/numbers.ts';
import { trunkUrl } from '../../connect/daily-trunk.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, unanswered, warning, type Checked, type Finding } from '../finding.ts';

/** Trunks that the gateway knows: whether they are at Daily, lead here, are signed as we know, and have a route with a bot. */
export async function checkDailyTrunks(examination: Examination): Promise<Checked> {
  const known = examination.values.dailyTrunks ?? [];
  if (known.length === 0) return checked([]);
  const shown = await listTrunks(examination.daily);
  if (!shown.ok) return unanswered('Daily', 'dailyApiKey', shown);
  const routes = await examination.routes();
  return checked(
    known.flatMap((trunk) => [
      ...atDaily(
        examination,
        trunk,
        shown.value.find(({ name }) => name === trunk.name),
      ),
      ...withoutBot(examination, trunk, routes),
    ]),
  );
}

function atDaily(
  { providers, flags }: Examination,
  { name, route, hmac }: Trunk,
  shown: ShownTrunk | undefined,
): readonly Finding[] {
  const fix = `Run \`patchbay connect daily --trunk ${name} --route ${route} ${flags}\`.`;
  const means = 'Calls on it do not reach this gateway.';
  const found = (what: string) => [critical({ what, means, fix })];
  if (shown === undefined) return found(`Daily has no trunk ${name}.`);
  if (!shown.isEnabled) return found(`The trunk ${name} is disabled at Daily.`);
  const url = trunkUrl(providers.daily.pinlessUrl, name);
  if (shown.url !== undefined && shown.url !== url)
    return found(`The trunk ${name} leads elsewhere: ${shownUrl(shown.url)}.`);
  if (shown.hmac !== undefined && !hmac.includes(shown.hmac))
    return found(`Daily signs calls on the trunk ${name} with a secret that the gateway does not know.`);
  return [];
}

function withoutBot(
  { flags }: Examination,
  { name, route }: Trunk,
  routes: readonly ListedRoute[],
): readonly Finding[] {
  const found = routes.find(({ key }) => key === route);
  const set = `\`patchbay route set ${route} --target … ${flags}\``;
  if (found === undefined)
    return [
      warning({
        what: `The trunk ${name} leads to the route ${route}, which is not there.`,
        means: 'Calls on it are refused.',
        fix: `Make it: ${set}.`,
      }),
    ];
  if (found.route?.kind !== 'targets' || found.route.targets.some(({ kind }) => kind !== 'room')) return [];
  return [
    warning({
      what: `The route ${route} of the trunk ${name} names no bot.`,
      means: 'Daily puts such callers into a room of its own, so that a room that exists cannot have them.',
      fix: `Name one: ${set}.`,
    }),
  ];
}
