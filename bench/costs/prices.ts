/**
 * What AWS charges in us-east-1, in US dollars, without the free tier and without volume discounts (AWS pricing pages of
 * the services named).
 */
export const usdPer = {
  /** Step Functions pricing, Standard Workflows: $25 per million, retries count. */
  stateTransition: 25e-6,
  /** API Gateway pricing, HTTP APIs: $1.00 per million, each begun 512 KB. */
  apiRequest: 1e-6,
  /** Lambda pricing: $0.20 per million. */
  lambdaRequest: 0.2e-6,
  /** Lambda pricing, Arm. */
  lambdaGbSecond: 0.0000133334,
  /** DynamoDB pricing, on demand: $0.125 per million. */
  readUnit: 0.125e-6,
  /** DynamoDB pricing, on demand: $0.625 per million. */
  writeUnit: 0.625e-6,
  /** SQS pricing, FIFO queues: $0.50 per million. */
  queueRequest: 0.5e-6,
  /** EventBridge pricing, custom events: $1.00 per million, each begun 64 KB. */
  busEvent: 1e-6,
  /** Secrets Manager pricing: $0.05 per 10,000 requests. */
  secretRead: 5e-6,
  /** CloudWatch pricing, logs, standard and vended alike: ingestion. */
  logGb: 0.5,
  /** CloudWatch pricing, logs: storage. */
  logGbMonth: 0.03,
  /** CloudWatch pricing, alarms at standard resolution: for each metric that an alarm looks at. */
  alarmMetricMonth: 0.1,
  /** CloudWatch pricing, custom metrics: for each that something is sent to, by the hour. */
  customMetricMonth: 0.3,
  /** CloudWatch pricing, custom dashboards. The first three of an account are free if they show at most 50 metrics each. */
  dashboardMonth: 3,
  /** Secrets Manager pricing. */
  secretMonth: 0.4,
} as const;
