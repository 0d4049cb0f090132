import * as z from 'zod';
import { resourcesOf, type Template } from '../../infra/template.ts';
import type { StandingParts } from '../costs/costs.ts';

const alarmSchema = z.object({
  Properties: z.object({ Metrics: z.array(z.object({ MetricStat: z.unknown().optional() })).optional() }),
});

/** What of the template costs by the month, whether it is used or not. */
export function standingPartsOf(template: Template): StandingParts {
  const count = (type: string) => resourcesOf(template, type).length;
  const alarmMetrics = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(([, alarm]) => {
    const { Metrics } = alarmSchema.parse(alarm).Properties;
    return Metrics === undefined ? 1 : Metrics.filter(({ MetricStat }) => MetricStat !== undefined).length;
  });
  return {
    alarmMetrics: alarmMetrics.reduce((sum, one) => sum + one, 0),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    secrets: count('AWS::SecretsManager::Secret'),
    queues: count('AWS::Lambda::EventSourceMapping'),
  };
}

const stageSchema = z.object({
  Properties: z.object({ AccessLogSettings: z.object({ Format: z.string() }) }),
});

/** Bytes of one line of the API's access log: those of its format, whose variables are about as long as their values. */
export function accessLogLineBytes(template: Template): number {
  const lines = resourcesOf(template, 'AWS::ApiGatewayV2::Stage').map(
    ([, stage]) => stageSchema.parse(stage).Properties.AccessLogSettings.Format,
  );
  return Buffer.byteLength(lines.join(''));
}
