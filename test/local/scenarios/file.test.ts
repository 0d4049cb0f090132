import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { voiceIds } from '../../../lib/conferences/model/conference.ts';
import { readScenario, writeScenario } from '../../../local/scenarios/file.ts';
import type { Scenario } from '../../../local/scenarios/model.ts';
import type { Step } from '../../../local/scenarios/steps.ts';

const good = [
  'name: A call',
  'callers:',
  "  - { at: twilio, to: '+12025550151' }",
  'steps:',
  '  - caller 1 calls',
  `  - 'caller 1  hears "Welcome: to the room" within 2.5 s'`,
  "  - 'moderator mute #1'",
];
const read = (...lines: readonly string[]) => readScenario('a.yaml', lines.join('\n'));

test('a scenario is read, with the line of each step', () => {
  expect(read(...good)).toEqual({
    ok: true,
    stepLines: [5, 6, 7],
    scenario: {
      name: 'A call',
      callers: [{ at: 'twilio', to: '+12025550151' }],
      steps: [
        { kind: 'calls', caller: 1 },
        { kind: 'hears', caller: 1, text: 'Welcome: to the room', withinS: 2.5 },
        { kind: 'moderator', step: 'mute #1' },
      ],
    },
  });
});

describe('what is wrong is told with its file and line:', () => {
  test.each<[string, readonly string[], RegExp]>([
    ['no YAML', ['name: "A call'], /^a\.yaml:1: /],
    ['nothing', [], /^a\.yaml:1: .*expected object/],
    ['a key too many', [...good, 'tempo: 2'], /^a\.yaml:1: Unrecognized key: "tempo"/],
    ['no steps', good.slice(0, 3), /^a\.yaml:1: steps: /],
    [
      'no such step',
      good.with(5, '  - caller 1 sings'),
      /^a\.yaml:6: steps\.1: "caller 1 sings" is no step\. Steps/,
    ],
    ['no text', good.with(5, '  - caller 1 hears "Welcome: to"'), /^a\.yaml:6: steps\.1: A step is text/],
    [
      'no such caller',
      good.with(4, '  - caller 2 calls'),
      /^a\.yaml:5: steps\.0: There is no caller 2: .* has 1\./,
    ],
    [
      'no such provider',
      good.with(2, "  - { at: nowhere, to: '+12025550151' }"),
      /^a\.yaml:3: callers\.0\.at: /,
    ],
    [
      'a number without quotes',
      good.with(2, '  - { at: daily, to: +12025550151 }'),
      /^a\.yaml:3: callers\.0\.to: /,
    ],
  ])('%s', (_, lines, problem) => {
    const wrong = read(...lines);
    expect(wrong).toMatchObject({ ok: false });
    if (!wrong.ok) expect(wrong.problems[0]).toMatch(problem);
  });
});

const caller = fc.integer({ min: 1, max: 2 });
const withinS = fc.integer({ min: 0, max: 600 }).map((tenths) => tenths / 10);
const words = fc
  .string({ minLength: 1, maxLength: 40, unit: fc.constantFrom(...'abc #:-{}[]>|*&!%@`äß1'.split('')) })
  .map((text) => text.trim().replaceAll(/\s+/g, ' '))
  .filter((text) => text !== '');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('calls' as const), caller }),
  fc.record({ kind: fc.constant('hangs-up' as const), caller }),
  fc.record({ kind: fc.constant('keys' as const), caller, keys: fc.constantFrom('PIN#', '1w2W*', '#') }),
  fc.record({ kind: fc.constantFrom('hears' as const, 'hears-no' as const), caller, text: words, withinS }),
  fc.record({ kind: fc.constant('is' as const), caller, state: fc.constantFrom('in', 'connected'), withinS }),
  fc.record({ kind: fc.constant('is-hung-up' as const), caller, withinS }),
  fc.record({
    kind: fc.constant('room-shows' as const),
    count: fc.nat(20),
    what: fc.constantFrom('callers' as const, 'muted' as const, 'hands' as const),
    withinS,
  }),
  fc.record({ kind: fc.constant('moderator' as const), step: words }),
  fc.record({ kind: fc.constant('fault' as const), name: fc.constant('room-slow'), isOn: fc.boolean() }),
  fc.record({ kind: fc.constant('wait' as const), seconds: withinS }),
);
const scenario: fc.Arbitrary<Scenario> = fc.record({
  name: words,
  callers: fc.array(
    fc.record(
      {
        at: fc.constantFrom('daily' as const, ...voiceIds),
        to: fc.constantFrom('+12025550151', 'sip:a@b.example'),
        from: words,
        bots: fc.array(fc.constantFrom('good', 'full'), { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: ['at', 'to'] },
    ),
    { minLength: 2, maxLength: 3 },
  ),
  steps: fc.array(step, { minLength: 1, maxLength: 8 }),
});

test('whatever is written is read as it was', () => {
  fc.assert(
    fc.property(scenario, (one) => {
      expect(readScenario('a.yaml', writeScenario(one))).toMatchObject({ ok: true, scenario: one });
    }),
  );
});
