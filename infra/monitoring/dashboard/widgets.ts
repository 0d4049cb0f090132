import {
  GraphWidget,
  LogQueryWidget,
  Stats,
  TextWidget,
  TextWidgetBackground,
} from 'aws-cdk-lib/aws-cloudwatch';
import type {
  HorizontalAnnotation,
  IMetric,
  IWidget,
  LogQueryVisualizationType,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Query } from '../queries.ts';

/** Widgets stand on a grid of 24 columns; three of them in a row can still be read. */
const THIRD = 8;
const HEIGHT = 6;
export const FULL_WIDTH = 24;

interface GraphOptions {
  /** Shown in the same graph as lines of the right axis. */
  readonly right?: readonly IMetric[];
  readonly stacked?: boolean;
  /** A line that the graph should stay below (or says something about). */
  readonly limit?: HorizontalAnnotation;
  readonly unit?: string;
}

/** A third of a row: metrics over time. */
export function graph(title: string, left: readonly IMetric[], options: GraphOptions = {}): IWidget {
  const { right, stacked = false, limit, unit } = options;
  return new GraphWidget({
    title,
    left: [...left],
    stacked,
    width: THIRD,
    height: HEIGHT,
    leftYAxis: { min: 0, showUnits: false, ...(unit !== undefined && { label: unit }) },
    ...(right && { right: [...right], rightYAxis: { min: 0, showUnits: false } }),
    ...(limit && { leftAnnotations: [limit] }),
  });
}

/** A third of a row: what a query finds. */
export const logs = (
  title: string,
  { logGroupNames, lines }: Query,
  view: LogQueryVisualizationType,
): IWidget =>
  new LogQueryWidget({
    title,
    logGroupNames: [...logGroupNames],
    queryLines: [...lines],
    view,
    width: THIRD,
    height: HEIGHT,
  });

/** A row of text. */
export function text(markdown: readonly string[], height: number): IWidget {
  return new TextWidget({
    markdown: markdown.join('\n'),
    width: FULL_WIDTH,
    height,
    background: TextWidgetBackground.TRANSPARENT,
  });
}

/** A heading and, below it, what to look at first. */
export const heading = (title: string, advice: string) => text([`## ${title}`, advice], 2);

export const percentiles = [Stats.p(50), Stats.p(95), Stats.p(99)];
export const inMs = 'ms';
