import {
  changesOf,
  listApplications,
  listNumbers,
  type Application,
} from '../../../lib/providers/plivo/admin.ts';
import { shownUrl } from '../../commands/numbers.ts';
import { desiredOf } from '../../connect/plivo.ts';
import type { Examination } from '../examination.ts';
import { checked, critical, notUsed, unanswered, warning, type Checked } from '../finding.ts';

/** Where the SIP addresses of Plivo's applications are: what is dialled by a room's bridge. */
const bridgeDialIn = 'app.plivo.com';

/** Applications of Plivo lead here, and their numbers and the dial-ins here are the same ones. */
export async function checkPlivoNumbers(examination: Examination): Promise<Checked> {
  const { plivo, flags } = examination;
  if (plivo === undefined) return notUsed('the settings of this gateway do not list Plivo');
  const applications = await listApplications(plivo.client);
  if (!applications.ok) return unanswered('Plivo', 'plivoAuthTokens', applications);
  const numbers = await listNumbers(plivo.client);
  if (!numbers.ok) return unanswered('Plivo', 'plivoAuthTokens', numbers);

  const { voiceUrl } = plivo.addresses;
  const here = applications.value.filter((each) => shownUrl(each.answer_url) === shownUrl(voiceUrl));
  const own = numbers.value.filter(({ application }) => here.some(({ app_id }) => app_id === application));
  const dialIns = (await examination.dialIns())
    .filter(({ dialIn }) => dialIn !== undefined && dialIn.kind !== 'refuse' && dialIn.voice === 'plivo')
    .map(({ dialled }) => dialled);
  const isBridgeShut = dialIns.includes(bridgeDialIn) && !here.some(({ public_uri }) => public_uri);
  return checked([
    ...(here.length === 0
      ? [
          critical({
            what: `No application at Plivo leads here${elsewhere(applications.value)}.`,
            means: 'Its calls do not reach this gateway.',
            fix: `Run \`patchbay connect plivo ${flags}\`.`,
          }),
        ]
      : []),
    ...here
      .filter((now) => changesOf(desiredOf(plivo.addresses, now), now).length > 0)
      .map(({ app_id, app_name }) =>
        warning({
          what: `The application ${app_name} at Plivo leads here, and not in all that it says.`,
          means: 'Ends of calls may not be told, and no fallback may help while the gateway is slow.',
          fix: `Run \`patchbay connect plivo --application ${app_id} ${flags}\`.`,
        }),
      ),
    ...(isBridgeShut
      ? [
          critical({
            what: `There is a dial-in for ${bridgeDialIn}, and no application of Plivo that leads here may be called by SIP.`,
            means: 'No room can connect its bridge.',
            fix: `Run \`patchbay connect plivo --bridge ${flags}\`.`,
          }),
        ]
      : []),
    ...own
      .filter(({ number }) => !dialIns.includes(number))
      .map(({ number }) =>
        warning({
          what: `${number} of Plivo leads to this gateway, and has no dial-in for Plivo.`,
          means: 'Calls to it are refused.',
          fix: `Give it one: \`patchbay dial-in set ${number} --pin --voice plivo ${flags}\`.`,
        }),
      ),
    ...dialIns
      .filter((dialled) => dialled.startsWith('+') && !own.some(({ number }) => number === dialled))
      .map((dialled) =>
        warning({
          what: `There is a dial-in for ${dialled}, which no application of Plivo leads here.`,
          means: 'Nobody comes in there.',
          fix: `Give it to the application at Plivo, or \`patchbay dial-in remove ${dialled} ${flags}\`.`,
        }),
      ),
  ]);
}

/** Where the applications lead instead. */
function elsewhere(applications: readonly Application[]): string {
  const urls = applications.map(({ answer_url }) => answer_url).filter((url) => url !== '');
  return urls.length === 0 ? '' : `: they lead to ${urls.map(shownUrl).join(', ')}`;
}
