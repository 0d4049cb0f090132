import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { longestHoldS } from '../../infra/hold-budget.ts';
import { parseSettings, readSettings } from '../../infra/settings.ts';
import { taskFunctionTimeoutS } from '../../infra/functions/task-timeout.ts';

const folder = mkdtempSync(join(tmpdir(), 'patchbay-settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function problemsOf(result: ReturnType<typeof parseSettings>): string[] {
  return result.ok ? [] : result.problems;
}

describe('wrong settings are refused with a sentence that names them', () => {
  const zone = { hostedZoneId: 'Z123', zoneName: 'example.com' };
  test.each([
    ['no object', [], /^The settings must be one JSON object/],
    ['unknown', { holdBudget: 90 }, /^There is no setting holdBudget\.$/],
    [
      'unknown inside',
      { customDomain: { domainName: 'a.example.com', ...zone, ttl: 1 } },
      /customDomain\.ttl\.$/,
    ],
    ['a canary without pause', { canary: { everyMinutes: 0 } }, /^Setting canary\.everyMinutes: /],
    ['a canary that is too rare', { canary: { everyMinutes: 61 } }, /^Setting canary\.everyMinutes: /],
    ['a canary that is a word', { canary: 'on' }, /^Setting canary: /],
    ['long stage', { stage: 'a-stage-that-is-too-long' }, /^Setting stage: must be 1 to 16 of/],
    ['upper-case stage', { stage: 'Prod' }, /^Setting stage: /],
    ['a number as text', { holdBudgetS: '100' }, /^Setting holdBudgetS: .*number/],
    ['no whole number', { reserveS: 1.5 }, /^Setting reserveS: .*int/],
    ['no attempt', { holdAttempts: 0 }, /^Setting holdAttempts: /],
    ['slice too short for a function inside it', { connectSliceS: 1 }, /^Setting connectSliceS: /],
    [
      'retention that CloudWatch does not know',
      { logRetentionDays: 31 },
      /^Setting logRetentionDays: must be one of 1, 3/,
    ],
    ['status that makes no refusal', { refusalStatus: 500 }, /^Setting refusalStatus: must be 200 or 403/],
    ['webhook longer than the API waits', { webhookTimeoutS: 30 }, /^Setting webhookTimeoutS: /],
    [
      'domain outside its zone',
      { customDomain: { domainName: 'calls.example.org', ...zone } },
      /^Setting customDomain\.domainName: must lie in the zone/,
    ],
    [
      'domain that only ends like its zone',
      { customDomain: { domainName: 'notexample.com', ...zone } },
      /must lie in the zone/,
    ],
    ['no address', { alarmEmail: 'ops' }, /^Setting alarmEmail: /],
    [
      'URL with a slash at the end',
      { dailyApiUrl: 'https://api.daily.co/v1/' },
      /^Setting dailyApiUrl: must not end with a slash/,
    ],
    ['no URL', { pipecatCloudApiUrl: 'api.pipecat.daily.co' }, /^Setting pipecatCloudApiUrl: /],
    [
      'fallback URL without https',
      { twilioFallbackUrl: 'http://example.com/' },
      /^Setting twilioFallbackUrl: /,
    ],
    ['a queue that no mapping may have', { conferencesAtOnce: 1 }, /^Setting conferencesAtOnce: /],
    [
      'a reservation for nobody',
      { reservedConcurrency: { nobody: 5 } },
      /^Setting reservedConcurrency\.nobody: is no function; they are daily-pinless, /,
    ],
    [
      'a reservation of nothing',
      { reservedConcurrency: { sweep: 0 } },
      /^Setting reservedConcurrency\.sweep: /,
    ],
    [
      'fewer copies reserved than wakes are handed out',
      { conferencesAtOnce: 20, reservedConcurrency: { 'conference-sync': 19 } },
      /^Setting reservedConcurrency\.conference-sync: must be at least conferencesAtOnce, 20; it is 19\.$/,
    ],
    [
      'two fallback URLs',
      { cloudFrontFallback: true, twilioFallbackUrl: 'https://example.com/' },
      /^Setting cloudFrontFallback: makes a fallback URL, and twilioFallbackUrl names another/,
    ],
    ['a webhook without https', { alarmWebhook: 'http://example.com/' }, /^Setting alarmWebhook: /],
    [
      'a channel by its name',
      { alarmSlack: { workspaceId: 'T0123ABCD', channelId: '#alarms' } },
      /^Setting alarmSlack\.channelId: must be the id of a Slack channel/,
    ],
    [
      'a boundary by its ARN',
      { permissionsBoundary: 'arn:aws:iam::1:policy/x' },
      /^Setting permissionsBoundary: /,
    ],
    [
      'a front door without a name',
      { frontDoor: 'cloudfront-waf' },
      /^Setting frontDoor: needs customDomain/,
    ],
    ['a budget of nothing', { monthlyBudgetUsd: 0 }, /^Setting monthlyBudgetUsd: /],
    ['no Region', { region: 'Frankfurt' }, /^Setting region: must be the name of an AWS Region/],
  ])('%s', (_, input, sentence) => {
    const problems = problemsOf(parseSettings(input));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(sentence);
  });

  test('all at once', () => {
    expect(problemsOf(parseSettings({ stage: '', reserveS: 0, nonsense: true }))).toHaveLength(3);
  });
});

describe('the hold budget', () => {
  test('of the defaults: 2·35 + 1 + 2·11 + 1 + 5', () => {
    expect(longestHoldS({ holdAttempts: 2, holdSliceS: 35, connectSliceS: 11, reserveS: 5 })).toBe(99);
  });

  test('counts as many tasks as a second order takes: 2·35 + 1 + 3·10 + 2 + 5', () => {
    expect(longestHoldS({ holdAttempts: 2, holdSliceS: 35, connectSliceS: 10, reserveS: 5 })).toBe(108);
  });

  test('is refused a second below what its parts need, with the sum', () => {
    expect(problemsOf(parseSettings({ holdBudgetS: 98 }))).toEqual([
      'Setting holdBudgetS: must be at least 99 s: 2 attempts of holdSliceS 35 s with 1 s between them, ' +
        '2 tasks of connectSliceS 11 s with 1 s between them (a second order goes out 15.5 s after the first), and ' +
        'reserveS 5 s; it is 98 s.',
    ]);
  });

  test.each([
    ['exactly enough', { holdBudgetS: 99 }, true],
    ['one attempt needs no pause', { holdAttempts: 1, holdBudgetS: 63 }, true],
    ['one attempt too short', { holdAttempts: 1, holdBudgetS: 62 }, false],
    ['a third attempt does not fit', { holdAttempts: 3 }, false],
    ['short times for tests', { holdSliceS: 3, connectSliceS: 2, holdBudgetS: 28, reserveS: 1 }, true],
  ])('%s', (_, input, ok) => expect(parseSettings(input).ok).toBe(ok));
});

test.each([
  [2, 1],
  [3, 2],
  [11, 9],
  [35, 30],
  [120, 115],
])('a task of %i s stops its function after %i s', (sliceS, timeoutS) => {
  expect(taskFunctionTimeoutS(sliceS)).toBe(timeoutS);
});

describe('the file', () => {
  test('that is named but missing is an error', () => {
    expect(problemsOf(readSettings(join(folder, 'absent.json')))[0]).toMatch(/absent\.json cannot be read/);
  });

  test('that is no JSON is an error', () => {
    const file = join(folder, 'broken.json');
    writeFileSync(file, '{ "stage": ');
    expect(problemsOf(readSettings(file))[0]).toMatch(/broken\.json cannot be read: /);
  });

  test('sets what it names, the rest stays at its default', () => {
    const file = join(folder, 'good.json');
    writeFileSync(file, '{ "stage": "prod", "refusalStatus": 200 }');
    const result = readSettings(file);
    expect(result).toMatchObject({
      ok: true,
      settings: { stage: 'prod', refusalStatus: 200, holdBudgetS: 100 },
    });
  });
});
