import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runChecks, type Check } from '../../../cli/doctor/checks.ts';
import { examine, type Examination } from '../../../cli/doctor/examination.ts';
import { checked, critical, notUsed } from '../../../cli/doctor/finding.ts';
import { checkQuotas } from '../../../cli/doctor/stage/quotas.ts';
import { makeDeploymentOpener, type Deployment } from '../../../cli/kit/deployment/deployment.ts';
import { given } from '../../../lib/http/asked.ts';
import { startConnected, type Connected } from '../connect/gateway.ts';

let gateway: Connected;
let deployment: Deployment;
let examination: Examination;
let stderr: PassThrough;
let printed: Promise<string>;
/** Aborts every check that is still under way. */
let timeOut: () => void;
beforeEach(async () => {
  gateway = await startConnected();
  stderr = new PassThrough();
  printed = text(stderr);
  const openDeployment = makeDeploymentOpener({
    stderr,
    localGatewayFile: gateway.localGatewayFile,
    recording: {
      http: { fetch, timeoutSignal: (ms) => AbortSignal.timeout(ms) },
      now: () => 0,
      newId: () => 'an-id',
    },
  });
  const opened = await openDeployment({ local: true });
  if (!opened.ok) throw new Error(opened.outcome.problem);
  deployment = opened.value;
  const controller = new AbortController();
  timeOut = () => controller.abort();
  const deps = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
    openDeployment,
    clock: { now: () => 0, sleep: () => Promise.resolve() },
    random: () => 0,
    randomBelow: () => 0,
    fetch,
  };
  const about = {
    typed: { local: true },
    alarms: undefined,
    account: undefined,
    options: { fix: false, callsPerSecond: undefined, apiRatePerSecond: 100, conferencesAtOnce: 5 },
  } as const;
  const made = examine(deps, deployment, gateway.providers, gateway.keys, about);
  examination = { ...made, http: { ...made.http, timeoutSignal: () => controller.signal } };
});
afterEach(async () => {
  deployment.table.close();
  deployment.secretsManager.destroy();
  await gateway.stop();
});

const finding = critical({ what: 'It rains.', means: 'It is wet.', fix: 'Take an umbrella.' });
const fine: Check = { name: 'fine', run: () => Promise.resolve(checked([])) };
const rain: Check = { name: 'rain', run: () => Promise.resolve(checked([finding])) };
const stuck: Check = { name: 'stuck', run: () => new Promise(() => undefined) };

describe('checks', () => {
  test('run side by side: one that is stuck holds up no other, and is given up', async () => {
    const last: Check = { name: 'last', run: () => Promise.resolve(notUsed('it is')) };
    const running = runChecks(stderr, examination, [stuck, rain, last]);
    await setImmediate(); // All that can end has ended.
    timeOut();
    const results = await running;
    expect(results).toEqual([
      { check: 'stuck', state: 'not-checked', why: 'it took more than 45 s' },
      { check: 'rain', state: 'checked', findings: [finding] },
      { check: 'last', state: 'not-used', why: 'it is' },
    ]);
  });

  test('that AWS does not let run are told as such', async () => {
    const denied: Check = {
      name: 'denied',
      run: () => Promise.reject(Object.assign(new Error('not yours'), { name: 'AccessDeniedException' })),
    };
    expect(await runChecks(stderr, examination, [denied, fine])).toEqual([
      {
        check: 'denied',
        state: 'not-checked',
        why: 'Your AWS credentials do not allow this for the gateway on this machine: not yours',
      },
      { check: 'fine', state: 'checked', findings: [] },
    ]);
  });

  test('that have a bug say so loudly', async () => {
    const broken: Check = { name: 'broken', run: () => Promise.reject(new TypeError('oops')) };
    await expect(runChecks(stderr, examination, [broken, fine])).rejects.toThrow('oops');
  });

  test('show on a terminal how far they are, and clean up', async () => {
    await runChecks(Object.assign(stderr, { isTTY: true }), examination, [fine, rain]);
    stderr.end();
    const lines = (await printed).split('\r\u001B[2K');
    expect(lines).toEqual([
      '',
      '0 of 2 checks done; waiting for fine, rain',
      '1 of 2 checks done; waiting for rain',
      '2 of 2 checks done',
      '',
    ]);
  });

  test('are silent elsewhere', async () => {
    await runChecks(stderr, examination, [fine, rain]);
    stderr.end();
    expect(await printed).toBe('');
  });
});

describe('quotas', () => {
  const found = async (callsPerSecond: number | undefined, apiRatePerSecond = 100, max?: number) => {
    const options = { fix: false, callsPerSecond, apiRatePerSecond, conferencesAtOnce: 5 };
    const account =
      max === undefined ? undefined : { read: () => Promise.resolve(given({ max, unreserved: max })) };
    const result = await checkQuotas({ options, account });
    return result.state === 'checked'
      ? result.findings.map(
          ({ severity, what }) => `${severity} ${what.replace(/^.*? of (.*), and the.*$/, '$1')}`,
        )
      : result.state;
  };

  test.each([
    { load: undefined, findings: 'not-used' },
    { load: 0.5, findings: [] },
    { load: 10, findings: [] },
    { load: 10.5, findings: ["critical Daily's REST API"] },
    { load: 25, findings: ["critical Daily's REST API"] },
    { load: 26, findings: ["critical Daily's REST API", "critical the API's own throttle"] },
    {
      load: 1_000,
      findings: [
        "critical Daily's REST API",
        'warning StartExecution of Step Functions',
        'warning state transitions of Step Functions',
        'warning concurrent executions of Lambda',
        "critical the API's own throttle",
      ],
    },
  ])('at $load calls a second', async ({ load, findings }) => {
    expect(await found(load)).toEqual(findings);
  });

  test('with a lower throttle of its own', async () => {
    expect(await found(5, 19)).toEqual(["critical the API's own throttle"]);
  });

  test('with what AWS has granted in the place of what it usually does', async () => {
    expect(await found(2, 100, 10)).toEqual(['warning concurrent executions of Lambda']);
    expect(await found(1_000, 10_000, 20_000)).not.toContain('warning concurrent executions of Lambda');
  });
});
