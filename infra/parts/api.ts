import { Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnStage,
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  IpAddressType,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import type { HttpRoute } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { AaaaRecord, ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties, CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import * as z from 'zod';
import { metricNamespace, stageDimension } from '../../lib/aws/clients/metrics.ts';
import { FrontDoor } from './front-door.ts';
import type { Edge } from './front-door.ts';
import type { FunctionWiring } from '../functions/functions.ts';
import { makeLogGroup, vendedLogGroupName } from './log-group.ts';
import type { Settings } from '../settings.ts';

/** Webhooks answered with 5xx, or with 429 since there were too many, counted by the access log: no metric of AWS leaves /admin out. */
export const webhooksFailedMetric = 'WebhooksFailed';

/** What an access log line says: who came when to which route, and how it went. No body, query or header. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  time: '$context.requestTimeEpoch',
  sourceIp: '$context.identity.sourceIp',
  /** Who signed, at `/admin`; `-` everywhere else (API Gateway docs, logging variables of HTTP APIs). */
  principal: '$context.identity.userArn',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  functionLatencyMs: '$context.integrationLatency',
  functionStatus: '$context.integrationStatus',
  error: '$context.error.message',
  functionError: '$context.integrationErrorMessage',
};

/** The dial-in for webhooks and bots: an HTTP API with throttling and access logs. */
export class GatewayApi extends Construct {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  readonly http: HttpApi;
  private readonly callersOfAws = new HttpIamAuthorizer();
  private readonly stage: HttpStage;
  /** What routes have a limit of their own, by their keys. */
  private readonly limits: Record<string, { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }> = {};

  private readonly settings: Settings;

  /** @param edge what CloudFront needs to stand before the API; undefined: it does not */
  constructor(scope: Construct, id: string, settings: Settings, edge?: Edge) {
    super(scope, id);
    this.settings = settings;
    const name = `patchbay-${settings.stage}`;
    this.http = new HttpApi(this, 'Http', {
      apiName: name,
      createDefaultStage: false,
      ...(edge && { disableExecuteApiEndpoint: true }),
    });
    const domainName = settings.customDomain && this.domain(settings.customDomain, edge);
    const accessLogs = makeLogGroup(this, 'AccessLogs', vendedLogGroupName('apis', name), settings);
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: this.http,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.apiRatePerSecond, burstLimit: settings.apiBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLogs),
        format: AccessLogFormat.custom(JSON.stringify({ stage: settings.stage, ...ACCESS_LOG })),
      },
      ...(domainName && { domainMapping: { domainName } }),
    });
    this.url = settings.customDomain ? `https://${settings.customDomain.domainName}` : this.http.apiEndpoint;
    this.countFailedWebhooks(accessLogs);
  }

  /** Lets a function answer the paths and the signed routes of its wiring. */
  serve(name: string, handler: IFunction, { paths = [], signedRoutes = [] }: FunctionWiring): void {
    // One integration and one permission for all routes of a function: no event says more with one for each.
    const integration = new HttpLambdaIntegration(name, handler, { scopePermissionToRoute: false });
    for (const path of paths) {
      for (const route of this.http.addRoutes({ path, methods: [HttpMethod.POST], integration })) {
        this.limit(route, `POST ${path}`);
        Validations.of(route).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason:
            'The function itself verifies the signature or token, on the raw body that an authorizer never sees.',
        });
      }
    }
    for (const route of signedRoutes) {
      const [method = '', path = ''] = route.split(' ');
      const methods = [z.enum(HttpMethod).parse(method)];
      this.http.addRoutes({ path, methods, integration, authorizer: this.callersOfAws });
    }
  }

  /**
   * Gives a route a limit of its own, so that a flood at one path keeps nobody from another. The stage may not name a route
   * before there is one (API Gateway docs, "Throttle requests to your HTTP APIs").
   */
  private limit(route: HttpRoute, key: string): void {
    const stage = this.stage.node.defaultChild;
    if (!(stage instanceof CfnStage)) throw new Error('The stage of the API is not what it was taken for.');
    const { apiRatePerSecond: ThrottlingRateLimit, apiBurst: ThrottlingBurstLimit } = this.settings;
    this.limits[key] = { ThrottlingRateLimit, ThrottlingBurstLimit };
    stage.routeSettings = this.limits;
    this.stage.node.addDependency(route);
  }

  /** Sends the metric only when there is something to count (CloudWatch Logs docs, "Filter and pattern syntax", JSON). */
  private countFailedWebhooks(accessLogs: ILogGroup): void {
    new MetricFilter(this, 'WebhooksFailed', {
      logGroup: accessLogs,
      filterPattern: FilterPattern.all(
        FilterPattern.any(
          FilterPattern.stringValue('$.status', '=', '5*'),
          FilterPattern.stringValue('$.status', '=', '429'),
        ),
        FilterPattern.stringValue('$.route', '!=', '*/admin/*'),
      ),
      metricNamespace,
      metricName: webhooksFailedMetric,
      dimensions: { [stageDimension]: '$.stage' },
    });
  }

  private domain(
    { domainName, hostedZoneId, zoneName }: NonNullable<Settings['customDomain']>,
    edge: Edge | undefined,
  ): DomainName {
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName });
    const certificate = new Certificate(this, 'Certificate', {
      domainName,
      validation: CertificateValidation.fromDns(zone),
    });
    // By default a domain has no address for its AAAA record (API Gateway docs, "IP address types for custom domain names").
    const ipAddressType = IpAddressType.DUAL_STACK;
    const domain = new DomainName(this, 'Domain', { domainName, certificate, ipAddressType });
    const { stage } = this.settings;
    const target = RecordTarget.fromAlias(
      edge === undefined
        ? new ApiGatewayv2DomainProperties(domain.regionalDomainName, domain.regionalHostedZoneId)
        : new CloudFrontTarget(
            new FrontDoor(this, 'FrontDoor', { stage, domainName, origin: domain, edge }).distribution,
          ),
    );
    // A name with a dot at the end is taken as it is; otherwise the zone's name would be looked for and appended.
    const record = { zone, recordName: `${domainName}.`, target };
    new ARecord(this, 'Ipv4', record);
    new AaaaRecord(this, 'Ipv6', record);
    return domain;
  }
}
