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

interface Measured {
  /** Sent again until all of them together took so many milliseconds. Default: as often as a round has it. */
  readonly overMs?: number;
  /** A figure that is not above this is not looked into further: more rounds only make it less. Default: every one is. */
  readonly aboveMs?: number;
}

/**
 * Milliseconds of CPU of one request.
 * @throws if it is let in and should not be, or the other way round
 */
async function cpuMs(
  door: Door,
  request: Request,
  isLetIn: boolean,
  { overMs = 0, aboveMs = -1 }: Measured = {},
): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < rounds && least > aboveMs; round += 1) {
    const before = process.threadCpuUsage();
    let [requests, ms] = [0, 0];
    while (requests < requestsEach || ms < overMs) {
      if ((await door.ask(request)) !== isLetIn) throw new Error(`${door.path} decides otherwise`);
      requests += 1;
      if (requests % requestsEach > 0) continue;
      const { user, system } = process.threadCpuUsage(before);
      ms = (user + system) / 1_000;
    }
    least = Math.min(least, ms / requests);
  }
  return least;
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
  const goodMs = await cpuMs(door, good, true, { overMs: shownOverMs });
  const shapes = shapesFor(door).map((shape) => ({
    name: shape.name,
    request: requestOf(door, shape, 'forged'),
  }));
  let [worst, most] = [shapes[0], 0];
  for (const shape of shapes) {
    const ms = await cpuMs(door, shape.request, false, { aboveMs: most });
    if (ms > most) [worst, most] = [shape, ms];
  }
  if (worst === undefined) throw new Error(`nothing was tried at ${path}`);
  const worstMs = await cpuMs(door, worst.request, false, { overMs: shownOverMs });
  return { path, goodMs, worstMs, worst: worst.name, tried: shapes.length };
}
