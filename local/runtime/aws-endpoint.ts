import { randomUUID } from 'node:crypto';
import { createServer, Agent, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer, text } from 'node:stream/consumers';
import * as z from 'zod';
import { REGION } from './intrinsics.ts';
import { close, listen } from './ports.ts';
import {
  fromAccessKeyId,
  readAccessKeyId,
  readConsumedUnits,
  readDynamoAccess,
  type Access,
  type AwsRecord,
  type Recorder,
} from './recorder.ts';
import { readWrites, type WrittenKey } from './writes.ts';

/** What a stand-in for an AWS service answers: the status and the JSON body. */
export interface AwsAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A stand-in for an AWS service that speaks the JSON protocol. */
export interface AwsService {
  /** Prefix of X-Amz-Target, for example `AWSStepFunctions`. */
  readonly target: string;
  /** Content type of the protocol's version. */
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** The permission and the ARN that a request needs. Asked before the request is served. */
  access(operation: string, input: unknown): Access;
  serve(operation: string, input: unknown): AwsAnswer;
}

/** An AWS JSON error: `__type` is what SDKs read the error's name from. */
export function awsError(type: string, message: string, status = 400): AwsAnswer {
  return { status, body: { __type: type, message } };
}

const DYNAMO_TARGET = 'DynamoDB_20120810';
const jsonObject = z.record(z.string(), z.unknown());

/** A DynamoDB Local, and the access key id whose tables are the gateway's: it keeps those of others apart. */
export interface DynamoAddress {
  readonly endpoint: string;
  readonly accessKeyId: string;
}

/** The running address. */
export interface AwsEndpoint {
  readonly url: string;
  /** Every request to DynamoDB hangs until `thaw`, as in an outage. */
  freeze(): void;
  thaw(): void;
  stop(): Promise<void>;
}

/**
 * One address that plays DynamoDB (by handing on to DynamoDB Local) and the given services, and notes every request
 * with the function that made it. `onWrite` is told of every item that a request has changed. Signatures are not checked: the access key id only says who calls.
 */
export async function startAwsEndpoint(
  dynamo: DynamoAddress,
  services: readonly AwsService[],
  recorder: Recorder,
  onWrite: (key: WrittenKey) => void = () => undefined,
): Promise<AwsEndpoint> {
  const outage = createOutage();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const receivedAt = preciseNow();
    const [target = '', operation = ''] = String(request.headers['x-amz-target'] ?? '').split('.');
    const input = parseJson((await buffer(request)).toString('utf8'));
    const accessKeyId = readAccessKeyId(request.headers.authorization);
    const note = (access: Access, status: number, units: Pick<AwsRecord, 'readUnits' | 'writeUnits'>) =>
      recorder.note({
        functionName: accessKeyId === undefined ? undefined : fromAccessKeyId(accessKeyId),
        ...access,
        ...units,
        status,
        receivedAt,
        at: preciseNow(),
      });
    if (target === DYNAMO_TARGET) {
      // What came in an outage may be carried out after it, although nobody waits for the answer any more.
      const isLate = await outage.over();
      const aborted = new AbortController();
      if (!isLate)
        response.once('close', () => {
          if (!response.writableFinished) aborted.abort();
        });
      const forwarded = await forward(dynamo, request, input, aborted.signal);
      const units = readConsumedUnits(operation, parseJson(forwarded.text));
      readDynamoAccess(operation, input).forEach((access, index) => {
        note(access, forwarded.status, index === 0 ? units : { readUnits: 0, writeUnits: 0 });
      });
      reply(response, forwarded.status, 'application/x-amz-json-1.0', forwarded.text);
      if (forwarded.status === 200) for (const key of readWrites(operation, input)) onWrite(key);
      return;
    }
    const service = services.find((candidate) => candidate.target === target);
    if (service === undefined) {
      const { status, body } = awsError(
        'UnknownOperationException',
        `Nothing here plays ${target}.${operation}.`,
      );
      reply(response, status, 'application/x-amz-json-1.0', JSON.stringify(body));
      return;
    }
    const access = service.access(operation, input);
    const { status, body } = service.serve(operation, input);
    note(access, status, { readUnits: 0, writeUnits: 0 });
    reply(response, status, service.contentType, JSON.stringify(body));
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A client that went away, or an emulator that did: the SDK sees what an outage looks like and retries.
      if (response.destroyed) return;
      const { status, body } = awsError('InternalServerError', String(error), 500);
      reply(response, status, 'application/x-amz-json-1.0', JSON.stringify(body));
    });
  });
  const url = await listen(server, 0);
  return { url, freeze: outage.begin, thaw: outage.end, stop: () => close(server) };
}

const preciseNow = (): number => performance.timeOrigin + performance.now();

/** A gate that is open, unless there is an outage. */
function createOutage() {
  let gate: PromiseWithResolvers<void> | undefined;
  return {
    begin: () => void (gate ??= Promise.withResolvers()),
    end: () => {
      gate?.resolve();
      gate = undefined;
    },
    /** Waits for the end of the outage; returns whether there was one. */
    over: async (): Promise<boolean> => {
      if (gate === undefined) return false;
      await gate.promise;
      return true;
    },
  };
}

/**
 * Requests pass here by the hundred a second: `fetch` would cost three times as much. A connection that nobody has
 * used for 5 s is closed, before DynamoDB Local does so after its 30 s in the middle of a request.
 */
const connections = new Agent({ keepAlive: true, timeout: 5_000 });

async function forward(
  { endpoint, accessKeyId }: DynamoAddress,
  request: IncomingMessage,
  input: unknown,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const object = jsonObject.parse(input);
  const asked = object.ReturnConsumedCapacity;
  const counted = {
    ...object,
    ReturnConsumedCapacity: asked === undefined || asked === 'NONE' ? 'TOTAL' : asked,
  };
  const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
  const body = JSON.stringify(/Item|Query|Scan/.test(operation) ? counted : object);
  const forwarded = send(endpoint, {
    method: 'POST',
    agent: connections,
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'content-length': Buffer.byteLength(body),
      'x-amz-target': String(request.headers['x-amz-target']),
      'x-amz-date': String(request.headers['x-amz-date']),
      // DynamoDB Local keeps tables apart by access key id and by Region.
      authorization: String(request.headers.authorization).replace(
        /Credential=[^/]+\/(\d+)\/[^/]+/,
        `Credential=${accessKeyId}/$1/${REGION}`,
      ),
    },
    signal,
  });
  const answered = Promise.withResolvers<IncomingMessage>();
  forwarded.once('response', answered.resolve).once('error', answered.reject).end(body);
  const response = await answered.promise;
  return { status: response.statusCode ?? 500, text: await text(response) };
}

function parseJson(text: string): unknown {
  return text === '' ? {} : JSON.parse(text);
}

function reply(response: ServerResponse, status: number, contentType: string, body: string): void {
  const headers = {
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  };
  response.writeHead(status, headers).end(body);
}
