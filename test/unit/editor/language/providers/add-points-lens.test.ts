import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseConfig, type ResolvedConfig } from '../../../../../src/config';
import { addPointsLens } from '../../../../../src/editor/language/providers/add-points-lens';
import { addSweepChange, createRun, summarizeRun, type RunSummary } from '../../../../../src/runs';

const textOf = (sweep: string, more = ''): string => `name: quick
data: { format: mnist, validation: 5000 }
teacher: { model: { preset: mlp, hidden: [16] } }
student: { model: { preset: mlp, hidden: [8] } }
sweep: ${sweep}
${more}`;
function configOf(text: string): ResolvedConfig {
  const { config, problems } = parseConfig(text, 'yaml');
  assert.ok(config !== undefined, JSON.stringify(problems));
  return config;
}
const began = '{ over: { temperature.value: [1, 4] }, seeds: 2 }';
const wider = '{ over: { temperature.value: [1, 4, 8] }, seeds: 2 }';
/** An open file; the lens goes by its identity alone. */
type OpenFile = Parameters<typeof addPointsLens>[0];
const open = (): OpenFile => ({}) as OpenFile;

describe('the lens of points that can join a sweep', () => {
  let root: string;
  let sweep: RunSummary;
  before(async () => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-add-lens-'));
    const folder = path.join(root, '.distillery', 'runs');
    mkdirSync(folder, { recursive: true });
    const text = textOf(began);
    const made = { id: 'sweep', folder, config: configOf(text), configText: text, configPath: '/a.distill.yaml' };
    sweep = await summarizeRun((await createRun({ ...made, kind: 'sweep' })).folder);
  });
  afterEach(() => rmSync(path.join(sweep.folder, 'changes'), { recursive: true, force: true }));
  after(() => rmSync(root, { recursive: true, force: true }));
  const titleOf = (text: string, document = open()): string | undefined =>
    addPointsLens(document, configOf(text), sweep)?.title;

  it('says how many points and runs the config has more, and starts their joining', () => {
    const lens = addPointsLens(open(), configOf(textOf(wider)), sweep);
    assert.deepEqual(
      [lens?.title, lens?.command, lens?.arguments],
      ['$(add) Add 1 point · 2 runs', 'distillery.addPoints', [{ folder: sweep.folder }]],
    );
    assert.equal(titleOf(textOf(began.replace('seeds: 2', 'seeds: 3'))), '$(add) Add 2 runs');
  });

  it('is not there where nothing can join: the same config, another setting, or points that have joined', () => {
    assert.equal(titleOf(textOf(began)), undefined);
    assert.equal(titleOf(textOf(wider, 'train: { epochs: 3 }\n')), undefined);
    const over = { 'temperature.value': [1, 4, 8] };
    const add = { over, seeds: 2, budget: {}, configName: 'a.distill.yaml', configHash: 'a'.repeat(64) };
    addSweepChange(sweep.folder, { add });
    assert.equal(titleOf(textOf(wider)), undefined);
  });

  it('stays while the config is half-typed, and is not there where a change of the sweep cannot be read', () => {
    const document = open();
    assert.equal(titleOf(textOf(wider), document), '$(add) Add 1 point · 2 runs');
    assert.equal(addPointsLens(document, undefined, sweep)?.title, '$(add) Add 1 point · 2 runs');
    assert.equal(addPointsLens(open(), undefined, sweep), undefined);
    mkdirSync(path.join(sweep.folder, 'changes'));
    const other = {
      at: 1,
      add: { over: { x: [1] }, seeds: 1, budget: {}, configName: 'a', configHash: 'a'.repeat(64) },
    };
    writeFileSync(path.join(sweep.folder, 'changes', '1.json'), JSON.stringify(other));
    assert.equal(titleOf(textOf(wider)), undefined);
  });

  it('belongs to sweeps alone', () => {
    const { manifest } = sweep;
    assert.ok(manifest !== undefined);
    const single: RunSummary = { ...sweep, manifest: { ...manifest, kind: 'run' } };
    assert.equal(addPointsLens(open(), configOf(textOf(wider)), single), undefined);
  });
});
