import { Generator } from '../../../src/data';
import { cpuTime } from '../../growth';
import { damageBytes } from '../../process/faults/corruption';
import type { Target } from './target';

/** No input may take longer, in ms of the processor; they are small. */
const slowestMs = 5000;

/** Pieces that mean something in one of the formats. */
const pieces = [
  '{',
  '}',
  '[',
  ']',
  '"',
  ':',
  ',',
  '\n',
  '\u0000',
  '- ',
  '&a ',
  '*a',
  '!!js ',
  '1e999',
  '-1',
  'NaN',
  'null',
];
const words = [
  ...pieces,
  '__proto__',
  '"constructor"',
  '4294967295',
  '18446744073709551616',
  '../',
  'true',
  '\ufeff',
  '\r\n',
];

/** Damages an input once or several times. */
function mutate(original: Buffer, generator: Generator): Buffer {
  let bytes = original;
  for (let turn = 1 + generator.nextBelow(3); turn > 0 && bytes.length > 0; turn -= 1) {
    if (generator.nextBelow(2) === 0) bytes = damageBytes(bytes, generator);
    else {
      const place = generator.nextBelow(bytes.length);
      const word = Buffer.from(words[generator.nextBelow(words.length)] ?? '', 'utf8');
      bytes = Buffer.concat([bytes.subarray(0, place), word, bytes.subarray(place + generator.nextBelow(4))]);
    }
  }
  return bytes;
}

/**
 * Gives a reader damaged and forged inputs, always the same ones for a seed, until `isEnough`. Throws what the reader must not throw, with
 * the input that made it; gives how many were tried.
 */
export async function fuzz(target: Target, seed: number, isEnough: (tried: number) => boolean): Promise<number> {
  const generator = new Generator(seed);
  let tried = 0;
  for (const whole of target.corpus) await target.check(whole, whole);
  for (; !isEnough(tried); tried += 1) {
    const original = target.corpus[generator.nextBelow(target.corpus.length)] ?? Buffer.alloc(0);
    const { forge } = target;
    const isForged = forge !== undefined && generator.nextBelow(3) > 0;
    const bytes = isForged ? forge(original, generator) : mutate(original, generator);
    let took: number;
    try {
      took = await cpuTime(() => target.check(bytes, original));
    } catch (error) {
      const input = bytes.subarray(0, 4096).toString('base64');
      throw new Error(`${target.name}, seed ${seed}, input ${tried} (base64 ${input})`, { cause: error });
    }
    if (took > slowestMs) throw new Error(`${target.name}, seed ${seed}, input ${tried} took ${took.toFixed(0)} ms`);
  }
  return tried;
}
