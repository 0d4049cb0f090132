import type { SettingsInput } from '../../infra/settings.ts';

/** A stage that has all that the settings can add. */
export const everythingSet: SettingsInput = {
  stage: 'prod',
  region: 'eu-central-1',
  customDomain: { domainName: 'calls.example.com', hostedZoneId: 'Z0123456789ABC', zoneName: 'example.com' },
  alarmEmail: 'ops@example.com',
  alarmWebhook: 'https://alarms.example.com/in',
  alarmSlack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
  canary: {},
  events: { busName: 'calls', numbers: 'full', webhooks: { crm: 'https://crm.example.com/calls' } },
  cloudFrontFallback: true,
  frontDoor: 'cloudfront-waf',
  deletionProtection: false,
  monthlyBudgetUsd: 50,
  ownKey: true,
  providerSecret: true,
  permissionsBoundary: 'patchbay-boundary',
  reservedConcurrency: { 'daily-pinless': 20 },
};
