/** A seeded generator (xoshiro128**, Blackman and Vigna 2018) with a state of four 32-bit numbers. */
export class Generator {
  private a: number;
  private b: number;
  private c: number;
  private d: number;

  constructor(...seeds: number[]) {
    // SplitMix32 spreads small seeds over the whole state; each further seed is folded in.
    let mixed = 0x9e3779b9;
    const next = (): number => {
      mixed = (mixed + 0x9e3779b9) | 0;
      let value = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
      value = Math.imul(value ^ (value >>> 15), 0x735a2d97);
      return value ^ (value >>> 15);
    };
    for (const seed of seeds) mixed = next() ^ seed;
    [this.a, this.b, this.c, this.d] = [next(), next(), next(), next()];
  }

  /** A whole number from 0 to 2³² − 1. */
  nextUint32(): number {
    const { a, b, c, d } = this;
    const third = c ^ a;
    const fourth = d ^ b;
    this.a = a ^ fourth;
    this.b = b ^ third;
    this.c = third ^ (b << 9);
    this.d = rotate(fourth, 11);
    return Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
  }

  /** A number from 0 up to, not including, 1. */
  nextUniform(): number {
    return this.nextUint32() / 4294967296;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  nextBelow(limit: number): number {
    return Math.floor(this.nextUniform() * limit);
  }

  /** A number of the standard normal distribution (Box and Muller 1958). */
  nextNormal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.nextUniform()));
    return radius * Math.cos(2 * Math.PI * this.nextUniform());
  }
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** The numbers 0 … count − 1 in an order that the seeds decide (Fisher and Yates). */
export function shuffledIndices(count: number, ...seeds: number[]): Int32Array {
  const generator = new Generator(...seeds);
  const order = new Int32Array(count);
  for (let index = 0; index < count; index += 1) order[index] = index;
  for (let last = count - 1; last > 0; last -= 1) {
    const other = generator.nextBelow(last + 1);
    const kept = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

/**
 * A mask of inverted dropout (Srivastava et al. 2014): each of `size` numbers is 0 with probability `rate`, to 1/65536,
 * else 1/(1 − rate), so that the expected sum stays.
 */
export function dropoutMask(generator: Generator, size: number, rate: number): Float32Array {
  const mask = new Float32Array(size);
  const kept = 1 / (1 - rate);
  const last = Math.round(rate * 65536) - 1;
  // The sign of a difference, not a choice: which way a choice goes is what the processor cannot foresee here.
  for (let index = 0; index < size; index += 2) {
    const bits = generator.nextUint32();
    mask[index] = kept * ((last - (bits & 0xffff)) >>> 31);
    mask[index + 1] = kept * ((last - (bits >>> 16)) >>> 31);
  }
  return mask;
}
