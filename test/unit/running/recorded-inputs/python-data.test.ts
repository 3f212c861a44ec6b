import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../../src/config';
import type { DataOptions } from '../../../../src/data-sources';
import { checkConfigText } from '../../../../src/running';
import { knownPythonData, lookUpPythonData } from '../../../../src/running/recorded-inputs/python-data';
import type { RunSummary } from '../../../../src/runs';

const code = 'def make_datasets(): ...\n';
const student = { model: { preset: 'mlp', hidden: [4] } };
const dataOf = (data: object): DataOptions => configSchema.parse({ name: 'a', data, student }).data;
const own = { python: 'data.py:make_datasets', args: { size: 8 } };

describe('facts of data sets that code makes', () => {
  const workspace = mkdtempSync(path.join(tmpdir(), 'distillery-made-'));
  const file = path.join(workspace, 'a.distill.yaml');
  before(() => writeFileSync(path.join(workspace, 'data.py'), code));
  after(() => rmSync(workspace, { recursive: true }));

  /** A run that has opened data sets of these settings. */
  const run = (data: object, train: number, more: object = {}): RunSummary => {
    const sha256 = createHash('sha256').update(code).digest('hex');
    const madeData = {
      ...{ files: [{ path: 'data.py', sha256 }], shape: [8, 8, 1], counts: { train, test: 50 }, isDrawn: true },
      classes: ['cat', 'dog'].map((name, label) => ({ name, label })),
      ...more,
    };
    const manifest = { config: configSchema.parse({ name: 'a', data, student }), configPath: file };
    return { manifest, progress: { inputs: { madeData } } } as unknown as RunSummary;
  };
  const look = async (runs: readonly RunSummary[], data: object = own): Promise<number | undefined> => {
    const options = dataOf(data);
    await lookUpPythonData(options, { file, workspace, allowedFolders: [], runs });
    return knownPythonData(options, file)?.splits.train.count;
  };

  it('are those of the newest run that opened the same ones by code that is still the same', async () => {
    assert.equal(await look([]), undefined);
    assert.equal(await look([run(own, 300), run(own, 200)]), 300);
    assert.equal(await look([run({ ...own, args: { size: 9 } }, 300), run(own, 200)]), 200);
    assert.equal(await look([run(own, 300)], { ...own, limit: 20 }), 300, 'settings of use make no other data');
    const other = { files: [{ path: 'data.py', sha256: '0'.repeat(64) }] };
    assert.equal(await look([run(own, 300, other), run(own, 200)]), undefined, 'of other code nothing is known');
  });

  it('stay one object while they are the same, with the classes that the config takes', async () => {
    const options = dataOf({ ...own, classes: ['dog', 'cat'] });
    await look([run(own, 300)]);
    const first = knownPythonData(options, file);
    assert.deepEqual(
      first?.classes.map(({ name }) => name),
      ['dog', 'cat'],
    );
    await look([run(own, 300)]);
    assert.equal(knownPythonData(options, file), first);
  });

  it('are in the check of a config, which says nothing of the data before', async () => {
    const text = `name: a\ndata: { python: "data.py:make_datasets", args: { size: 8 }, limit: 500 }\nstudent: { model: { preset: mlp, hidden: [4] } }\ntrain: { engine: torch }\n`;
    const check = (runs: readonly RunSummary[]): ReturnType<typeof checkConfigText> =>
      checkConfigText({ text, file, workspace, allowedFolders: [], runs });
    const before = await check([]);
    assert.deepEqual([before.problems, before.facts], [[], undefined]);
    const after = await check([run(own, 300)]);
    assert.deepEqual(
      after.problems.map(({ code: one }) => one),
      ['train-above-data'],
    );
    assert.deepEqual(after.facts?.shape, [8, 8, 1]);
  });
});
