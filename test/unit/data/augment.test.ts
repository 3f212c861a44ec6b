import assert from 'node:assert/strict';
import { augmentImages, dropoutMask, Generator } from '../../../src/data';

const shape = [3, 3, 1] as const;
const image = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);

/** The image moved by [down, right], written out independently of the code under test. */
function moved(down: number, right: number, isMirrored: boolean): string {
  const at = (y: number, x: number): number =>
    y < 0 || y > 2 || x < 0 || x > 2 ? 0 : (image[y * 3 + (isMirrored ? 2 - x : x)] ?? 0);
  return [0, 1, 2].flatMap((y) => [0, 1, 2].map((x) => at(y - down, x - right))).join();
}

function seen(jitter: number, flip: boolean): Map<string, number> {
  const generator = new Generator(1);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 5000; draw += 1) {
    const key = augmentImages(image, 1, shape, { jitter, flip }, generator).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

describe('augmentation', () => {
  it('shifts by every offset up to the jitter, about equally often, with zeros from outside', () => {
    const counts = seen(1, false);
    const expected = [-1, 0, 1].flatMap((down) => [-1, 0, 1].map((right) => moved(down, right, false)));
    assert.deepEqual(new Set(counts.keys()), new Set(expected));
    for (const [key, count] of counts) assert.ok(Math.abs(count - 5000 / 9) < 120, `${key}: ${count}`);
  });

  it('mirrors about half', () => {
    const counts = seen(0, true);
    assert.deepEqual(new Set(counts.keys()), new Set([moved(0, 0, false), moved(0, 0, true)]));
    assert.ok(Math.abs((counts.get(moved(0, 0, true)) ?? 0) - 2500) < 200);
  });

  it('enlarges sections of at least the given share, wherever they lie, with values between the pixels', () => {
    // A pixel's two channels are its column and its row: they tell where the section lies and how large it is.
    const side = 9;
    const places = Float32Array.from({ length: side * side * 2 }, (_, index) =>
      index % 2 === 0 ? (index / 2) % side : Math.floor(index / 2 / side),
    );
    const generator = new Generator(5);
    const shares: number[] = [];
    const lefts: number[] = [];
    for (let draw = 0; draw < 2000; draw += 1) {
      const options = { jitter: 0, flip: false, crop: 0.5 };
      const changed = augmentImages(places, 1, [side, side, 2], options, generator);
      const at = (y: number, x: number, channel: number): number => changed[(y * side + x) * 2 + channel] ?? 0;
      // Away from the border, where places are held inside of the image.
      const share = (at(4, 5, 0) - at(4, 3, 0)) / 2;
      const left = at(4, 3, 0) - 3.5 * share + 0.5;
      const down = (at(5, 4, 1) - at(3, 4, 1)) / 2;
      assert.ok(Math.abs(down - share) < 1e-5, 'both sides by one share');
      assert.ok(share >= 0.5 - 1e-5 && share < 1 && left > -1e-5 && left + share * side < side + 1e-5);
      shares.push(share);
      lefts.push(left / (side * (1 - share)));
    }
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.ok(Math.abs(mean(shares) - 0.75) < 0.01, `${mean(shares)}`);
    assert.ok(Math.abs(mean(lefts) - 0.5) < 0.03, `${mean(lefts)}`);
  });

  it('draws the same shifts with and without sections of nearly the whole image', () => {
    const of = (crop: number | undefined): number[] => {
      const options = { jitter: 1, flip: false, crop };
      return [...augmentImages(image, 1, shape, options, new Generator(11))].map(Math.round);
    };
    assert.deepEqual(of(0.999), of(undefined));
  });

  it('leaves the original and the padding as they are, and repeats for a seed', () => {
    const two = Float32Array.of(...image, ...new Float32Array(9));
    const first = augmentImages(two, 1, shape, { jitter: 2, flip: true }, new Generator(7));
    assert.deepEqual([...two.subarray(0, 9)], [...image]);
    assert.deepEqual([...first.subarray(9)], [...new Float32Array(9)]);
    assert.deepEqual(first, augmentImages(two, 1, shape, { jitter: 2, flip: true }, new Generator(7)));
  });

  it('keeps the channels of a pixel together', () => {
    const colours = Float32Array.of(1, 2, 3, 4);
    const results = new Set<string>();
    const generator = new Generator(3);
    for (let draw = 0; draw < 100; draw += 1) {
      results.add(augmentImages(colours, 1, [1, 2, 2], { jitter: 0, flip: true }, generator).join());
    }
    assert.deepEqual([...results].sort(), ['1,2,3,4', '3,4,1,2']);
  });
});

describe('dropout masks', () => {
  for (const rate of [0.2, 0.5, 0.95]) {
    it(`leave out a share of ${rate} and keep the expected sum`, () => {
      const mask = dropoutMask(new Generator(2), 100_001, rate);
      const zeros = mask.filter((value) => value === 0).length / mask.length;
      assert.ok(Math.abs(zeros - rate) < 0.006, `${zeros}`);
      assert.deepEqual(new Set(mask), new Set([0, Math.fround(1 / (1 - rate))]));
      const mean = mask.reduce((sum, value) => sum + value, 0) / mask.length;
      assert.ok(Math.abs(mean - 1) < 0.06, `${mean}`);
    });
  }

  it('repeat for a seed and differ between steps', () => {
    assert.deepEqual(dropoutMask(new Generator(1, 5), 64, 0.5), dropoutMask(new Generator(1, 5), 64, 0.5));
    assert.notDeepEqual(dropoutMask(new Generator(1, 5), 64, 0.5), dropoutMask(new Generator(1, 6), 64, 0.5));
  });
});
