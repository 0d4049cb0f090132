import type { Door, Request } from './door.ts';
import { shapesFor, usualBody, type Shape } from './shapes.ts';

/** Milliseconds of CPU that anybody's request may take who is not let in. */
export const maxForgedMs = 5;

/** The least of so many, since whatever else goes on only adds to it; a request of microseconds is sent so often for one figure. */
const rounds = 3;
const requestsEach = 4;

/** What one path takes to let a usual request of its provider in, and to refuse the worst of the forged ones. */
export interface ForgedAtPath {
  readonly path: string;
  /** Milliseconds of CPU. */
  readonly goodMs: number;
  readonly worstMs: number;
  readonly worst: string;
  /** Shapes that were tried. */
  readonly tried: number;
}

/** Milliseconds of CPU of one request. @throws if it is let in and should not be, or the other way round */
async function cpuMs(door: Door, request: Request, isLetIn: boolean): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = process.threadCpuUsage();
    for (let nth = 0; nth < requestsEach; nth += 1)
      if ((await door.ask(request)) !== isLetIn) throw new Error(`${door.path} decides otherwise`);
    const { user, system } = process.threadCpuUsage(before);
    times.push((user + system) / 1_000 / requestsEach);
  }
  return Math.min(...times);
}

function requestOf({ path, headersFor }: Door, shape: Shape, secret: 'live' | 'forged'): Request {
  const { body, query, contentType, isBase64Encoded } = shape;
  return {
    headers: { 'content-type': contentType, ...headersFor(body, secret) },
    rawPath: path,
    rawQueryString: query,
    body: isBase64Encoded ? Buffer.from(body).toString('base64') : body,
    isBase64Encoded,
  };
}

export async function measureForged(door: Door): Promise<ForgedAtPath> {
  const { path, contentType } = door;
  const usual = {
    name: 'usual',
    body: usualBody(contentType),
    query: '',
    contentType,
    isBase64Encoded: true,
  };
  const good = requestOf(door, usual, 'live');
  // Once before, so that its code is compiled.
  await cpuMs(door, good, true);
  const goodMs = await cpuMs(door, good, true);
  let worst = { ms: 0, name: '' };
  const shapes = shapesFor(door);
  for (const shape of shapes) {
    const ms = await cpuMs(door, requestOf(door, shape, 'forged'), false);
    if (ms > worst.ms) worst = { ms, name: shape.name };
  }
  return { path, goodMs, worstMs: worst.ms, worst: worst.name, tried: shapes.length };
}
