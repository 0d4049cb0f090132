import * as z from 'zod';
import { operations } from './admin/operations.ts';
import { problem, type AdminApiDeps, type Problem, type RawRequest } from './admin/operation.ts';
import { composeAdmin } from './compose/admin.ts';
import { deploy } from './compose/compose.ts';
import { readBody, type HttpAnswer, type HttpRequestEvent } from './shared/http.ts';

/** What of an event says that API Gateway has checked the signature of its request. */
const signedSchema = z.object({ authorizer: z.object({ iam: z.object({ userArn: z.string().min(1) }) }) });

export type AdminEvent = HttpRequestEvent & {
  /** Method and path of the API's route. */
  readonly routeKey: string;
  readonly queryStringParameters?: Readonly<Record<string, string | undefined>> | undefined;
  readonly requestContext: unknown;
};

const byRoute = new Map(operations.map((each) => [each.spec.on as string, each]));

/**
 * `/admin/v1/…`: conferences, PINs, routes, dial-ins and calls, for whoever signs with AWS credentials. API Gateway checks
 * the signature; an event that does not say so came around it.
 */
export function makeHandler(deps: AdminApiDeps) {
  return async (event: AdminEvent): Promise<HttpAnswer> => {
    const signed = signedSchema.safeParse(event.requestContext).data;
    if (signed === undefined) return refuse(problem('not-signed'));
    const operation = byRoute.get(event.routeKey);
    if (operation === undefined) return refuse(problem('not-found'));
    const body = bodyOf(event);
    if (!body.ok) return refuse(body.problem);
    const request: RawRequest = {
      params: event.pathParameters ?? {},
      query: event.queryStringParameters ?? {},
      body: body.json,
      idempotencyKey: event.headers['idempotency-key'],
      userArn: signed.authorizer.iam.userArn,
    };
    const { isReplayed, ...answered } = await deps.audited(
      { principal: signed.authorizer.iam.userArn, operation: operation.spec.id },
      () => operation.carryOut(deps, request),
    );
    if (!answered.ok) return refuse(answered.problem);
    if (answered.answer === undefined) return { statusCode: 204 };
    return {
      statusCode: operation.spec.shownOnce === undefined ? 200 : 201,
      headers: {
        'content-type': 'application/json',
        'cache-control': 'no-store',
        ...(isReplayed === true && { 'idempotency-replayed': 'true' }),
      },
      body: JSON.stringify(answered.answer),
    };
  };
}

type Body = { readonly ok: true; readonly json: unknown } | { readonly ok: false; readonly problem: Problem };

/** The body as JSON; undefined if there is none. */
function bodyOf(event: HttpRequestEvent): Body {
  if (event.body === undefined || event.body === '') return { ok: true, json: undefined };
  const read = readBody(event);
  if (!read.ok)
    return { ok: false, problem: problem(read.status === 413 ? 'body-too-large' : 'invalid-request') };
  try {
    return { ok: true, json: JSON.parse(read.bytes.toString('utf8')) };
  } catch {
    // The parser's message would quote the body.
    const errors = [{ pointer: '/body', detail: 'is not JSON' }];
    return { ok: false, problem: problem('invalid-request', { errors }) };
  }
}

function refuse(of: Problem): HttpAnswer {
  return {
    statusCode: of.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
    body: JSON.stringify(of),
  };
}

export const handler = deploy((base) => makeHandler(composeAdmin(base)));
