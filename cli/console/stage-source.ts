import type { CallView } from '../../lib/admin/call-schema.ts';
import type { About } from '../../local/console/api/events.ts';
import { Audience } from '../../local/console/feed/audience.ts';
import type { Source } from '../../local/console/server/source.ts';

type Stage = Extract<About, { readonly kind: 'stage' }>;

/** What the page of a deployed stage shows: the calls of the last look. Nothing can be ordered. */
export class StageSource implements Source {
  readonly orders = undefined;
  readonly #audience = new Audience();
  #about: Stage;
  #calls = new Map<string, CallView>();

  constructor(name: string) {
    this.#about = { kind: 'stage', name };
  }

  whole(): ReturnType<Source['whole']> {
    const calls = [...this.#calls.values()];
    return { kind: 'whole', about: this.#about, calls, phones: [], rooms: [], faults: [] };
  }

  subscribe(...listener: Parameters<Source['subscribe']>): () => void {
    return this.#audience.subscribe(...listener);
  }

  /** What went to and fro is not kept by a stage. */
  exchanges(): [] {
    return [];
  }

  /** The calls were looked at: those that have changed are told. */
  looked(calls: readonly CallView[]): void {
    const before = this.#calls;
    this.#calls = new Map(calls.map((call) => [call.id, call]));
    for (const call of calls)
      if (JSON.stringify(before.get(call.id)) !== JSON.stringify(call))
        this.#audience.tell({ kind: 'call', call });
  }

  /** Alarms that ring, or why the calls shown may be old, have changed. */
  tell(about: Omit<Stage, 'kind' | 'name'>): void {
    const next: Stage = { kind: 'stage', name: this.#about.name, ...about };
    if (JSON.stringify(next) === JSON.stringify(this.#about)) return;
    this.#about = next;
    this.#audience.tell({ kind: 'about', about: next });
  }
}
