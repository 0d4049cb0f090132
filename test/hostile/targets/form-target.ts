import type { FormRequestEvent } from '../../../functions/shared/form-webhook.ts';
import type { HttpAnswer } from '../../../functions/shared/http.ts';
import type { VoiceId } from '../../../lib/conferences/model/conference.ts';
import type { Target } from '../fuzzing/target.ts';
import { inUse } from '../../support/in-use.ts';
import { conferenceWorld, pin } from './conference-world.ts';
import { answerOf, eventOf, judge, judgeLogs, requestsIn, type Written } from './http.ts';

type World = Awaited<ReturnType<typeof conferenceWorld>>;

/** A function that a voice provider calls with forms. */
interface FormTarget extends Pick<Target, 'name' | 'seeds' | 'words'> {
  readonly voice: VoiceId;
  /** Signs its requests, and may stand in no log. */
  readonly authToken: string;
  makeHandler(
    deps: World['deps'] & typeof inUse & { readonly timeoutSignal: () => AbortSignal },
  ): (event: FormRequestEvent) => Promise<HttpAnswer>;
  /** Headers of a request of the provider's. */
  sign(path: string, body: string): Readonly<Record<string, string>>;
  /** Whether a stranger's request carries a signature that only the provider can have made. */
  isCopied(request: Written): boolean;
  /** Throws if what was answered cannot be what the provider asked for. */
  judgeBody(body: string): void;
}

export function formTarget({ name, seeds, words, voice, authToken, ...provider }: FormTarget): Target {
  return {
    name,
    seeds,
    words,
    async feed(input) {
      const world = await conferenceWorld(voice);
      const timeoutSignal = () => new AbortController().signal;
      const handler = provider.makeHandler({ ...world.deps, ...inUse, timeoutSignal });
      for (const request of requestsIn(input)) {
        const { manner, path, body } = request;
        world.begin(manner);
        const isSent = manner !== 'unknown';
        const headers = isSent ? { ...request.headers, ...provider.sign(path, body) } : request.headers;
        const answer = await answerOf(handler, eventOf(request, headers));
        const isSigned = isSent || provider.isCopied(request);
        judge({ manner, isSigned, statusCode: answer?.statusCode, body: answer?.body, done: world.done() });
        if (answer?.statusCode === 200) provider.judgeBody(answer.body ?? '');
      }
      const isPinOnlyKeyed = input.split(pin).length === 2 && input.includes(`Digits=${pin}`);
      judgeLogs(world.record.logs, { authToken, ...(isPinOnlyKeyed ? { pin } : {}) });
    },
  };
}

/** Judging costs more than all the rest, and answers are much alike. */
const maxRemembered = 1_000;

/** Judges each answer once, as long as not too many are good. */
export function onceEach(judgeBody: (body: string) => void): (body: string) => void {
  const good = new Set<string>();
  return (body) => {
    if (good.has(body)) return;
    judgeBody(body);
    if (good.size < maxRemembered) good.add(body);
  };
}
