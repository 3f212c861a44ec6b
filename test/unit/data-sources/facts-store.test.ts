import assert from 'node:assert/strict';
import { utimesSync } from 'node:fs';
import path from 'node:path';
import { FactsStore, type DataFinding, type DataPlace } from '../../../src/data-sources';
import { idx, letters, lookedFolder } from './looked-idx';
import { around, standardFiles } from './small-idx';

const { folder, look } = lookedFolder();

describe('facts that are kept', () => {
  it('are given at once, and files that stay as they are are not read again', async () => {
    folder.put(letters);
    const store = new FactsStore();
    assert.equal(store.known(idx(), folder.path()), undefined);
    const first = await look(idx(), {}, store);
    assert.equal(store.known(idx(), folder.path()), first);
    assert.equal(await look(idx(), {}, store), first);
    const later = look(idx(), {}, store);
    assert.equal(store.known(idx(), folder.path()), first, 'also while it is looked at anew');
    await later;
    // Other settings than the path do not change what the files hold.
    assert.equal(store.known(idx({ validation: 3 }), folder.path()), first);
    assert.equal(store.known(idx({ path: 'other' }), folder.path()), undefined);
  });

  it('are looked at anew when a file has another size or time of change', async () => {
    folder.put(letters);
    const store = new FactsStore();
    const first = await look(idx(), {}, store);
    utimesSync(path.join(folder.path(), 'train-labels-idx1-ubyte'), new Date(0), new Date(0));
    assert.notEqual(await look(idx(), {}, store), first);
    folder.put(standardFiles(around([1, 2], 8), [1]));
    const second = await look(idx(), {}, store);
    assert.equal(second.kind === 'facts' && second.facts.classes.length, 2);
  });

  it('are those of a change that comes while a look is under way: another look follows it', async () => {
    folder.put(letters);
    const store = new FactsStore();
    const asked: string[] = [];
    // The first look has passed all files before it asks for the last one; they change then.
    const place: DataPlace = {
      environment: {},
      resolve: (written) => {
        asked.push(written);
        return path.resolve(folder.path(), written);
      },
    };
    const first = store.look(idx(), folder.path(), place);
    folder.put(standardFiles(around([1, 2], 8), [1]));
    const [, second, third] = await Promise.all([
      first,
      store.look(idx(), folder.path(), place),
      store.look(idx(), folder.path(), place),
    ]);
    assert.equal(second.kind === 'facts' && second.facts.classes.length, 2);
    assert.equal(third, second, 'all who ask meanwhile share the one that follows');
    assert.equal(store.known(idx(), folder.path()), second);
  });

  /** A place that does something each time that the folder is looked for. */
  const placeWhere = (act: (time: number) => void): DataPlace => {
    let times = 0;
    return {
      environment: {},
      resolve: (written) => {
        if (written === '.') act((times += 1));
        return path.resolve(folder.path(), written);
      },
    };
  };
  const classesOf = (finding: DataFinding | undefined): number | undefined =>
    finding?.kind === 'facts' ? finding.facts.classes.length : undefined;

  it('are those of one state of the files: where they change while they are read, they are read again', async () => {
    folder.put(letters);
    const store = new FactsStore();
    // The second time is the one after the read.
    const place = placeWhere((time) => {
      if (time === 2) folder.put(standardFiles(around([1, 2], 8), [1]));
    });
    const first = await store.look(idx(), folder.path(), place);
    assert.equal(classesOf(first), 2);
    assert.equal(await store.look(idx(), folder.path(), place), first);
  });

  it('are not kept as those of files that change with each read', async () => {
    folder.put(letters);
    const store = new FactsStore();
    let isStill = false;
    const place = placeWhere((time) => {
      if (!isStill) folder.put(standardFiles(around([1, 2], 8 + 2 * time), [1]));
    });
    const first = await store.look(idx(), folder.path(), place);
    assert.equal(store.known(idx(), folder.path()), first);
    isStill = true;
    const second = await store.look(idx(), folder.path(), place);
    assert.notEqual(second, first);
    assert.equal(await store.look(idx(), folder.path(), place), second);
  });

  it('have the names of the config that asks, the same object for the same names', async () => {
    folder.put(letters);
    const store = new FactsStore();
    await look(idx(), {}, store);
    const named = (): unknown => {
      const finding = store.known(idx({ classes: ['a', 'b', 'c'] }), folder.path());
      return finding?.kind === 'facts' ? finding.facts : undefined;
    };
    assert.ok(named() !== undefined);
    assert.equal(named(), named());
  });
});
