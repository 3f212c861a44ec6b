import assert from 'node:assert/strict';
import { configSchema, type ResolvedConfig } from '../../../../src/config';
import { findBaselines, newProgress, warnOfWeakTeacher, type RunManifest, type RunSummary } from '../../../../src/runs';

const mlp = (width: number): object => ({ preset: 'mlp', hidden: [width] });
const config = (written: object): ResolvedConfig =>
  configSchema.parse({ name: 'a', data: { set: 'mnist' }, student: { model: mlp(40) }, ...written });
const run = (id: string, written: object, errors: number, teacherErrors?: number): RunSummary => ({
  ...{ id, folder: id, name: id, createdAt: 1, status: 'finished' },
  progress: { ...newProgress(), errors, ...(teacherErrors === undefined ? {} : { teacherErrors }) },
  manifest: { config: config(written) } as RunManifest,
});

describe('findEarlier', () => {
  const taught = { teacher: { model: mlp(80) } };
  const runs = [
    run('taught', taught, 150, 200),
    run('other-teacher', { teacher: { model: mlp(90) } }, 120, 90),
    run('silenced', { ...taught, loss: { soft: 0 } }, 190),
    run('alone', {}, 180),
  ];
  it('finds the newest control and what the same teacher has reached', () => {
    const earlier = findBaselines(runs, config({ ...taught, temperature: 8 }));
    assert.deepEqual(earlier, { control: { id: 'silenced', errors: 190 }, teacher: { id: 'taught', errors: 200 } });
    assert.match(
      warnOfWeakTeacher(earlier) ?? '',
      /200 test errors \(taught\), the student without it 190 \(silenced\)/,
    );
  });
  it('takes no run for a control that differs in more than its teaching', () => {
    const others = [
      run('other-seed', { seed: 2 }, 100),
      run('longer', { train: { epochs: 30 } }, 110),
      run('less-data', { data: { set: 'mnist', train: 1000 } }, 120),
      run('two-threads', { train: { threads: 2, engine: 'wasm' } }, 130),
    ];
    assert.equal(findBaselines(others.slice(0, 3), config(taught)).control, undefined);
    assert.equal(findBaselines(others, config(taught)).control?.id, 'two-threads');
  });
  it('says nothing of a better teacher, of other students, or before there is anything to compare', () => {
    assert.equal(warnOfWeakTeacher(findBaselines(runs, config({ teacher: { model: mlp(90) } }))), undefined);
    assert.equal(warnOfWeakTeacher(findBaselines(runs, config({ ...taught, student: { model: mlp(41) } }))), undefined);
    assert.equal(warnOfWeakTeacher(findBaselines(runs.slice(0, 1), config(taught))), undefined);
    assert.equal(warnOfWeakTeacher(findBaselines([], config(taught))), undefined);
  });
});
