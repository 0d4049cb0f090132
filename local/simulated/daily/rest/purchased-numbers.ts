import { randomUUID } from 'node:crypto';

/** A number that the domain has bought, as REST shows it (Daily docs, purchased phone numbers). */
export interface PurchasedNumber {
  readonly id: string;
  readonly name: string | null;
  readonly number: string;
  readonly type: 'purchased_phone_number';
  readonly status: 'verified';
  readonly verified: true;
  readonly created_date: string;
  readonly pagination_id: string;
}

/** The numbers that the domain has bought. */
export class PurchasedNumbers {
  readonly #numbers: PurchasedNumber[] = [];

  /** Newest first. */
  get all(): readonly PurchasedNumber[] {
    return this.#numbers.toReversed();
  }

  /** Buys a number; one that is there already stays as it is. */
  buy(number: string, name?: string): void {
    if (this.has(number)) return;
    this.#numbers.push({
      id: randomUUID(),
      name: name ?? null,
      number,
      type: 'purchased_phone_number',
      status: 'verified',
      verified: true,
      created_date: new Date().toUTCString().replace('GMT', '+0000'),
      pagination_id: String(this.#numbers.length + 1),
    });
  }

  has(number: string): boolean {
    return this.#numbers.some((bought) => bought.number === number);
  }
}
