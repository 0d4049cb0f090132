import { runInNewContext } from 'node:vm';
import { App, Stack } from 'aws-cdk-lib';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { FallbackDocument } from '../../../infra/stacks/fallback.ts';
import { parseSettings } from '../../../infra/settings.ts';
import { resourcesOf } from '../../../infra/template.ts';
import { voiceIds, type VoiceId } from '../../../lib/conferences/model/conference.ts';
import { fallbackDocument as plivoDocument } from '../../../lib/providers/plivo/fallback.ts';
import { fallbackDocument as sinchDocument } from '../../../lib/providers/sinch/fallback.ts';
import { fallbackDocument as vonageDocument } from '../../../lib/providers/vonage/fallback.ts';
import { fallbackDocument } from '../../../lib/providers/twilio/fallback.ts';
import { targetOf, templatesOf } from '../support.ts';

const [gateway, template = gateway, ...others] = templatesOf({ cloudFrontFallback: true });

const only = (type: string) => {
  const [found, ...others] = resourcesOf(template, type);
  if (found === undefined || others.length > 0) throw new Error(`there is not exactly one ${type}`);
  return { logicalId: found[0], properties: found[1].Properties };
};

const answerSchema = z.object({
  statusCode: z.literal(200),
  headers: z.object({ 'content-type': z.object({ value: z.string() }) }),
  body: z.object({ encoding: z.literal('text'), data: z.string() }),
});
const behaviourSchema = z.object({
  DefaultCacheBehavior: z.object({
    AllowedMethods: z.array(z.string()),
    ViewerProtocolPolicy: z.string(),
    FunctionAssociations: z.tuple([z.object({ EventType: z.string(), FunctionARN: z.unknown() })]),
  }),
});

test('what CloudFront runs answers with the apology, letter by letter, whatever it is asked', () => {
  const { FunctionCode, AutoPublish } = z
    .object({ FunctionCode: z.string(), AutoPublish: z.literal(true) })
    .parse(only('AWS::CloudFront::Function').properties);
  expect(AutoPublish).toBe(true);
  expect(FunctionCode).toMatch(/^[ -~\n]*$/);
  const { headers, body } = answerSchema.parse(
    runInNewContext(`${FunctionCode}; handler({ request: { uri: '/' } })`),
  );
  expect(body.data).toBe(fallbackDocument());
  expect(headers['content-type'].value).toBe('text/xml; charset=utf-8');
});

test('it stands before the origin, and POST is allowed as Twilio uses it', () => {
  const { DistributionConfig } = only('AWS::CloudFront::Distribution').properties;
  const { DefaultCacheBehavior } = behaviourSchema.parse(DistributionConfig);
  expect(DefaultCacheBehavior.AllowedMethods).toEqual(expect.arrayContaining(['GET', 'POST']));
  expect(DefaultCacheBehavior.ViewerProtocolPolicy).toBe('https-only');
  const [{ EventType, FunctionARN }] = DefaultCacheBehavior.FunctionAssociations;
  expect(EventType).toBe('viewer-request');
  expect(targetOf(FunctionARN)).toBe(only('AWS::CloudFront::Function').logicalId);
});

test('its address is an output of its stack, whose name is one of the gateway', () => {
  const { logicalId } = only('AWS::CloudFront::Distribution');
  expect(template.Outputs['TwilioFallbackUrl']?.Value).toEqual({
    'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [logicalId, 'DomainName'] }, '/']],
  });
  expect(gateway.Outputs['TwilioFallbackStack']?.Value).toBe('patchbay-dev-fallback');
  expect(others).toEqual([]);
});

test('if CloudFront refuses, only its own stack fails, and nothing in that is kept', () => {
  const cloudFront = /^AWS::CloudFront::/;
  expect(Object.values(gateway.Resources).filter(({ Type }) => cloudFront.test(Type))).toEqual([]);
  expect(Object.values(template.Resources).filter(({ Type }) => !cloudFront.test(Type))).toEqual([]);
  expect(JSON.stringify(template)).not.toContain('"Retain');
  expect(JSON.stringify([gateway, template])).not.toMatch(/Fn::(ImportValue|GetStackOutput)/);
});

test('each voice provider of the stage has its own there, and those that it does not have none', () => {
  const stage = (voiceProviders: readonly VoiceId[]) => {
    const [, fallback] = templatesOf({ cloudFrontFallback: true, voiceProviders: [...voiceProviders] });
    const [edge] = fallback === undefined ? [] : resourcesOf(fallback, 'AWS::CloudFront::Function');
    const code = z.string().parse(edge?.[1].Properties['FunctionCode']);
    const at = (uri: string) =>
      answerSchema.parse(runInNewContext(`${code}; handler({ request: { uri: '${uri}' } })`)).body.data;
    return { at, outputs: Object.keys(fallback?.Outputs ?? {}) };
  };
  const both = stage(['twilio', 'sinch']);
  expect(both.outputs).toEqual(['TwilioFallbackUrl', 'SinchFallbackUrl']);
  expect([both.at('/'), both.at('/sinch'), both.at('/x')]).toEqual([
    fallbackDocument(),
    sinchDocument(),
    fallbackDocument(),
  ]);
  const sinch = stage(['sinch']);
  expect(sinch.outputs).toEqual(['SinchFallbackUrl']);
  expect([sinch.at('/'), sinch.at('/sinch')]).toEqual([sinchDocument(), sinchDocument()]);
  const vonage = stage(['twilio', 'vonage']);
  expect(vonage.outputs).toEqual(['TwilioFallbackUrl', 'VonageFallbackUrl']);
  expect(vonage.at('/vonage')).toBe(vonageDocument());
  // All of them are within what CloudFront takes.
  const all = stage(voiceIds);
  expect(all.outputs).toHaveLength(voiceIds.length);
  expect(all.at('/plivo')).toBe(plivoDocument());
});

test('by default there is none, and no fallback URL', () => {
  const [own, ...more] = templatesOf();
  expect(more).toEqual([]);
  expect(Object.keys(own.Outputs).filter((name) => name.includes('Fallback'))).toEqual([]);
});

test('with a fallback URL of their own, users get that, and no distribution is made', () => {
  const twilioFallbackUrl = 'https://handler.twilio.com/twiml/EH0123456789abcdef0123456789abcdef';
  const [own, ...more] = templatesOf({ twilioFallbackUrl });
  expect(own.Outputs['TwilioFallbackUrl']?.Value).toBe(twilioFallbackUrl);
  expect(more).toEqual([]);
});

test('a document that CloudFront would not take stops the synthesis', () => {
  const parsed = parseSettings({});
  if (!parsed.ok) throw new Error(parsed.problems.join());
  const { settings } = parsed;
  const document = 'x'.repeat(10_240);
  const documents = [{ path: '/', contentType: 'text/plain', document }] as const;
  expect(() => new FallbackDocument(new Stack(new App()), 'Fallback', { settings, documents })).toThrow(
    /^The fallback documents make a function of \d+ bytes, CloudFront takes 10240\.$/,
  );
});
