/** A promise was broken, or the simulator met something that cannot be. Ends the world it happened in. */
export class Violation extends Error {
  override readonly name = 'Violation';
  /** Which promise: a short stable word. */
  readonly promise: string;

  constructor(promise: string, detail: string) {
    super(`${promise}: ${detail}`);
    this.promise = promise;
  }
}
