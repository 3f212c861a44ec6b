import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigWatch } from '../../../../src/coordinator/watch/config-watch';

const began = 'name: as the sweep began\n';
const changed = 'name: another\n';
const hash = createHash('sha256').update(began).digest('hex');
const since = 1000;

describe('the config file of a sweep', () => {
  let root: string;
  let file: string;
  before(() => (root = mkdtempSync(path.join(tmpdir(), 'distillery-config-watch-'))));
  after(() => rmSync(root, { recursive: true, force: true }));
  beforeEach(() => (file = path.join(root, 'a.distill.yaml')));

  /** Saves a text, seconds after the sweep began. */
  function save(text: string, seconds: number): void {
    writeFileSync(file, text);
    utimesSync(file, since / 1000 + seconds, since / 1000 + seconds);
  }

  it('has changed where it is younger than the sweep and has another text, at each look from then on', () => {
    save(changed, -1);
    const watch = new ConfigWatch({ path: file, sweep: 'quick', hash, since });
    assert.deepEqual(watch.look(), []);
    save(began, 1);
    assert.deepEqual(watch.look(), []);
    save(changed, 2);
    const [notice = '', ...more] = watch.look();
    assert.match(notice, /^WARNING: a\.distill\.yaml has changed since this sweep began\./);
    assert.deepEqual(more, []);
    rmSync(file);
    assert.deepEqual(watch.look(), [notice]);
  });

  it('has not changed yet where it goes between its status and its text, nor while it is gone; it is read when it is back', () => {
    save(changed, 1);
    let mayStay = false;
    const watch = new ConfigWatch({ path: file, sweep: 'quick', hash, since }, (place) => {
      if (!mayStay) rmSync(place);
      return readFileSync(place);
    });
    assert.deepEqual(watch.look(), []);
    assert.deepEqual(watch.look(), []);
    mayStay = true;
    // The very time and size that the look before has seen.
    save(changed, 1);
    assert.equal(watch.look().length, 1);
  });

  it('is no file in the place of a folder or of a file in its path', () => {
    assert.deepEqual(new ConfigWatch({ path: root, sweep: 'quick', hash, since }).look(), []);
    save(changed, 1);
    assert.deepEqual(
      new ConfigWatch({ path: path.join(file, 'a.distill.yaml'), sweep: 'quick', hash, since }).look(),
      [],
    );
  });
});
