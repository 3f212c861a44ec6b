import assert from 'node:assert/strict';
import { GrowingCurve } from '../../../webview/columns';
import { Viewport } from '../../../webview/viewport';

describe('Viewport', () => {
  it('follows the end until somebody zooms, and again after a reset', () => {
    let changes = 0;
    const viewport = new Viewport(() => (changes += 1));
    viewport.reach(100);
    assert.deepEqual(viewport.range(), { from: 0, to: 100 });
    viewport.zoomTo(40, 20);
    viewport.reach(200);
    assert.deepEqual(viewport.range(), { from: 20, to: 40 });
    viewport.reset();
    viewport.reset();
    assert.deepEqual(viewport.range(), { from: 0, to: 200 });
    assert.equal(changes, 2);
  });
  it('takes no zoom of less than a step, and none before the beginning', () => {
    const viewport = new Viewport(() => undefined);
    viewport.zoomTo(5, 5.5);
    viewport.zoomTo(Number.NaN, 7);
    assert.equal(viewport.zoom, undefined);
    viewport.zoomTo(-9, 30);
    assert.deepEqual(viewport.zoom, { from: 0, to: 30 });
  });
});

describe('GrowingCurve', () => {
  it('grows past its room and takes back what a resumed run writes again', () => {
    const curve = new GrowingCurve();
    const steps = Float64Array.from({ length: 5000 }, (_, index) => index + 1);
    curve.append(steps, steps);
    assert.equal(curve.length, 5000);
    curve.append([4000, 4001], [7, 8]);
    assert.deepEqual([curve.length, curve.lastStep, curve.last], [4001, 4001, 8]);
    assert.deepEqual([curve.at(3999), curve.at(4000), curve.at(9999), curve.at(0)], [3999, 7, 8, Number.NaN]);
    curve.cut(11);
    assert.deepEqual([...curve.view().values], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    curve.append([], []);
    curve.clear();
    assert.equal(curve.length, 0);
    assert.ok(Number.isNaN(curve.last));
  });
});
