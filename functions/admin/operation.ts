import * as z from 'zod';
import type { Doing } from '../../lib/aws/stores/audit.ts';
import type { DialInAdmin } from '../../lib/aws/stores/conferences/dial-in-store.ts';
import type { CallLog } from '../../lib/aws/stores/held-calls/call-log.ts';
import type { IdempotencyStore } from '../../lib/aws/stores/idempotency-store.ts';
import type { RouteAdmin } from '../../lib/aws/stores/route-store.ts';
import type { transferCaller } from '../../lib/conferences/admin/transfer.ts';
import type { Conference } from '../../lib/conferences/model/conference.ts';
import type { PinCall } from '../../lib/conferences/model/pin-call.ts';
import type { AdminDeps } from '../../lib/conferences/admin/ports.ts';
import type { DialInStore, KnownAdmin, TraitsOf, Wake } from '../../lib/conferences/ports.ts';
import type { orderCallOut } from '../../lib/conferences/call-out/order.ts';
import type { CallId } from '../../lib/held-calls/model/call.ts';
import type { RouteStore } from '../../lib/held-calls/ports.ts';
import type { transferCall } from '../../lib/held-calls/steps/transfer.ts';
import type { NotDone } from '../../lib/conferences/model/not-done.ts';

/** What the operations reach the world through. */
export interface AdminApiDeps {
  readonly admin: AdminDeps & {
    readonly wake: Wake;
    readonly known: KnownAdmin;
    readonly traitsOf: TraitsOf;
  };
  readonly conferencePage: (page: {
    readonly limit: number;
    readonly untilMs: number;
  }) => Promise<{ readonly conferences: readonly Conference[]; readonly next: number | undefined }>;
  readonly routes: { readonly store: Pick<RouteStore, 'find'>; readonly admin: RouteAdmin };
  readonly dialIns: { readonly store: DialInStore; readonly admin: DialInAdmin };
  readonly calls: CallLog;
  /** Leads the caller of a held call on to somebody else. */
  readonly transfer: (id: CallId, to: string) => ReturnType<typeof transferCall>;
  /** Leads a caller of a conference on to another. */
  readonly transferCaller: (call: PinCall, to: string) => ReturnType<typeof transferCaller>;
  /** Calls somebody into a conference. */
  readonly callOut: (order: Parameters<typeof orderCallOut>[1]) => ReturnType<typeof orderCallOut>;
  readonly idempotency: IdempotencyStore;
  /** Does the work, and leaves a line that says who changed what by it, if anything was changed. */
  readonly audited: <Result>(doing: Doing, work: () => Promise<Result>) => Promise<Result>;
  /** Whether bots may be reached over plain http: on a local gateway. */
  readonly isPlainHttpFine: boolean;
}

/** An error as every operation answers it (RFC 9457). */
export const problemSchema = z.object({
  type: z.string().describe('A URN that names the kind of problem, and does not change'),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  errors: z
    .array(z.object({ pointer: z.string(), detail: z.string() }))
    .optional()
    .describe('What is wrong with the request, part by part'),
});
export type Problem = z.infer<typeof problemSchema>;

/** Kinds of problems: status and title. */
const kinds = {
  'invalid-request': [400, 'The request is wrong'],
  'not-signed': [403, 'The request is not signed with AWS credentials'],
  'not-found': [404, 'There is no such thing'],
  'not-possible': [409, 'That may not be done as things are'],
  'still-running': [409, 'The same request is being carried out'],
  'key-reused': [422, 'The idempotency key was used for another request'],
  'body-too-large': [413, 'The body is too large'],
  'outside-failed': [502, 'Something outside failed'],
} as const satisfies Record<string, readonly [status: number, title: string]>;
export type ProblemKind = keyof typeof kinds;

export function problem(kind: ProblemKind, more: Pick<Problem, 'detail' | 'errors'> = {}): Problem {
  const [status, title] = kinds[kind];
  return { type: `urn:patchbay:problem:${kind}`, title, status, ...more };
}

/** The problem of what a use case did not do. */
export function problemOf(notDone: NotDone): Problem {
  const detail = `${notDone.why}.`;
  if (notDone.isMissing === true) return problem('not-found', { detail });
  return problem(notDone.reason === 'refused' ? 'not-possible' : 'outside-failed', { detail });
}

/** What an operation answers. */
export type Answered<Answer> =
  { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly problem: Problem };

export const fine = <Answer>(answer: Answer): Answered<Answer> => ({ ok: true, answer });
export const failed = (of: Problem): Answered<never> => ({ ok: false, problem: of });

