import type { CallView } from '../../../lib/admin/call-schema.ts';
import { viewOf } from '../../../lib/admin/call-view.ts';
import type { CallLog } from '../../../lib/aws/stores/held-calls/call-log.ts';
import type { WrittenKey } from '../../runtime/writes.ts';
import type { Audience } from './audience.ts';

/** What is written within this time is one look at the call: a step of a call is several writes. */
const gatherMs = 15;
/** Calls that are read at once. */
const maxAtOnce = 20;
/** Calls that are over are kept up to this number, the newest. */
const maxOver = 300;
/** The end of some calls is only a matter of time, and leaves no write. */
const againAfterMs = 5_000;

/** Follows the gateway's table, and keeps each call as `call show` shows it. */
export class CallWatch {
  readonly #views = new Map<string, CallView>();
  readonly #dirty = new Set<string>();
  readonly #deps: { readonly calls: CallLog; readonly audience: Audience; readonly now: () => number };
  #isReading = false;
  #timer: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(deps: { readonly calls: CallLog; readonly audience: Audience; readonly now: () => number }) {
    this.#deps = deps;
    this.#again = setInterval(() => this.#lookAgain(), againAfterMs).unref();
  }

  get all(): readonly CallView[] {
    return [...this.#views.values()];
  }

  /** An item of the table has changed. */
  readonly written = ({ pk, sk }: WrittenKey): void => {
    const [kind, id = ''] = pk.split(/#(.*)/s);
    if (kind === 'CALL') this.#note([id]);
    else if (kind === 'CONF' && sk.startsWith('CALLER#')) this.#note([sk.slice('CALLER#'.length)]);
    else if (kind === 'CONF' && sk === 'CONF') this.#note(this.#bridgesOf(id));
  };

  /** Looks at what is there already: calls that came since then, or go on. */
  async recall(sinceMs: number): Promise<void> {
    const { calls } = await this.#deps.calls.page({ liveOnly: false, sinceMs, limit: maxOver });
    this.#note(calls.map((logged) => viewOf(logged, this.#deps.now()).id));
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    clearInterval(this.#again);
  }

  #note(ids: readonly string[]): void {
    for (const id of ids) this.#dirty.add(id);
    if (this.#dirty.size > 0 && !this.#isReading && !this.#isStopped)
      this.#timer ??= setTimeout(() => void this.#read(), gatherMs);
  }

  async #read(): Promise<void> {
    this.#timer = undefined;
    this.#isReading = true;
    const ids = [...this.#dirty].slice(0, maxAtOnce);
    for (const id of ids) this.#dirty.delete(id);
    await Promise.allSettled(ids.map((id) => this.#readOne(id)));
    this.#isReading = false;
    this.#note([]);
  }

  async #readOne(id: string): Promise<void> {
    const logged = await this.#deps.calls.get(id);
    if (logged === undefined) return;
    const view = viewOf(logged, this.#deps.now());
    if (JSON.stringify(this.#views.get(id)) === JSON.stringify(view)) return;
    this.#views.set(id, view);
    this.#deps.audience.tell({ kind: 'call', call: view });
    this.#forget();
  }

  /** The item of a bridge's call says nothing of its end: its conference does. */
  #bridgesOf(conference: string): readonly string[] {
    return this.all.flatMap((view) =>
      view.journey === 'pin' && view.role === 'bridge' && view.conference === conference ? [view.id] : [],
    );
  }

  #lookAgain(): void {
    this.#note(this.all.flatMap((view) => (view.isLive && view.journey === 'pin' ? [view.id] : [])));
  }

  #forget(): void {
    const over = this.all.filter(({ isLive }) => !isLive);
    for (const { id } of over.slice(0, Math.max(0, over.length - maxOver))) this.#views.delete(id);
  }
}
