import { Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import * as z from 'zod';
import { makeLogGroup, vendedLogGroupName } from './log-group.ts';
import type { Settings } from './settings.ts';

/** What an access log line says: who came when to which route, and how it went. No body, query or header. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  functionLatencyMs: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.error.message',
  functionError: '$context.integrationErrorMessage',
};

/** The door for webhooks and bots: an HTTP API with throttling and access logs. */
export class GatewayApi extends Construct {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  readonly http: HttpApi;
  private readonly callersOfAws = new HttpIamAuthorizer();

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const name = `patchbay-${settings.stage}`;
    this.http = new HttpApi(this, 'Http', { apiName: name, createDefaultStage: false });
    const domainName = settings.customDomain && this.domain(settings.customDomain);
    const accessLogs = makeLogGroup(this, 'AccessLogs', vendedLogGroupName('apis', name), settings);
    new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.apiRatePerSecond, burstLimit: settings.apiBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
      ...(domainName && { domainMapping: { domainName } }),
    });
    this.url = settings.customDomain ? `https://${settings.customDomain.domainName}` : this.http.apiEndpoint;
  }

  /** Lets a function answer POST requests to `path`. */
  post(path: string, handler: IFunction): void {
    const routes = this.http.addRoutes({
      path,
      methods: [HttpMethod.POST],
      integration: new HttpLambdaIntegration(path, handler),
    });
    for (const route of routes) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'The function itself verifies the signature or token, on the raw body that an authorizer never sees.',
      });
    }
  }

  /** Lets a function answer a route, given as `GET /path`, to whoever signs with AWS credentials that may call it. */
  signed(route: string, handler: IFunction): void {
    const [method = '', path = ''] = route.split(' ');
    this.http.addRoutes({
      path,
      methods: [z.enum(HttpMethod).parse(method)],
      integration: new HttpLambdaIntegration(route, handler),
      authorizer: this.callersOfAws,
    });
  }

  private domain({ domainName, hostedZoneId, zoneName }: NonNullable<Settings['customDomain']>): DomainName {
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    const certificate = new Certificate(this, 'Certificate', {
      domainName,
      validation: CertificateValidation.fromDns(zone),
    });
    const domain = new DomainName(this, 'Domain', { domainName, certificate });
    const target = RecordTarget.fromAlias(
      new ApiGatewayv2DomainProperties(domain.regionalDomainName, domain.regionalHostedZoneId),
    );
    // A name with a dot at the end is taken as it is; otherwise the zone's name would be looked for and appended.
    const record = { zone, recordName: `${domainName}.`, target };
    new ARecord(this, 'Ipv4', record);
    new AaaaRecord(this, 'Ipv6', record);
    return domain;
  }
}
