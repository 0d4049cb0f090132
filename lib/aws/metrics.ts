import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames, type Count } from '../telemetry/telemetry.ts';

/** Where CloudWatch shows our metrics, and what it tells them apart by. */
export const metricNamespace = 'Patchbay';
export const stageDimension = 'Stage';
export const reasonDimension = 'Reason';

export interface Counter {
  readonly count: Count;
  /** Writes out what was counted since the last flush; nothing if nothing was. Call it at the end of each invocation. */
  flush(): void;
}

/**
 * Metrics as lines of the embedded metric format on standard output. All have the dimension Stage. A count with a
 * reason is written at once, in two dimension sets: Stage alone, so that totals and alarms see it, and Stage with Reason.
 */
export function createCounter(stage: string): Counter {
  const metrics = newMetrics(stage);
  const reasoned = newMetrics(stage);
  return {
    count: (metric, value = 1, reason) => {
      const unit = metric.endsWith('Ms') ? MetricUnit.Milliseconds : MetricUnit.Count;
      if (reason === undefined) {
        metrics.addMetric(metricNames[metric], unit, value);
        return;
      }
      reasoned.addDimensions({}).addDimensions({ [reasonDimension]: reason });
      reasoned.addMetric(metricNames[metric], unit, value).publishStoredMetrics();
    },
    flush: () => {
      // Powertools warns when asked to publish nothing.
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    },
  };
}

function newMetrics(stage: string): Metrics {
  const metrics = new Metrics({ namespace: metricNamespace });
  // Powertools adds a dimension `service` of its own, which would split every metric from its alarm.
  metrics.clearDefaultDimensions();
  return metrics.setDefaultDimensions({ [stageDimension]: stage });
}
