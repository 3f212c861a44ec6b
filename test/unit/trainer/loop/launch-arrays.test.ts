import assert from 'node:assert/strict';
import { LaunchArrays } from '../../../../src/trainer/loop/launch-arrays';

const size = 5;

/** The arrays of a launch, each filled with a number. */
function fill(arrays: LaunchArrays, count: number, value: number): Float32Array[] {
  arrays.begin(count);
  return Array.from({ length: count }, () => (arrays.next() ?? new Float32Array()).fill(value));
}

describe('arrays for the batches of a launch', () => {
  it('lie behind one another, one for each batch', () => {
    const arrays = new LaunchArrays(size);
    const three = fill(arrays, 3, 1);
    assert.deepEqual(
      three.map(({ buffer, byteOffset, length }) => [buffer === three[0]?.buffer, byteOffset, length]),
      [0, 1, 2].map((index) => [true, 4 * size * index, size]),
    );
    assert.equal(arrays.next(), undefined);
  });

  it('are not written over before the launch is given back', () => {
    const arrays = new LaunchArrays(size);
    const [first, second] = [fill(arrays, 2, 1), fill(arrays, 2, 2)];
    arrays.release();
    const third = fill(arrays, 2, 3);
    assert.equal(third[0]?.buffer, first[0]?.buffer, 'the memory of the first is used again');
    assert.deepEqual([...(second[0] ?? []), ...(second[1] ?? [])], new Array<number>(2 * size).fill(2));
  });

  it('take no more memory however often the number of steps changes', () => {
    const arrays = new LaunchArrays(size);
    const seen = new Set<unknown>();
    for (let launch = 0; launch < 100; launch += 1) {
      seen.add(fill(arrays, launch === 0 ? 1 : 3 - ((launch - 1) % 3), launch)[0]?.buffer);
      arrays.release();
    }
    assert.equal(seen.size, 2);
  });
});