/** An operation as the document describes it. */
export interface OperationSpec {
  readonly id: string;
  /** Method and path, as the API's route has them. */
  readonly on: `${'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'} /admin/v1/${string}`;
  readonly summary: string;
  readonly params: z.ZodType;
  readonly query: z.ZodType;
  /** `none`: the operation takes no body. */
  readonly body: z.ZodType;
  /** `none`: the answer has no body. */
  readonly answer: z.ZodType;
  /** Makes something, under an idempotency key that the caller chooses. These parts of the answer are shown once. */
  readonly shownOnce?: readonly string[];
}

interface Definition<Params, Query, Body, Answer> extends OperationSpec {
  readonly params: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  readonly body: z.ZodType<Body>;
  readonly answer: z.ZodType<Answer>;
  readonly run: (deps: AdminApiDeps, request: Given<Params, Query, Body>) => Promise<Answered<Answer>>;
}

/** A request that has been checked. */
interface Given<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** For what is made; empty where nothing is. */
  readonly id: string;
  /** A try that died may have made it under this id. */
  readonly isRepeated: boolean;
}

/** What a request is made of, not checked yet. */
export interface RawRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
  /** ARN of whoever signed the request. */
  readonly userArn: string;
}

export interface Operation {
  readonly spec: OperationSpec;
  /** `isReplayed`: it was carried out before, and this is what it answered then. */
  readonly carryOut: (
    deps: AdminApiDeps,
    request: RawRequest,
  ) => Promise<Answered<unknown> & { readonly isReplayed?: boolean }>;
}

/** No parameters. */
export const nothing = z.object({});
/** No body. */
export const none = z.undefined();

/** The longest key that is worth remembering; UUIDs have 36 characters. */
const longestIdempotencyKey = 200;

/** An operation whose schemas check what comes in, and describe it in the document. */
export function operation<Params, Query, Body, Answer>(
  definition: Definition<Params, Query, Body, Answer>,
): Operation {
  const { run, ...spec } = definition;
  return {
    spec,
    carryOut: async (deps, raw) => {
      const [params, query, body] = [
        definition.params.safeParse(raw.params),
        definition.query.safeParse(raw.query),
        definition.body.safeParse(raw.body),
      ];
      if (!params.success || !query.success || !body.success) {
        const wrong = Object.entries({ params, query, body }).flatMap(([part, { error }]) =>
          (error?.issues ?? []).map(({ path, message }) => ({
            pointer: `/${[part, ...path.map(String)].join('/')}`,
            detail: message,
          })),
        );
        return failed(problem('invalid-request', { errors: wrong }));
      }
      const given = { params: params.data, query: query.data, body: body.data };
      if (spec.shownOnce === undefined) return run(deps, { ...given, id: '', isRepeated: false });
      return once(deps, spec, raw, (begun) => run(deps, { ...given, ...begun }));
    },
  };
}

/** Carries out once what is asked for under one key; repetitions get the same answer but for what is shown once. */
async function once(
  { idempotency }: AdminApiDeps,
  { on, shownOnce = [] }: OperationSpec,
  { params, body, idempotencyKey, userArn }: RawRequest,
  work: (begun: { readonly id: string; readonly isRepeated: boolean }) => Promise<Answered<unknown>>,
): ReturnType<Operation['carryOut']> {
  if (
    idempotencyKey === undefined ||
    idempotencyKey === '' ||
    idempotencyKey.length > longestIdempotencyKey
  ) {
    const detail = `has to be there, and have ${longestIdempotencyKey} characters at most`;
    return failed(problem('invalid-request', { errors: [{ pointer: '/headers/idempotency-key', detail }] }));
  }
  const request = JSON.stringify([on, params, body]);
  const key = `${principalOf(userArn)} ${idempotencyKey}`;
  const begun = await idempotency.begin(key, request);
  switch (begun.kind) {
    case 'running':
      return failed(problem('still-running', { detail: 'Try again in a minute, under the same key.' }));
    case 'different':
      return failed(problem('key-reused'));
    case 'done':
      return { ...fine(begun.answer), isReplayed: true };
    case 'begun': {
      const answered = await work(begun);
      if (!answered.ok) {
        await idempotency.forget(key);
        return answered;
      }
      const kept = Object.entries(z.record(z.string(), z.unknown()).parse(answered.answer)).filter(
        ([name]) => !shownOnce.includes(name),
      );
      await idempotency.finish(key, request, begun.id, Object.fromEntries(kept));
      return answered;
    }
  }
}

/** Whose a key is: a role's, whatever its session is called, so that another process of the same program may try again. */
function principalOf(userArn: string): string {
  return /^(arn:[^:]*:sts::\d*:assumed-role\/[^/]+)\//.exec(userArn)?.[1] ?? userArn;
}
