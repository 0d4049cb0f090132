import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { metricNames, type Count } from '../../telemetry/telemetry.ts';

/** Where CloudWatch shows our metrics, and what it tells them apart by. */
export const metricNamespace = 'Patchbay';
export const stageDimension = 'Stage';
export const reasonDimension = 'Reason';

/** A line holds at most 100 values of a metric (CloudWatch docs, embedded metric format specification). */
const maxPerLine = 100;

export interface Counter {
  readonly count: Count;
  /** Writes out what was counted since the last flush; nothing if nothing was. Call it at the end of each invocation. */
  flush(): void;
}

/**
 * Metrics as lines of the embedded metric format on standard output. All have the dimension Stage. What was counted with
 * a reason is a line of its own for each reason, in two dimension sets: Stage alone, so that totals and alarms see it, and
 * Stage with Reason.
 */
export function createCounter(stage: string): Counter {
  const plain = newMetrics(stage);
  const reasoned = new Map<string, { readonly metrics: Metrics; counts: number }>();

  function withReason(reason: string): Metrics {
    let line = reasoned.get(reason);
    // Powertools writes a line that is full by itself, and would go on without its reason.
    if (line?.counts === maxPerLine) publish(line.metrics);
    if (line === undefined || line.counts === maxPerLine) {
      const metrics = newMetrics(stage)
        .addDimensions({})
        .addDimensions({ [reasonDimension]: reason });
      line = { metrics, counts: 0 };
      reasoned.set(reason, line);
    }
    line.counts += 1;
    return line.metrics;
  }

  return {
    count: (metric, value = 1, reason) => {
      const unit = metric.endsWith('Ms') ? MetricUnit.Milliseconds : MetricUnit.Count;
      const metrics = reason === undefined ? plain : withReason(reason);
      metrics.addMetric(metricNames[metric], unit, value);
    },
    flush: () => {
      for (const { metrics } of reasoned.values()) publish(metrics);
      reasoned.clear();
      publish(plain);
    },
  };
}

function publish(metrics: Metrics): void {
  // Powertools warns when asked to publish nothing.
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

function newMetrics(stage: string): Metrics {
  const metrics = new Metrics({ namespace: metricNamespace });
  // Powertools adds a dimension `service` of its own, which would split every metric from its alarm.
  metrics.clearDefaultDimensions();
  return metrics.setDefaultDimensions({ [stageDimension]: stage });
}
