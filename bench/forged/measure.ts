import type { Door, Request } from './door.ts';
import { shapesFor, usualBody, type Shape } from './shapes.ts';

/** Milliseconds of CPU that anybody's request may take who is not let in. */
export const maxForgedMs = 5;

/** The least of so many, since whatever else goes on only adds to it. */
const rounds = 3;
/** A request of microseconds is sent so often for one figure. */
const requestsEach = 4;
/** Processor time is counted in steps of some milliseconds on some machines: figures that are shown are of so much of it. */
const shownOverMs = 20;

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

/**
 * Milliseconds of CPU of one request.
 * @param overMs sent again until all of them together took so long
 * @throws if it is let in and should not be, or the other way round
 */
async function cpuMs(door: Door, request: Request, isLetIn: boolean, overMs = 0): Promise<number> {
  const times: number[] = [];
  while (times.length < rounds) {
    const before = process.threadCpuUsage();
    let [requests, ms] = [0, 0];
    while (requests < requestsEach || ms < overMs) {
      if ((await door.ask(request)) !== isLetIn) throw new Error(`${door.path} decides otherwise`);
      requests += 1;
      if (requests % requestsEach > 0) continue;
      const { user, system } = process.threadCpuUsage(before);
      ms = (user + system) / 1_000;
    }
    times.push(ms / requests);
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
  const goodMs = await cpuMs(door, good, true, shownOverMs);
  const shapes = shapesFor(door).map((shape) => ({
    name: shape.name,
    request: requestOf(door, shape, 'forged'),
  }));
  let [worst, most] = [shapes[0], 0];
  for (const shape of shapes) {
    const ms = await cpuMs(door, shape.request, false);
    if (ms > most) [worst, most] = [shape, ms];
  }
  if (worst === undefined) throw new Error(`nothing was tried at ${path}`);
  const worstMs = await cpuMs(door, worst.request, false, shownOverMs);
  return { path, goodMs, worstMs, worst: worst.name, tried: shapes.length };
}
