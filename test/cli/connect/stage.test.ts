import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { containing } from '../../support/matching.ts';
import { startConnected, startStage, type Connected } from './gateway.ts';
import { run } from '../gateway.ts';

const number = '+12025550151';

let gateway: Connected;
let stage: Awaited<ReturnType<typeof startStage>>;
beforeEach(async () => {
  gateway = await startConnected();
  stage = await startStage(gateway, 'https://gw.example.com');
});
afterEach(async () => {
  await stage.stop();
  await gateway.stop();
});

const onStage = (...args: string[]) => run([...args, '--stage', 'dev', '--region', 'eu-central-1']);

describe('a deployed stage', () => {
  test('is connected with every provider by its outputs', async () => {
    gateway.twilio.configureNumber({ phoneNumber: number });
    for (const args of [['daily', '--interconnect'], ['twilio', '--number', number], ['digital-samba']]) {
      const ran = await onStage('connect', ...args);
      expect(ran).toMatchObject({ exitCode: 0, out: containing('leads to stage dev (eu-central-1)') });
    }
    expect(gateway.stored()).toMatchObject({ dailyPinlessHmac: [containing('=')] });
    const ran = await onStage('numbers');
    expect(ran.out.split('\n').filter((line) => line.endsWith('stage dev (eu-central-1)'))).toHaveLength(2);
  });

  test.each([
    { what: 'the one of its own', beside: { TwilioFallbackUrl: 'https://d1.cloudfront.net/' }, err: '' },
    { what: 'none while that is not deployed', beside: undefined, err: containing('names no fallback URL') },
  ])('whose fallback URL is in a stack of its own gives Twilio $what', async ({ beside, err }) => {
    gateway.twilio.configureNumber({ phoneNumber: number });
    delete stage.outputs.TwilioFallbackUrl;
    stage.outputs.TwilioFallbackStack = 'patchbay-dev-fallback';
    if (beside !== undefined) stage.beside['patchbay-dev-fallback'] = beside;
    const ran = await onStage('connect', 'twilio', '--number', number);
    expect(ran).toMatchObject({ exitCode: 0, err });
    expect(gateway.twilio.numbers()[0]?.voiceFallbackUrl).toBe(beside?.TwilioFallbackUrl);
  });

  test('of an older version is told to be deployed again', async () => {
    delete stage.outputs.DailyPinlessUrl;
    for (const args of [['connect', 'daily'], ['numbers']]) {
      const ran = await onStage(...args);
      expect(ran).toMatchObject({ exitCode: 1, out: '', err: containing('npm run deploy') });
    }
  });
});
