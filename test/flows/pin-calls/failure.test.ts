import { afterEach, describe, expect, test, vi } from 'vitest';
import { textOf } from '../../../lib/conferences/model/languages/index.ts';
import { ConferenceStack, dialIns, hears, hearsAndIsHungUp } from './conference-stack.ts';
import { patienceMs } from '../stack.ts';

const stack = new ConferenceStack({ conferences: { frozen: {}, waiting: {} } });

afterEach(() => stack.localGateway.gateway.dynamo.thaw());

describe('while the table does not answer', () => {
  test('a new caller hears an apology in every language and is hung up', async () => {
    stack.localGateway.gateway.dynamo.freeze();
    const call = stack.dial();
    await hearsAndIsHungUp(call, 'internal-failure', 'de');
    expect(call.heard).toContainEqual(
      expect.objectContaining({ text: textOf('internal-failure', 'en'), language: 'en-GB' }),
    );
    expect(stack.twilio.errors.filter(({ callSid }) => callSid === call.sid)).toEqual([]);
  });

  test('a caller who keys a PIN hears an apology in the language of the dial-in', async () => {
    const conference = stack.conference('frozen');
    const call = stack.dial({ to: dialIns.german });
    await call.waitForText('geben Sie Ihre PIN', patienceMs);
    stack.localGateway.gateway.dynamo.freeze();
    await call.press(`${conference.pin}#`);
    await hearsAndIsHungUp(call, 'internal-failure', 'de');
    expect(call.heard.every((each) => each.kind !== 'say' || each.language === 'de-DE')).toBe(true);

    stack.localGateway.gateway.dynamo.thaw();
    await stack.isIn(conference, stack.dialInto(conference));
  });

  test('a caller who waits is left to wait, and is announced when it is over', async () => {
    const conference = stack.conference('waiting');
    const call = stack.dialInto(conference);
    await hears(call, 'waiting-for-bridge');
    stack.localGateway.gateway.dynamo.freeze();
    const failures = () => stack.logs.filter((line) => line.includes('"route":"wait"')).length;
    const before = failures();
    await vi.waitUntil(() => failures() > before, { timeout: patienceMs });
    stack.localGateway.gateway.dynamo.thaw();
    expect(call.over.aborted).toBe(false);
    conference.room.join('Moderator');
    await stack.expectAgreement(conference, [call], { sweeping: true });
  });
});
