// Chance that repeats: the same seed draws the same numbers, on every machine and in every run.
//
// Source: Tommy Ettinger's mulberry32 (public domain). Its state is one number, which fits into the state file.

/** A generator and the one number it is made of. */
export interface Random {
  state: number;
}

/** The next number from 0 to below 1. */
export function draw(random: Random): number {
  random.state = (random.state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(random.state ^ (random.state >>> 15), 1 | random.state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** One of the items, each as likely as the others. There has to be one. */
export function drawOne<T>(random: Random, items: readonly T[]): T {
  return items[Math.floor(draw(random) * items.length)] as T;
}
