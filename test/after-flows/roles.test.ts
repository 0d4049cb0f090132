import { expect, test } from 'vitest';
import { functionNamesOf } from '../../infra/functions/functions.ts';
import { synthesise } from '../../infra/synthesise.ts';
import { compareWithRoles } from '../../local/runtime/roles.ts';
import { readStack, type Stack } from '../../local/runtime/template.ts';
import { standInBundles } from '../support/bundles.ts';
import { eventSettings } from '../../local/simulators.ts';
import { readFlowRecords } from './records.ts';

/** Whose calls flows place. */
const voiceProviders = ['twilio', 'sinch', 'plivo', 'vonage'] as const;

/** The stack that the flows ran, but for the bundles, which roles do not depend on. */
function localGatewayStack(): Stack {
  const bundleDir = standInBundles();
  return readStack(
    synthesise(
      {
        stage: 'local',
        canary: {},
        events: eventSettings({ PORT: 0, EVENTS_URL: 'http://127.0.0.1:1' }),
        voiceProviders: [...voiceProviders],
      },
      { bundleDir },
    ),
    bundleDir,
  );
}

/**
 * What no flow waits for, since tests on a clock of their own show it: a sync deletes callers who have long been gone
 * (test/lib/aws/stores/conferences/conference-store.test.ts); a call that is given up in its first slice of connecting gives its place
 * to the next, whose machine is told (test/lib/held-calls/steps/release.test.ts); nothing is written that cannot be read
 * (test/functions/publish-events.test.ts).
 */
const beyondFlows: ReadonlySet<string> = new Set([
  'conference-sync dynamodb:DeleteItem',
  'release-call states:SendTaskSuccess',
  'publish-events sqs:SendMessage',
]);

test('every role allows what its function did in the flows, and nothing else', () => {
  const { records } = readFlowRecords();
  const stack = localGatewayStack();
  const ran = new Set(records.map(({ functionName }) => functionName));
  expect(
    [...functionNamesOf(voiceProviders), 'canary', 'publish-events', 'deliver-events'].filter(
      (name) => !ran.has(name),
    ),
    'functions that no flow reached',
  ).toEqual([]);
  // JSON has left out what was undefined.
  const seen = records.map((record) => ({ ...record, functionName: record.functionName }));
  const differences = compareWithRoles(seen, stack).map(({ functionName, missing, unused }) => ({
    functionName,
    missing,
    unused: unused.filter((action) => !beyondFlows.has(`${functionName} ${action}`)),
  }));
  expect(differences.filter(({ missing, unused }) => missing.length + unused.length > 0)).toEqual([]);
});
