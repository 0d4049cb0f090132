import { Template as Assertions } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { gatewayFunctions } from '../../../infra/functions/functions.ts';
import { resourcesOf } from '../../../infra/template.ts';
import { lambdaOf, render, targetOf, templateOf } from '../support.ts';

const template = templateOf();
const assertions = Assertions.fromJSON(template);

describe('the API', () => {
  const routesOf = (isSigned: boolean) =>
    resourcesOf(template, 'AWS::ApiGatewayV2::Route')
      .filter(([, { Properties }]) => (Properties['AuthorizationType'] === 'AWS_IAM') === isSigned)
      .map(([, { Properties }]) => Properties['RouteKey']);

  test('asks on every route of the administration for AWS credentials, and on no other', () => {
    expect(routesOf(true).toSorted()).toEqual(gatewayFunctions.admin.signedRoutes.toSorted());
    expect(routesOf(true).every((route) => String(route).includes(' /admin/v1/'))).toBe(true);
  });

  test('has exactly these routes for everybody', () => {
    expect(routesOf(false).toSorted()).toEqual([
      'POST /calls/{callId}/noticed',
      'POST /calls/{callId}/ready',
      'POST /calls/{callId}/transfer',
      'POST /daily/events',
      'POST /daily/pinless',
      'POST /daily/trunk/{trunk}',
      'POST /digital-samba/events',
      'POST /twilio/announce',
      'POST /twilio/events',
      'POST /twilio/forwarded',
      'POST /twilio/left',
      'POST /twilio/menu',
      'POST /twilio/notice',
      'POST /twilio/pin',
      'POST /twilio/status',
      'POST /twilio/voice',
      'POST /twilio/wait',
    ]);
  });

  const paths = [
    'daily-pinless',
    'daily-events',
    'daily-trunk',
    'bot-ready',
    'bot-transfer',
    'twilio-voice',
    'twilio-events',
    'digital-samba-events',
  ] as const;
  const byPath = paths.flatMap((name) => gatewayFunctions[name].paths.map((path) => ({ name, path })));
  test.each(byPath)('leads to $name on $path', ({ name, path }) => {
    const route = resourcesOf(template, 'AWS::ApiGatewayV2::Route').find(
      ([, { Properties }]) => Properties['RouteKey'] === `POST ${path}`,
    );
    const integrationId = render(route?.[1].Properties['Target']).replace(/^integrations\/<(.*)>$/, '$1');
    const integration = template.Resources[integrationId];
    expect(targetOf(integration?.Properties['IntegrationUri'])).toBe(lambdaOf(template, name).logicalId);
    expect(integration?.Properties['PayloadFormatVersion']).toBe('2.0');
  });

  test('has one integration and one permission for each function that answers, and none for others', () => {
    const answering = [...paths, 'admin' as const]
      .map((name) => lambdaOf(template, name).logicalId)
      .toSorted();
    const integrations = resourcesOf(template, 'AWS::ApiGatewayV2::Integration');
    expect(
      integrations.map(([, { Properties }]) => targetOf(Properties['IntegrationUri'])).toSorted(),
    ).toEqual(answering);
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').filter(
      ([, { Properties }]) => Properties['Principal'] === 'apigateway.amazonaws.com',
    );
    expect(permissions.map(([, { Properties }]) => targetOf(Properties['FunctionName'])).toSorted()).toEqual(
      answering,
    );
    const [apiId = ''] = resourcesOf(template, 'AWS::ApiGatewayV2::Api')[0] ?? [];
    for (const [, { Properties }] of permissions)
      expect(render(Properties['SourceArn'])).toMatch(new RegExp(`:<${apiId}>/\\*/\\*/\\*$`));
  });

  test('counts what is answered with 5xx or 429 from its log, but not what programs of the administration are', () => {
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
    const { DestinationArn } = z
      .object({ DestinationArn: z.unknown() })
      .parse(stage?.[1].Properties['AccessLogSettings']);
    assertions.hasResourceProperties('AWS::Logs::MetricFilter', {
      LogGroupName: { Ref: targetOf(DestinationArn) },
      FilterPattern: '{ (($.status = "5*") || ($.status = "429")) && ($.route != "*/admin/*") }',
      MetricTransformations: [
        {
          MetricNamespace: 'Patchbay',
          MetricName: 'WebhooksFailed',
          MetricValue: '1',
          Dimensions: [{ Key: 'Stage', Value: '$.stage' }],
        },
      ],
    });
  });

  test('throttles as the settings say', () => {
    const chosen = Assertions.fromJSON(templateOf({ apiRatePerSecond: 7, apiBurst: 9 }));
    chosen.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
    });
  });

  test('gives each path that everybody can reach a limit of its own, once there is such a route', () => {
    const [stage] = resourcesOf(templateOf({ apiRatePerSecond: 7, apiBurst: 9 }), 'AWS::ApiGatewayV2::Stage');
    const limit = { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 };
    expect(stage?.[1].Properties['RouteSettings']).toEqual(
      Object.fromEntries(routesOf(false).map((route) => [route, limit])),
    );
    const dependsOn = z.array(z.string()).parse(stage?.[1]['DependsOn']);
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').filter(
      ([, { Properties }]) => Properties['AuthorizationType'] !== 'AWS_IAM',
    );
    expect(routes.map(([logicalId]) => logicalId).filter((id) => !dependsOn.includes(id))).toEqual([]);
  });

  test('logs each request as JSON, without body, query and headers', () => {
    const [stage] = resourcesOf(template, 'AWS::ApiGatewayV2::Stage');
    const { Format } = z.object({ Format: z.string() }).parse(stage?.[1].Properties['AccessLogSettings']);
    const fields = z.record(z.string(), z.string()).parse(JSON.parse(Format));
    expect(Object.values(fields).toSorted()).toEqual([
      '$context.error.message',
      '$context.identity.sourceIp',
      '$context.identity.userArn',
      '$context.integrationErrorMessage',
      '$context.integrationLatency',
      '$context.integrationStatus',
      '$context.requestId',
      '$context.requestTimeEpoch',
      '$context.responseLatency',
      '$context.routeKey',
      '$context.status',
      'dev',
    ]);
  });

  test("is reached at API Gateway's own address by default", () => {
    const [apiId] = resourcesOf(template, 'AWS::ApiGatewayV2::Api')[0] ?? [];
    expect(lambdaOf(template, 'hold-call').Properties['Environment']).toMatchObject({
      Variables: { PUBLIC_URL: { 'Fn::GetAtt': [apiId, 'ApiEndpoint'] } },
    });
    assertions.resourceCountIs('AWS::ApiGatewayV2::DomainName', 0);
  });

  test('is reached at a custom domain, with certificate and addresses, if there is one', () => {
    const customDomain = { domainName: 'calls.example.com', hostedZoneId: 'Z123', zoneName: 'example.com' };
    const withDomain = templateOf({ customDomain });
    const chosen = Assertions.fromJSON(withDomain);
    expect(lambdaOf(withDomain, 'hold-call').Properties['Environment']).toMatchObject({
      Variables: { PUBLIC_URL: 'https://calls.example.com' },
    });
    expect(withDomain.Outputs['DailyPinlessUrl']?.Value).toBe('https://calls.example.com/daily/pinless');
    chosen.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'calls.example.com',
      ValidationMethod: 'DNS',
    });
    chosen.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
    chosen.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
      DomainNameConfigurations: [{ IpAddressType: 'dualstack' }],
    });
    for (const Type of ['A', 'AAAA']) {
      chosen.hasResourceProperties('AWS::Route53::RecordSet', {
        Type,
        Name: 'calls.example.com.',
        HostedZoneId: 'Z123',
      });
    }
  });
});
