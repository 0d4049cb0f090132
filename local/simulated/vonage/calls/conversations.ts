import { randomUUID } from 'node:crypto';
import type { ConversationAction } from '../ncco/schema.ts';
import { transfer } from '../webhooks/events.ts';
import type { VonageCall } from './call.ts';
import { Conversation, type ConversationDeps, type Entry } from './conversation.ts';

/** The live conversations of the application. Every leg is in exactly one, from its first moment to its last. */
export class Conversations {
  readonly #live = new Map<string, Conversation>();
  /** Ids that names have had, where a name keeps its conversation. */
  readonly #idOfName = new Map<string, string>();
  readonly #deps: ConversationDeps;

  constructor(deps: ConversationDeps) {
    this.#deps = deps;
  }

  get all(): readonly Conversation[] {
    return [...this.#live.values()];
  }

  find(id: string): Conversation | undefined {
    return this.#live.get(id);
  }

  /** The live one of a name. */
  named(name: string): Conversation | undefined {
    return this.all.find((one) => one.name === name);
  }

  /** A call begins: in a conversation of its own. */
  begin(call: VonageCall): void {
    this.#make(call.conversationUuid, undefined).join(call);
    call.over.addEventListener('abort', () => this.#leave(call, 'hung-up'), { once: true });
  }

  /** The leg moves into the conversation of a name. False: there is no room. */
  enter(call: VonageCall, action: ConversationAction): boolean {
    const { settings } = this.#deps;
    const key = settings.regionsMeet ? action.name : `${call.identity.region}/${action.name}`;
    const conversation = this.#live.get(this.#idOfName.get(key) ?? '') ?? this.#makeNamed(key, action.name);
    const hasMusic = action.musicOnHoldUrl !== undefined;
    const url = settings.conversationEventUrl ? action.eventUrl : undefined;
    return this.#move(call, conversation, { ...action, hasMusic }, url);
  }

  /** The leg moves into a conversation that exists. False: there is none, or no room. */
  moveInto(call: VonageCall, id: string, entry: Entry): boolean {
    const conversation = this.#live.get(id);
    return conversation !== undefined && this.#move(call, conversation, entry);
  }

  /** The leg is taken out of where it is, into a new conversation of its own. */
  isolate(call: VonageCall): void {
    this.#move(call, this.#make(`CON-${randomUUID()}`, undefined));
  }

  #move(call: VonageCall, to: Conversation, entry?: Entry, url?: string): boolean {
    if (to.isFull) return false;
    const from = call.conversationUuid;
    this.#leave(call, 'moved');
    call.conversationUuid = to.id;
    this.#live.set(to.id, to);
    this.#deps.webhooks.emit(transfer(call, from), url);
    to.join(call, entry);
    return true;
  }

  #leave(call: VonageCall, reason: 'hung-up' | 'moved'): void {
    const conversation = this.#live.get(call.conversationUuid);
    conversation?.leave(call, reason);
    if (conversation?.members.length === 0) this.#live.delete(conversation.id);
  }

  #makeNamed(key: string, name: string): Conversation {
    const kept = this.#deps.settings.keepsConversations ? this.#idOfName.get(key) : undefined;
    const id = kept ?? `CON-${randomUUID()}`;
    this.#idOfName.set(key, id);
    return this.#make(id, name);
  }

  #make(id: string, name: string | undefined): Conversation {
    const conversation = new Conversation(id, name, this.#deps);
    this.#live.set(id, conversation);
    return conversation;
  }
}
