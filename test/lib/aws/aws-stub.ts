import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import * as z from 'zod';

/** One request as it arrived: the operation from `X-Amz-Target`, and its JSON. */
interface StubRequest {
  readonly operation: string;
  readonly input: unknown;
}

/** An answer; `hang` gives none, `drop` closes the connection. `error` becomes the type of an AWS error. */
export type StubAnswer =
  | 'hang'
  | 'drop'
  | { readonly status?: number; readonly error?: string; readonly body?: unknown; readonly html?: string };

/** A loopback server that speaks the AWS JSON protocols. */
export interface AwsStub {
  readonly settings: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly requests: StubRequest[];
  /** The answers to come; after the last one, `{}`. */
  readonly answers: StubAnswer[];
  /** Answers what it has an answer for, before those: for requests that come side by side. */
  readonly decide: ((request: StubRequest) => StubAnswer | undefined)[];
  stop(): Promise<void>;
}

export async function startAwsStub(): Promise<AwsStub> {
  const requests: StubRequest[] = [];
  const answers: StubAnswer[] = [];
  const decide: AwsStub['decide'] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const target = z.string().parse(request.headers['x-amz-target']);
      const asked = { operation: target.split('.')[1] ?? '', input: JSON.parse(body) as unknown };
      requests.push(asked);
      const answer =
        decide.map((each) => each(asked)).find((each) => each !== undefined) ?? answers.shift() ?? {};
      if (answer === 'hang') return;
      if (answer === 'drop') {
        request.socket.destroy();
        return;
      }
      const { status = answer.error === undefined ? 200 : 400, error, html } = answer;
      const failure =
        error === undefined ? {} : { __type: `com.amazonaws#${error}`, message: `stubbed ${error}` };
      response.writeHead(status, {
        'content-type': html === undefined ? 'application/x-amz-json-1.1' : 'text/html',
      });
      response.end(html ?? JSON.stringify(answer.body ?? failure));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    settings: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    requests,
    answers,
    decide,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return text;
}
