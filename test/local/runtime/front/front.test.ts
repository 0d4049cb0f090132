import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startFront, type Front } from '../../../../local/runtime/front/front.ts';
import type { FunctionOutcome } from '../../../../local/runtime/sandboxes/sandboxes.ts';

const routes = [
  { method: 'POST', path: '/daily/events', functionName: 'events' },
  { method: 'POST', path: '/calls/{callId}/ready', functionName: 'ready' },
  { method: 'POST', path: '/calls/any/ready', functionName: 'fixed' },
  { method: 'ANY', path: '/any', functionName: 'any' },
];

const fronts: Front[] = [];
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(fronts.splice(0).map((front) => front.stop()));
});

interface Invoked {
  readonly functionName: string;
  readonly event: unknown;
}

async function start(
  work: () => FunctionOutcome | Promise<FunctionOutcome> = () => ({ ok: true, payload: { statusCode: 200 } }),
) {
  const invoked: Invoked[] = [];
  const front = await startFront(
    routes,
    (functionName, event) => {
      invoked.push({ functionName, event });
      return Promise.resolve(work());
    },
    0,
  );
  fronts.push(front);
  return { url: front.url, invoked };
}

const answering = (payload: unknown) => () => ({ ok: true, payload }) as const;

describe('a request', () => {
  it.each([
    { method: 'GET', path: '/daily/events' },
    { method: 'POST', path: '/daily/event' },
    { method: 'POST', path: '/daily/events/' },
    { method: 'POST', path: '/calls//ready' },
    { method: 'POST', path: '/calls/a%2Fb/ready' },
    { method: 'POST', path: '/' },
  ])('that no route fits is not found: $method $path', async ({ method, path }) => {
    const { url, invoked } = await start();
    const response = await fetch(url + path, { method });
    expect([response.status, await response.text()]).toEqual([404, '{"message":"Not Found"}']);
    expect(invoked).toEqual([]);
  });

  it('with a broken escape in a parameter is a bad request', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/calls/%ff/ready`, { method: 'POST' })).status).toBe(400);
  });

  it.each([
    { bytes: 10 * 1024 * 1024, status: 200 },
    { bytes: 10 * 1024 * 1024 + 1, status: 413 },
  ])('of $bytes bytes: $status', async ({ bytes, status }) => {
    const { url } = await start();
    expect((await fetch(`${url}/any`, { method: 'POST', body: Buffer.alloc(bytes, 'x') })).status).toBe(
      status,
    );
  });

  it('with more than 10,240 bytes of headers: 431', async () => {
    const { url } = await start();
    expect((await fetch(`${url}/any`, { headers: { 'x-long': 'x'.repeat(10_240) } })).status).toBe(431);
  });

  it.each([
    { path: '/calls/a%20b/ready', functionName: 'ready', pathParameters: { callId: 'a b' } },
    { path: '/calls/%2B1%40b/ready', functionName: 'ready', pathParameters: { callId: '+1@b' } },
    { path: '/calls/any/ready', functionName: 'fixed', pathParameters: undefined },
    { path: '/any', functionName: 'any', pathParameters: undefined },
  ])('$path reaches $functionName', async ({ path, functionName, pathParameters }) => {
    const { url, invoked } = await start();
    await fetch(url + path, { method: 'POST' });
    expect(invoked).toMatchObject([
      { functionName, event: pathParameters === undefined ? {} : { pathParameters } },
    ]);
  });
});

describe('the event', () => {
  it('is of payload format 2.0', async () => {
    const { url, invoked } = await start();
    await fetch(`${url}/calls/c1/ready?a=1&a=2&b=`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'tester', 'X-Thing': 'One' },
      body: '{"ä":1}',
    });
    const host = new URL(url).host;
    expect(invoked[0]?.event).toEqual({
      version: '2.0',
      routeKey: 'POST /calls/{callId}/ready',
      rawPath: '/calls/c1/ready',
      rawQueryString: 'a=1&a=2&b=',
      queryStringParameters: { a: '1,2', b: '' },
      pathParameters: { callId: 'c1' },
      headers: expect.objectContaining({
        host,
        'content-type': 'application/json',
        'user-agent': 'tester',
        'x-thing': 'One',
        'x-forwarded-for': '127.0.0.1',
        'x-forwarded-proto': 'http',
      }) as unknown,
      requestContext: {
        accountId: '123456789012',
        apiId: 'local',
        domainName: host,
        domainPrefix: '127',
        http: {
          method: 'POST',
          path: '/calls/c1/ready',
          protocol: 'HTTP/1.1',
          sourceIp: '127.0.0.1',
          userAgent: 'tester',
        },
        requestId: expect.any(String) as unknown,
        routeKey: 'POST /calls/{callId}/ready',
        stage: '$default',
        time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/) as unknown,
        timeEpoch: expect.any(Number) as unknown,
      },
      body: '{"ä":1}',
      isBase64Encoded: false,
    });
  });

  it.each([
    { type: 'application/json', base64: false },
    { type: 'application/json; charset=utf-8', base64: false },
    { type: 'text/plain', base64: false },
    { type: 'application/xml', base64: false },
    { type: 'application/x-www-form-urlencoded', base64: true },
    { type: 'application/octet-stream', base64: true },
    { type: 'application/jsonish', base64: true },
  ])('has the body of $type in base64: $base64', async ({ type, base64 }) => {
    const { url, invoked } = await start();
    await fetch(`${url}/any`, { method: 'POST', headers: { 'content-type': type }, body: 'a=b' });
    expect(invoked[0]?.event).toMatchObject({ body: base64 ? 'YT1i' : 'a=b', isBase64Encoded: base64 });
  });

  it('has the path decoded, and the query as it was sent', async () => {
    const { url, invoked } = await start();
    await new Promise<string>((resolve, reject) => {
      const path = "/calls/%2B1/ready?name=O'Neill%20%2B&at=a?b";
      const request = httpRequest(url, { method: 'POST', path }, (response) => resolve(text(response)));
      request.on('error', reject).end();
    });
    expect(invoked[0]?.event).toMatchObject({
      rawPath: '/calls/+1/ready',
      rawQueryString: "name=O'Neill%20%2B&at=a?b",
      queryStringParameters: { name: "O'Neill +", at: 'a?b' },
      requestContext: { http: { path: '/calls/+1/ready' } },
    });
  });

  it('has neither body nor query when there is none', async () => {
    const { url, invoked } = await start();
    await fetch(`${url}/any`, { method: 'POST' });
    expect(invoked[0]?.event).not.toHaveProperty('body');
    expect(invoked[0]?.event).not.toHaveProperty('queryStringParameters');
    expect(invoked[0]?.event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
  });

  it('joins repeated headers by a comma, and has cookies apart', async () => {
    const { url, invoked } = await start();
    await new Promise<string>((resolve, reject) => {
      const request = httpRequest(`${url}/any`, { method: 'POST' }, (response) => resolve(text(response)));
      request.on('error', reject);
      request.setHeader('x-many', ['1', '2']);
      request.setHeader('cookie', ['a=1', 'b=2']);
      request.end();
    });
    expect(invoked[0]?.event).toMatchObject({ headers: { 'x-many': '1,2' }, cookies: ['a=1', 'b=2'] });
    expect(invoked[0]?.event).not.toHaveProperty('headers.cookie');
  });
});

describe('the answer', () => {
  const failed = { ok: false, error: { errorType: 'E', errorMessage: 'a secret', trace: [] } } as const;

  it.each([
    { what: 'a function that fails', work: () => failed },
    { what: 'a body that is no text', work: answering({ statusCode: 200, body: { a: 1 } }) },
    { what: 'an impossible status', work: answering({ statusCode: 99 }) },
  ])('to $what is 500 and says nothing', async ({ work }) => {
    const { url } = await start(work);
    const response = await fetch(`${url}/any`);
    expect([response.status, await response.text()]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  it('to a function that takes longer than 30 s is 503', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const never = new Promise<FunctionOutcome>(() => undefined);
    const { url, invoked } = await start(() => never);
    const asked = fetch(`${url}/any`);
    while (invoked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(29_999);
    expect(await Promise.race([asked, Promise.resolve('waiting')])).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect((await asked).status).toBe(503);
  });

  it.each([
    {
      what: 'status, headers and body',
      payload: { statusCode: 201, headers: { 'Content-Type': 'application/json', 'x-n': 5 }, body: '{}' },
      expected: { status: 201, type: 'application/json', body: '{}' },
    },
    {
      what: 'no header',
      payload: { statusCode: '202', body: 'ok' },
      expected: { status: 202, type: 'text/plain;charset=UTF-8', body: 'ok' },
    },
    {
      what: 'base64',
      payload: { statusCode: 200, body: 'aGVsbG8=', isBase64Encoded: true },
      expected: { status: 200, type: 'text/plain;charset=UTF-8', body: 'hello' },
    },
    {
      what: 'JSON without a status',
      payload: { a: 1 },
      expected: { status: 200, type: 'application/json', body: '{"a":1}' },
    },
    { what: 'null', payload: null, expected: { status: 200, type: 'application/json', body: 'null' } },
  ])('to $what', async ({ payload, expected }) => {
    const { url } = await start(answering(payload));
    const response = await fetch(`${url}/any`);
    expect({
      status: response.status,
      type: response.headers.get('content-type'),
      body: await response.text(),
    }).toEqual(expected);
  });
});
