import * as z from 'zod';
import { keepNewest } from '../../runtime/keep.ts';
import type { OnAnswered } from '../../runtime/front/front.ts';
import type { ServedRequest } from '../../simulated/kit/http.ts';
import type { Exchange } from '../api/events.ts';
import { withoutNumbers } from './masks.ts';

type AnsweredRequest = Parameters<NonNullable<OnAnswered>>[0];

/** Some dozen belong to a call; older ones are forgotten. */
const maxExchanges = 5_000;
/** So much of a body is looked through for the ids of calls, and kept for that alone. */
const maxTextBytes = 4_096;

const refusalSchema = z.object({ code: z.string() });

/** Webhooks that came in and requests that went out, to be looked up by call. */
export class Exchanges {
  readonly #all: { readonly text: string; readonly exchange: Exchange }[] = [];
  /** Of providers, by the first part of the path of their webhooks. */
  readonly #names: Readonly<Record<string, string>>;

  constructor(names: Readonly<Record<string, string>>) {
    this.#names = names;
  }

  /** A request to the gateway was answered. */
  readonly cameIn = ({ method, target, body, status, answer, atMs, tookMs }: AnsweredRequest): void => {
    const name = target.split(/[/?]/)[1] ?? '';
    if (name === 'admin') return;
    const refused = status < 400 ? undefined : (codeIn(answer) ?? `status ${status}`);
    this.#keep(target, body.toString('utf8'), {
      ...{ at: new Date(atMs).toISOString(), direction: 'in', party: this.#names[name] ?? name },
      ...{ method, path: withoutNumbers(target), status, tookMs },
      ...(refused !== undefined && { refusal: refused }),
    });
  };

  /** A simulated provider has served a request. */
  readonly wentOut = (party: string, { method, target, body, status, atMs, tookMs }: ServedRequest): void => {
    if (target.startsWith('/simulated/')) return;
    this.#keep(target, body, {
      ...{
        at: new Date(atMs).toISOString(),
        direction: 'out',
        party,
        method,
        path: withoutNumbers(target),
        tookMs,
      },
      ...(status !== undefined && { status }),
    });
  };

  /** Those that name the call, the oldest first. */
  of(callId: string): readonly Exchange[] {
    return this.#all
      .filter(({ text }) => text.includes(callId))
      .map(({ exchange }) => exchange)
      .sort((a, b) => (a.at < b.at ? -1 : 1));
  }

  #keep(target: string, body: string, exchange: Exchange): void {
    keepNewest(this.#all, { text: `${target} ${body.slice(0, maxTextBytes)}`, exchange }, maxExchanges);
  }
}

/** The gateway's word for why it refused a webhook. */
function codeIn(answer: Buffer | string): string | undefined {
  try {
    return refusalSchema.safeParse(JSON.parse(answer.toString())).data?.code;
  } catch {
    return undefined; // an answer without a word of ours: API Gateway's own, or an instruction
  }
}
