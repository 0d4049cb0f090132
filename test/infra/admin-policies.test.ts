import { describe, expect, test } from 'vitest';
import { gatewayFunctions } from '../../infra/functions/functions.ts';
import { lets, policies, statementsOf, type Policy } from '../support/iam-policies.ts';

describe('the ready-made policies', () => {
  test.each(gatewayFunctions.admin.signedRoutes)(
    '%s is open to whom it concerns, and to nobody else',
    (route) => {
      const isRead = route.startsWith('GET ');
      const [, , , part = ''] = route.split('/');
      const expected: Policy[] = [
        ...(isRead ? (['viewer'] as const) : []),
        ...(part === 'conferences' ? (['conference-admin'] as const) : []),
        ...(['routes', 'dial-ins', 'forward-pins'].includes(part) || (part === 'calls' && !isRead)
          ? (['route-admin'] as const)
          : []),
      ];
      expect(policies.filter((name) => lets(name, route))).toEqual(expected);
    },
  );

  test('give nobody table, queue or machine, and keys to none but the one who keeps them', () => {
    const services = (name: Policy) =>
      new Set(statementsOf(name).flatMap(({ Action }) => Action.map((action) => action.split(':')[0])));
    for (const name of ['conference-admin', 'route-admin'] as const)
      expect(services(name)).toEqual(new Set(['execute-api', 'cloudformation']));
    // Beside calls and conferences, which alarms ring: for `patchbay console`.
    expect(services('viewer')).toEqual(new Set(['execute-api', 'cloudformation', 'cloudwatch']));
    expect(services('key-admin')).toEqual(new Set(['secretsmanager', 'cloudformation', 'logs', 'kms']));
  });
});
