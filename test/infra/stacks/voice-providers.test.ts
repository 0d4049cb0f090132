import { describe, expect, test } from 'vitest';
import { functionNamesOf, voiceFunctions } from '../../../infra/functions/functions.ts';
import { parseSettings } from '../../../infra/settings.ts';
import { resourcesOf } from '../../../infra/template.ts';
import { voiceIds, type VoiceId } from '../../../lib/conferences/model/conference.ts';
import { templateOf } from '../support.ts';

// A provider that the settings do not list has left nothing in the stack; one that they do, all of it.

const stages: readonly (readonly VoiceId[])[] = [
  ['twilio'],
  ['sinch'],
  ['plivo'],
  ['vonage'],
  ['twilio', 'sinch'],
];

describe.each(stages.map((voices) => ({ voices })))('a stage with $voices', ({ voices }) => {
  const template = templateOf({ voiceProviders: [...voices] });
  const absent = voiceIds.filter((id) => !voices.includes(id));
  const named = (type: string, property: string) =>
    resourcesOf(template, type).map(([, { Properties }]) => String(Properties[property]));

  test('has their functions, and their paths', () => {
    expect(named('AWS::Lambda::Function', 'FunctionName')).toEqual(
      functionNamesOf(voices).map((name) => `patchbay-dev-${name}`),
    );
    const routes = named('AWS::ApiGatewayV2::Route', 'RouteKey');
    for (const id of voiceIds)
      expect([id, routes.some((key) => key.startsWith(`POST /${id}/`))]).toEqual([id, voices.includes(id)]);
  });

  test('has their outputs', () => {
    const of = (id: VoiceId) =>
      Object.keys(template.Outputs).filter((name) => name.toLowerCase().startsWith(id));
    for (const id of voices) expect(of(id).length).toBeGreaterThanOrEqual(2);
    for (const id of absent) expect(of(id)).toEqual([]);
  });

  test('asks their logs, and those of nobody else', () => {
    const text = JSON.stringify(template);
    for (const id of voices)
      for (const name of voiceFunctions[id]) expect(text).toContain(`/aws/lambda/patchbay-dev-${name}`);
    for (const name of absent.flatMap((id) => voiceFunctions[id])) expect(text).not.toContain(name);
  });

  test('tells its functions which they are', () => {
    const variables = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) =>
      JSON.stringify(Properties['Environment']),
    );
    for (const each of variables) expect(each).toContain(`"VOICE_PROVIDERS":"${voices.join(',')}"`);
  });
});

test.each([[[]], [['nobody']], [['sinch', 'sinch']]])(
  '%j is no list of voice providers',
  (voiceProviders) => {
    expect(parseSettings({ voiceProviders })).toMatchObject({ ok: false });
  },
);

test.each([true, false])('that keys are reported at Vonage, %j, is told to its functions', (vonageKeys) => {
  const template = templateOf({ voiceProviders: ['vonage'], vonageKeys });
  for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Function'))
    expect(JSON.stringify(Properties['Environment']).includes('"VONAGE_KEYS":"on"')).toBe(vonageKeys);
});
