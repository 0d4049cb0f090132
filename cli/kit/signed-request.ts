import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { boundedRequests } from '../../lib/aws/clients/timeouts.ts';
import type { Http } from '../../lib/http/http.ts';

const requestTimeoutMs = 5_000;
const maxTries = 3;

/** What asks AWS: the client of CloudFormation, which also signs for services that have no client here. */
export function openAsker(region: string | undefined): CloudFormationClient {
  return new CloudFormationClient({
    ...(region === undefined ? {} : { region }),
    maxAttempts: maxTries,
    requestHandler: boundedRequests(requestTimeoutMs),
  });
}

/** One request to AWS, in the form that its service reads. */
export interface AwsRequest {
  /** As the service signs: `sns`, `lambda`. Its endpoint has the same name (AWS General Reference, endpoints). */
  readonly service: string;
  readonly region: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Asks a service with a request that the client of CloudFormation signs: for one question, a client of that service's own
 * would be one more package. One try, within 5 s.
 * @throws what `fetch` throws, and what the search for credentials does
 */
export async function askAws(
  { fetch, timeoutSignal }: Pick<Http, 'fetch' | 'timeoutSignal'>,
  client: CloudFormationClient,
  { service, region, method, path, headers: own = {}, body }: AwsRequest,
): Promise<Response> {
  const hostname = `${service}.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const signer = await client.config.signer();
  const { headers } = await signer.sign(
    { method, protocol: 'https:', hostname, path, query: {}, headers: { host: hostname, ...own }, body },
    { signingService: service, signingRegion: region },
  );
  return fetch(`https://${hostname}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal: timeoutSignal(requestTimeoutMs),
  });
}
