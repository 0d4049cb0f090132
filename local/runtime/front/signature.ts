import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { REGION } from '../intrinsics.ts';

/** The one who may call routes that ask for a signature on this machine. Known to everybody: they are for a local gateway. */
export const localCaller = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** The service that requests to an HTTP API are signed for (API Gateway docs, "Control access to HTTP APIs with IAM"). */
const SERVICE = 'execute-api';
/** A signature is valid this long before and after its date (IAM docs, "Signature Version 4"). */
const MAX_SKEW_MS = 5 * 60_000;

/** A request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** Path and query, as the request line has them. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

/** Who signs, and for what. */
export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
}

const localSigner: Signer = { ...localCaller, region: REGION, service: SERVICE };

/**
 * Whether a request carries a valid signature of the local caller (IAM docs, "Create a signed AWS API request"): over
 * method, path, query, host, date and body. Anything else that it signs must be as signed; what is missing is not valid.
 */
export function isSigned(request: WireRequest, now: Date, signer: Signer = localSigner): boolean {
  const { authorization = '', 'x-amz-date': date = '', 'x-amz-content-sha256': stated } = request.headers;
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,\s]+),\s*SignedHeaders=([a-z0-9;-]+),\s*Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  const signedAtMs = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  const [, accessKeyId, scope, names = '', signature = ''] = parts ?? [];
  const signed = names.split(';');
  if (accessKeyId !== signer.accessKeyId || scope !== scopeOf(signer, date)) return false;
  if (!(Math.abs(now.getTime() - signedAtMs) <= MAX_SKEW_MS)) return false;
  if (!signed.includes('host') || !signed.includes('x-amz-date')) return false;
  if (stated !== undefined && stated !== sha256(request.body)) return false;
  const expected = signatureOf(request, signed, date, signer);
  return timingSafeEqual(Buffer.from(signature, 'hex'), Buffer.from(expected, 'hex'));
}

const scopeOf = ({ region, service }: Signer, date: string) =>
  `${date.slice(0, 8)}/${region}/${service}/aws4_request`;

/** The signature of a request over these of its headers, in hexadecimal. */
function signatureOf(request: WireRequest, signed: readonly string[], date: string, signer: Signer): string {
  const { method, target, headers, body } = request;
  const [path = '/', query = ''] = target.split('?', 2);
  const canonical = [
    method,
    // Encoded once more, as for every service but S3.
    path.split('/').map(escape).join('/'),
    canonicalQuery(query),
    ...signed.map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    signed.join(';'),
    sha256(body),
  ].join('\n');
  const text = ['AWS4-HMAC-SHA256', date, scopeOf(signer, date), sha256(canonical)].join('\n');
  const { region, service, secretAccessKey } = signer;
  const key = [date.slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  return createHmac('sha256', key).update(text).digest('hex');
}

function canonicalQuery(query: string): string {
  const pairs = [...new URLSearchParams(query)].map(([name, value]) => `${escape(name)}=${escape(value)}`);
  return pairs.sort().join('&');
}

const escape = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
