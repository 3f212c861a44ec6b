import assert from 'node:assert/strict';

/**
 * Measures until a figure is below its bound, four times at most, and fails with all of them when none is: other work on the
 * machine, or what other tests leave to collect, only ever adds to a figure.
 */
export async function assertBelow(bound: number, unit: string, measure: () => number | Promise<number>): Promise<void> {
  const measured: number[] = [];
  while (measured.length < 4) {
    const figure = await measure();
    if (figure < bound) return;
    measured.push(figure);
  }
  assert.fail(`${measured.map((figure) => figure.toFixed(1)).join(', ')} ${unit}; it must be below ${bound}`);
}
