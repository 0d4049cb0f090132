import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { boundedRequests } from '../../../lib/aws/clients/timeouts.ts';
import type { Http } from '../../../lib/http/http.ts';

const requestTimeoutMs = 5_000;
const maxTries = 3;

/** Who signs, where that is not for AWS to find out. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What asks AWS: the client of CloudFormation, which also signs for services that have no client here. */
export function openAsker(region: string | undefined, credentials?: Credentials): CloudFormationClient {
  return new CloudFormationClient({
    ...(region === undefined ? {} : { region }),
    ...(credentials === undefined ? {} : { credentials }),
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
  const url = new URL(`https://${hostname}${path}`);
  return fetch(url.href, {
    method,
    headers: await signedHeaders(client, { service, region, method, url, headers: own, body }),
    ...(body === undefined ? {} : { body }),
    redirect: 'manual',
    signal: timeoutSignal(requestTimeoutMs),
  });
}

/**
 * The headers of a request, with its signature.
 * @throws what the search for credentials does
 */
export async function signedHeaders(
  client: CloudFormationClient,
  request: {
    readonly service: string;
    readonly region: string;
    readonly method: string;
    readonly url: URL;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string | undefined;
  },
): Promise<Record<string, string>> {
  const { service, region, method, url, headers, body } = request;
  const { protocol, hostname, host, pathname, searchParams } = url;
  const signer = await client.config.signer();
  const signed = await signer.sign(
    {
      ...{ method, protocol, hostname, body, path: pathname },
      query: Object.fromEntries(searchParams),
      headers: { host, ...headers },
    },
    { signingService: service, signingRegion: region },
  );
  return signed.headers;
}
