import assert from 'node:assert/strict';
import { maxPins } from '../../../src/panel/messages';
import { Pins } from '../../../webview/page/pins';

describe('Pins', () => {
  it('keep a run in its slot until it is unpinned, and give the first free slot to the next', () => {
    const pins = new Pins();
    for (const id of ['a', 'b', 'c', 'a', 'd']) pins.toggle(id);
    assert.deepEqual(pins.list(), [
      { runId: 'd', slot: 1 },
      { runId: 'b', slot: 2 },
      { runId: 'c', slot: 3 },
    ]);
    pins.toggle('b');
    const again = new Pins();
    again.restore(pins.saved());
    assert.deepEqual(again.list(), pins.list());
    assert.deepEqual(again.saved(), ['d', null, 'c']);
  });
  it('are no more than can be drawn apart', () => {
    const pins = new Pins();
    let changes = 0;
    pins.onChange(() => (changes += 1));
    for (let index = 0; index < maxPins + 3; index += 1) pins.toggle(String(index));
    assert.equal(pins.list().length, maxPins);
    assert.equal(changes, maxPins);
  });
});
