import { isOver } from '../../kit/pace.ts';
import { type Menu, menuNamed, type RunMenu } from '../svaml/schema.ts';
import type { MenuResult } from '../webhooks/events.ts';
import type { SinchCall } from './call.ts';
import { playSounds, type SoundDeps } from './sounds.ts';

/** What one round of one menu came to: a result, another menu, or nothing that the menu understands. */
type Round =
  | { readonly then: 'result'; readonly type: MenuResult['type']; readonly value: string }
  | { readonly then: 'menu'; readonly id: string }
  | { readonly then: 'again'; readonly type: 'timeout' | 'invalidinput' };

/** Runs menus until one has a result. Undefined: the call was taken away from them. */
export async function runMenus(
  call: SinchCall,
  action: RunMenu,
  signal: AbortSignal,
  deps: SoundDeps,
): Promise<MenuResult | undefined> {
  let id = action.mainMenu ?? 'main';
  for (;;) {
    const menu = action.menus.find((one) => one.id === id);
    if (!menu || isOver(signal)) return undefined;
    call.note({ kind: 'menu', menuId: menu.id });
    const round = await runMenu(call, menu, action, signal, deps);
    if (round === undefined) return undefined;
    if (round.then === 'result') {
      call.note({ kind: 'menu-result', type: round.type, keys: round.value });
      return { menuId: menu.id, type: round.type, value: round.value };
    }
    ({ id } = round);
  }
}

/** One menu with its repetitions. */
async function runMenu(
  call: SinchCall,
  menu: Menu,
  action: RunMenu,
  signal: AbortSignal,
  deps: SoundDeps,
): Promise<Exclude<Round, { then: 'again' }> | undefined> {
  for (let repeat = 0; ; repeat += 1) {
    const prompt = (repeat === 0 ? undefined : menu.repeatPrompt) ?? menu.mainPrompt ?? [];
    const round = await new MenuRound(call, menu, deps).run(prompt, action, signal);
    if (round?.then !== 'again') return round;
    if (repeat >= menu.repeats) return { then: 'result', type: round.type, value: '' };
  }
}

/** One prompt and the keys that answer it. */
class MenuRound {
  readonly #call: SinchCall;
  readonly #menu: Menu;
  readonly #deps: SoundDeps;
  readonly #keyed = new AbortController();
  readonly #done: Promise<Round>;
  #settle: (round: Round) => void = () => undefined;
  #stopTimer = (): void => undefined;
  #digits = '';
  #hears = true;

  constructor(call: SinchCall, menu: Menu, deps: SoundDeps) {
    this.#call = call;
    this.#menu = menu;
    this.#deps = deps;
    this.#done = new Promise((resolve) => (this.#settle = resolve));
  }

  async run(
    prompt: NonNullable<Menu['mainPrompt']>,
    { barge, locale }: RunMenu,
    signal: AbortSignal,
  ): Promise<Round | undefined> {
    const taken = new Promise<undefined>((resolve) => {
      signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    this.#hears = barge;
    const stopCollecting = this.#call.collect((key) => this.#take(key), barge);
    await playSounds(this.#call, prompt, locale, AbortSignal.any([signal, this.#keyed.signal]), this.#deps);
    this.#hears = true;
    if (!this.#keyed.signal.aborted) this.#restartTimer();
    const round = isOver(signal) ? undefined : await Promise.race([this.#done, taken]);
    stopCollecting();
    this.#stopTimer();
    return round;
  }

  #take(key: string): void {
    if (!this.#hears) return;
    const { maxDigits, options } = this.#menu;
    const option = this.#digits === '' ? options.find(({ dtmf }) => dtmf === key) : undefined;
    if (maxDigits === undefined && options.length === 0) {
      if (this.#deps.settings.unexpectedKeys === 'invalid')
        this.#end({ then: 'again', type: 'invalidinput' });
      return;
    }
    if (option) this.#end(resultOf(option.action));
    else if (maxDigits === undefined) this.#end({ then: 'again', type: 'invalidinput' });
    else if (key === '#') {
      // An option on the key leaves it in the value.
      const value = options.some(({ dtmf }) => dtmf === '#') ? `${this.#digits}#` : this.#digits;
      this.#end({ then: 'result', type: 'sequence', value });
    } else this.#add(key, maxDigits);
  }

  #add(key: string, maxDigits: number): void {
    this.#keyed.abort();
    this.#digits += key;
    if (this.#digits.length >= maxDigits) {
      this.#end({ then: 'result', type: 'sequence', value: this.#digits });
    } else this.#restartTimer();
  }

  #restartTimer(): void {
    this.#stopTimer();
    this.#stopTimer = this.#deps.pace.after(this.#menu.timeoutMills, () => {
      const value = this.#digits;
      this.#end(
        value === '' ? { then: 'again', type: 'timeout' } : { then: 'result', type: 'sequence', value },
      );
    });
  }

  #end(round: Round): void {
    this.#keyed.abort();
    this.#settle(round);
  }
}

function resultOf(action: string): Round {
  const id = menuNamed(action);
  if (id !== undefined) return { then: 'menu', id };
  return { then: 'result', type: 'return', value: action.replace(/^return\((.+)\)$/, '$1') };
}
