import { InvalidArgumentError } from 'commander';
import { clockOrderSchema } from './console/api/orders.ts';
import { maxHurry } from './hold-clock.ts';

/**
 * Reads how many times less held calls are to wait, for Commander.
 * @throws what is allowed
 */
export function hurryFactor(text: string): number {
  const parsed = clockOrderSchema.safeParse({ hurry: Number(text) });
  if (!parsed.success) throw new InvalidArgumentError(`It is a number from 1 to ${maxHurry}.`);
  return parsed.data.hurry;
}
