import assert from 'node:assert/strict';
import { GrowingCurve } from '../../../../src/curves';
import { keyAction } from '../../../../webview/curves/plot/plot-keys';
import { Viewport } from '../../../../webview/curves/scene/viewport';

describe('Viewport', () => {
  const make = (): { viewport: Viewport; changes: () => number } => {
    let count = 0;
    const viewport = new Viewport(() => (count += 1));
    viewport.reach(0, 100);
    return { viewport, changes: () => count };
  };
  it('follows the end until somebody zooms, and again after a reset', () => {
    const { viewport, changes } = make();
    assert.deepEqual(viewport.range(), { from: 0, to: 100 });
    viewport.zoomTo(40, 20);
    viewport.reach(0, 200);
    assert.deepEqual(viewport.range(), { from: 20, to: 40 });
    viewport.reset();
    viewport.reset();
    assert.deepEqual(viewport.range(), { from: 0, to: 200 });
    assert.equal(changes(), 2);
  });
  it('takes no window that is empty or no number', () => {
    const { viewport } = make();
    viewport.zoomTo(5, 5);
    viewport.zoomTo(Number.NaN, 7);
    assert.equal(viewport.zoom, undefined);
  });
  it('zooms around a place, pans no further than there is something, and is whole again when zoomed out', () => {
    const { viewport } = make();
    viewport.pan(0.5);
    assert.equal(viewport.zoom, undefined);
    viewport.zoomBy(0.5, 80);
    assert.deepEqual(viewport.zoom, { from: 40, to: 90 });
    viewport.pan(0.1);
    assert.deepEqual(viewport.zoom, { from: 45, to: 95 });
    viewport.pan(1);
    assert.deepEqual(viewport.zoom, { from: 50, to: 100 });
    viewport.zoomBy(4, 75);
    assert.equal(viewport.zoom, undefined);
  });
});

describe('keyAction', () => {
  const shown = { from: 0, to: 200, pointed: 100 };
  const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false };
  for (const [key, action] of [
    ['ArrowRight', { kind: 'point', position: 102 }],
    ['PageUp', { kind: 'point', position: 80 }],
    ['End', { kind: 'point', position: 200 }],
    ['+', { kind: 'zoom', factor: 0.5, around: 100 }],
    ['Escape', { kind: 'reset' }],
    ['x', undefined],
  ] as const) {
    it(`${key} means ${action?.kind ?? 'nothing'}`, () => {
      assert.deepEqual(keyAction({ ...plain, key }, shown), action);
    });
  }
  it('pans with Shift, and leaves the editor its own keys', () => {
    assert.deepEqual(keyAction({ ...plain, key: 'ArrowLeft', shiftKey: true }, shown), { kind: 'pan', share: -0.2 });
    assert.equal(keyAction({ ...plain, key: '+', ctrlKey: true }, shown), undefined);
  });
});

describe('GrowingCurve', () => {
  it('grows past its room and takes back what a resumed run writes again', () => {
    const curve = new GrowingCurve();
    const steps = Float64Array.from({ length: 5000 }, (_, index) => index + 1);
    curve.append(steps, steps);
    assert.equal(curve.length, 5000);
    curve.append(Float64Array.of(4000, 4001), Float32Array.of(7, 8));
    assert.deepEqual([curve.length, curve.last], [4001, 8]);
    assert.deepEqual([curve.at(3999), curve.at(4000), curve.at(9999), curve.at(0)], [3999, 7, 8, Number.NaN]);
    curve.append(new Float64Array(), new Float32Array());
    curve.replace(Float64Array.of(2), Float32Array.of(3));
    assert.deepEqual([...curve.view().y], [3]);
    curve.clear();
    assert.ok(Number.isNaN(curve.last));
  });
});
