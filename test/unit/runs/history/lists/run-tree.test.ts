import assert from 'node:assert/strict';
import path from 'node:path';
import { flattenTree, runTree, withDependents, type RunSummary } from '../../../../../src/runs';

type Relatives = { kind?: 'run' | 'sweep'; parent?: string; control?: string; controlOf?: readonly string[] };
const run = (id: string, relatives: Relatives = {}, folder = '/w/.distillery/runs'): RunSummary =>
  ({ id, name: id, folder: path.join(folder, id), manifest: { kind: 'run', ...relatives } }) as unknown as RunSummary;
const idsOf = (runs: readonly RunSummary[]): string[] => runs.map(({ id }) => id);

describe('a tree of runs', () => {
  it('shows children beneath their sweep, in the order of the list', () => {
    const sweep = run('s', { kind: 'sweep' });
    const runs = [run('c', { parent: 's' }), run('a'), sweep, run('b', { parent: 's' })];
    assert.deepEqual(idsOf(runTree(runs).roots), ['a', 's']);
    assert.deepEqual(idsOf(runTree(runs).childrenOf(sweep)), ['c', 'b']);
    assert.deepEqual(
      flattenTree(runs).map(({ run: { id }, depth }) => `${depth}${id}`),
      ['0a', '0s', '1c', '1b'],
    );
  });

  it('shows controls beneath the sweep whose runs they were made for, and others at the root', () => {
    const sweep = run('s', { kind: 'sweep' });
    const child = run('child', { parent: 's', control: 'shared' });
    const own = run('own', { controlOf: ['child'] });
    const half = run('half', { controlOf: ['gone', 'child'] });
    const [plain, shared] = [run('plain', { control: 'shared' }), run('shared', { controlOf: ['plain'] })];
    const runs = [own, half, sweep, child, plain, shared, run('lone', { controlOf: ['gone'] })];
    assert.deepEqual(idsOf(runTree(runs).childrenOf(sweep)), ['own', 'half', 'child']);
    assert.deepEqual(idsOf(runTree(runs).roots), ['s', 'plain', 'shared', 'lone']);
    assert.deepEqual(idsOf([own, child, plain].map((one) => runTree(runs).parentOf(one) ?? one)), ['s', 's', 'plain']);
    assert.deepEqual(idsOf(withDependents(sweep, runs)), ['own', 'half', 'child', 's'], 'plain still names the other');
  });

  it('keeps at the root a run whose parent is gone, no sweep, or of another workspace', () => {
    const sweep = run('s', { kind: 'sweep' }, '/other/.distillery/runs');
    const runs = [
      sweep,
      run('plain'),
      run('a', { parent: 'gone' }),
      run('b', { parent: 'plain' }),
      run('c', { parent: 's' }),
    ];
    assert.deepEqual(idsOf(runTree(runs).roots), ['s', 'plain', 'a', 'b', 'c']);
  });

  it('reads the parent of a run of version 0.1 as the run that it repeats', () => {
    const old = { ...run('old'), manifest: { parent: 's' } } as unknown as RunSummary;
    assert.deepEqual(idsOf(runTree([run('s', { kind: 'sweep' }), old]).roots), ['s', 'old']);
  });

  it('hides no run of a circle and does not hang, whatever manifests say', () => {
    const kind = 'sweep';
    const own = run('own', { kind, parent: 'own' });
    const [one, two] = [run('one', { kind, parent: 'two' }), run('two', { kind, parent: 'one' })];
    const below = run('below', { parent: 'one' });
    const path_ = run('../../../etc', { parent: '../runs/own' });
    const runs = [own, one, two, below, path_];
    assert.deepEqual(idsOf(flattenTree(runs).map((place) => place.run)).sort(), idsOf(runs).sort());
    assert.deepEqual(idsOf(runTree(runs).childrenOf(one)), ['below']);
    for (const each of runs) assert.ok(withDependents(each, runs).includes(each));
  });

  it('takes sweeps of sweeps, at any depth', () => {
    const runs = Array.from({ length: 10_000 }, (_, at) => run(`${at}`, { kind: 'sweep', parent: `${at + 1}` }));
    assert.equal(flattenTree(runs).at(-1)?.depth, 9_999);
    assert.equal(runTree(runs).roots.length, 1);
  });

  it('deletes a sweep with its children, and a control with the last run that names it', () => {
    const sweep = run('s', { kind: 'sweep' });
    const [first, second] = [run('first', { parent: 's' }), run('second', { parent: 's' })];
    const control = run('control', { controlOf: ['first', 'second'] });
    const other = run('other');
    const shared = run('shared', { controlOf: ['first', 'other'] });
    const runs = [sweep, first, second, control, shared, other];
    assert.deepEqual(idsOf(withDependents(sweep, runs)), ['control', 'second', 'first', 's']);
    assert.deepEqual(idsOf(withDependents(first, runs)), ['first'], 'second and other still name the controls');
    assert.deepEqual(
      idsOf(
        withDependents(
          second,
          runs.filter((one) => one !== first),
        ),
      ),
      ['control', 'second'],
    );
    assert.deepEqual(idsOf(withDependents(shared, runs)), ['shared'], 'when asked');
    assert.deepEqual(idsOf(withDependents(other, [other, shared])), ['shared', 'other']);
  });

  it('keeps a control while a later run names it as its own, and takes it with the last of them', () => {
    const [first, later] = [run('first', { control: 'c' }), run('later', { control: 'c' })];
    const control = run('c', { controlOf: ['first'] });
    assert.deepEqual(idsOf(withDependents(first, [first, later, control])), ['first']);
    assert.deepEqual(idsOf(withDependents(later, [later, control])), ['c', 'later']);
    assert.deepEqual(idsOf(withDependents(later, [later, run('c')])), ['later'], 'a run of its own stays');
  });
});
