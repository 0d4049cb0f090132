import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as z from 'zod';
import { ACCOUNT } from '../intrinsics.ts';
import { localCaller } from './signature.ts';
import type { RouteSpec } from '../template.ts';

/**
 * Bodies that an HTTP API hands on as text; everything else comes in base64, form fields and bodies without a content
 * type included (the list is not documented; seen on the service, github.com/ministackorg/ministack pull request 766).
 */
const TEXT_CONTENT = /^(text\/|application\/(json|xml|javascript)\s*(;|$))/i;

/** The id that stands for the API in events. */
const API_ID = 'local';

/** A route that fits a request, with the path's parameters. */
export interface MatchedRoute {
  readonly route: RouteSpec;
  /** Decoded. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The route for a request: a path without parameters wins over one with. An HTTP API decodes the path before it looks, so
 * that a `%2F` parts what it stands in (github.com/aws/aws-lambda-dotnet pull request 1901; seen on the service). Throws
 * URIError on broken escapes.
 */
export function matchRoute(
  routes: readonly RouteSpec[],
  method: string,
  encodedPath: string,
): MatchedRoute | undefined {
  const path = decodeURIComponent(encodedPath);
  const parts = path.split('/');
  const matches = routes
    .filter((route) => route.method === method || route.method === 'ANY')
    .flatMap((route) => {
      const parameters = matchPath(route.path.split('/'), parts);
      return parameters === undefined ? [] : [{ route, path, parameters }];
    });
  return matches.sort((a, b) => Object.keys(a.parameters).length - Object.keys(b.parameters).length)[0];
}

function matchPath(pattern: readonly string[], parts: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, wanted] of pattern.entries()) {
    const part = parts[index] ?? '';
    const name = /^\{(.+)\}$/.exec(wanted)?.[1];
    if (name === undefined ? wanted !== part : part === '') return undefined;
    if (name !== undefined) parameters[name] = part;
  }
  return parameters;
}

/** What an event says of whoever signed its request (API Gateway docs, the same page). */
const caller = {
  accessKey: localCaller.accessKeyId,
  accountId: ACCOUNT,
  callerId: 'LOCAL',
  userArn: `arn:aws:iam::${ACCOUNT}:user/local`,
  userId: 'LOCAL',
};

/** The event for a request (API Gateway docs, "Lambda integrations for HTTP APIs", payload format 2.0). */
export function buildHttpEvent(
  { route, path, parameters }: MatchedRoute,
  request: IncomingMessage,
  url: URL,
  body: Buffer,
  now: Date,
): Record<string, unknown> {
  const { cookie, ...headers } = joinHeaders(request);
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const host = headers.host ?? 'localhost';
  const routeKey = `${route.method} ${route.path}`;
  const isText = TEXT_CONTENT.test(headers['content-type'] ?? '');
  const query = Object.fromEntries(
    [...new Set(url.searchParams.keys())].map((key) => [key, url.searchParams.getAll(key).join(',')]),
  );
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    // As it was sent: a parsed URL would have escaped what a sender need not escape, such as an apostrophe.
    rawQueryString: request.url?.split('?').slice(1).join('?') ?? '',
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    headers: {
      ...headers,
      'x-forwarded-for': [headers['x-forwarded-for'], sourceIp].filter((ip) => ip !== undefined).join(', '),
      'x-forwarded-port': headers['x-forwarded-port'] ?? host.split(':')[1] ?? '80',
      'x-forwarded-proto': headers['x-forwarded-proto'] ?? 'http',
    },
    ...(url.search.length > 1 && { queryStringParameters: query }),
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    requestContext: {
      accountId: ACCOUNT,
      apiId: API_ID,
      ...(route.isSigned === true && { authorizer: { iam: caller } }),
      domainName: host,
      domainPrefix: host.split('.')[0] ?? host,
      http: {
        method: request.method ?? 'GET',
        path,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: toClfTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

/** Lower-case names, repeated headers joined by a comma. */
function joinHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values]) => [
      name,
      (values ?? []).join(name === 'cookie' ? '; ' : ','),
    ]),
  );
}

/** `22/Nov/2026:15:28:00 +0000`, as access logs write the time. */
function toClfTime(now: Date): string {
  const [, day, month, year, time] = now.toUTCString().split(' ');
  return `${day ?? ''}/${month ?? ''}/${year ?? ''}:${time ?? ''} +0000`;
}

/** What goes back to the client. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

const structured = z.object({
  statusCode: z.coerce.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
  cookies: z.array(z.string()).optional(),
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
});
const hasStatus = z.looseObject({ statusCode: z.unknown() });

/** A JSON answer of API Gateway's own. */
export function gatewayAnswer(status: number, message: string): HttpAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify({ message })),
  };
}

/**
 * Turns a function's result into the answer: with statusCode as given, any other JSON as a 200 body, a result whose
 * parts have the wrong types as 500 (API Gateway docs, "Lambda function response for format 2.0").
 */
export function toHttpAnswer(payload: unknown): HttpAnswer {
  if (!hasStatus.safeParse(payload).success) {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(text) };
  }
  const parsed = structured.safeParse(payload);
  if (!parsed.success) return gatewayAnswer(500, 'Internal Server Error');
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
  return {
    status: statusCode,
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      ...own,
      ...(cookies !== undefined && { 'set-cookie': cookies }),
    },
    body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}
