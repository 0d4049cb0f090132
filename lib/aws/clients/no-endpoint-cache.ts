/**
 * A cache of discovered endpoints that holds none. The build puts this file in the place of `@aws-sdk/endpoint-cache`: the
 * client of DynamoDB brings a least-recently-used cache, 8 KB of each bundle, for a discovery that is off unless
 * `AWS_ENABLE_ENDPOINT_DISCOVERY` says otherwise (DynamoDB SDK docs), and would then ask each time.
 */
export class EndpointCache {
  getEndpoint(): undefined {
    return undefined;
  }
  get(): undefined {
    return undefined;
  }
  set(): void {
    // Nothing is kept.
  }
  delete(): void {
    // Nothing was kept.
  }
  has(): boolean {
    return false;
  }
  clear(): void {
    // Nothing was kept.
  }
}
