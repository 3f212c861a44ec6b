import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatRun } from '../../../src/cli/tables/run-details';
import { formatList } from '../../../src/cli/tables/run-list';
import { compareRuns, isComparable } from '../../../src/comparison';
import { describeRun } from '../../../src/panel/card';
import { newFindings } from '../../../src/panel/findings';
import { FactsReader } from '../../../src/panel/summary/facts';
import { exportRun } from '../../../src/run-report';
import { CompareController } from '../../../src/panel/compare/controller';
import { resumeRun } from '../../../src/running';
import {
  contentsOfRun,
  fileOperations,
  findBaselines,
  folderIdOf,
  RunCatalogue,
  type RunSummary,
} from '../../../src/runs';

const fixtures = 'test/fixtures/run-folders/0.1/runs';
const finished = readdirSync(fixtures).find((name) => name.includes('-finished-')) ?? '';
const settings = { trainerPath: 'none' } as unknown as Parameters<typeof resumeRun>[1]['settings'];

type Json = Record<string, unknown>;

describe('a run whose files are odd', () => {
  let workspace: string;
  let runs: string;
  let folder: string;
  beforeEach(() => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-odd-'));
    runs = path.join(workspace, '.distillery', 'runs');
    folder = path.join(runs, 'odd');
    for (const name of [finished, 'odd'])
      cpSync(path.join(fixtures, finished), path.join(runs, name), { recursive: true });
  });
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  function change(name: string, by: (value: Json) => Json): void {
    const file = path.join(folder, name);
    writeFileSync(file, JSON.stringify(by(JSON.parse(readFileSync(file, 'utf8')) as Json)));
  }
  const setConfig = (by: (config: Json) => Json): void =>
    change('run.json', (manifest) => ({ ...manifest, config: by(manifest['config'] as Json) }));

  async function lookAt(): Promise<{ readonly odd: RunSummary; readonly good: RunSummary }> {
    const all = await new RunCatalogue(runs).list();
    const [odd, good] = ['odd', finished].map((id) => all.find((run) => run.id === id));
    assert.ok(odd && good);
    assert.match(formatRun(good), /254 errors/);
    assert.equal(formatList(all).split('\n').length, 3);
    return { odd, good };
  }

  const unreadable: Readonly<Record<string, { readonly by: (config: Json) => Json; readonly fault: RegExp }>> = {
    'an empty config': { by: () => ({}), fault: /its config cannot be read \(name: / },
    'a model of no kind': {
      by: (config) => ({ ...config, student: { model: { preset: 'nothing' } } }),
      fault: /its config cannot be read \(student\.model\.preset: /,
    },
    'hidden layers that are no numbers': {
      by: (config) => ({ ...config, student: { model: { preset: 'mlp', hidden: ['x'] } } }),
      fault: /its config cannot be read \(student\.model\.hidden\.0: /,
    },
  };
  for (const [title, { by, fault }] of Object.entries(unreadable)) {
    it(`is shown with its results and a reason, and hinders no other: ${title}`, async () => {
      setConfig(by);
      const { odd, good } = await lookAt();
      assert.equal(odd.status, 'finished');
      assert.match(formatRun(odd), fault);
      assert.match(formatRun(odd), /254 errors/);
      const card = describeRun(odd, newFindings());
      assert.match(card.objective, fault);
      assert.match(card.figures[0]?.detail ?? '', /254 errors/);
      const facts = await new FactsReader(folder).read();
      assert.match(facts.objective, fault);
      assert.match(facts.verdict, /254/);
      for (const format of ['html', 'json', 'csv', 'svg'] as const) assert.ok((await exportRun(folder, format)).length);
      assert.match(await exportRun(folder, 'html'), /its config cannot be read/);
      const pair = [good, odd].filter(isComparable);
      assert.match(compareRuns(pair).warnings.join('\n'), /of odd only the results compare: its config cannot be read/);
      assert.ok(good.manifest);
      assert.equal(findBaselines([odd], good.manifest.config, contentsOfRun(good.progress)).control, undefined);
    });
  }

  it('is broken where its manifest is nested beyond reason, or larger than any', async () => {
    const text = readFileSync(path.join(folder, 'run.json'), 'utf8');
    const deep = `"extra": ${'['.repeat(5000)}${']'.repeat(5000)},`;
    writeFileSync(path.join(folder, 'run.json'), text.replace('"config": {', `"config": { ${deep}`));
    assert.match((await lookAt()).odd.progress.message ?? '', /nested deeper than 100 levels/);
    writeFileSync(path.join(folder, 'run.json'), ' '.repeat((8 << 20) + 1));
    assert.match(
      (await lookAt()).odd.progress.message ?? '',
      /run\.json is not a run's manifest.*\(it has 8\.\d+ MB\)/,
    );
  });

  it('is lost, and not queued for ever, where it was made at a time to come', async () => {
    rmSync(path.join(folder, 'owner.json'));
    rmSync(path.join(folder, 'exit.json'), { force: true });
    writeFileSync(path.join(folder, 'events.jsonl'), '');
    change('run.json', (manifest) => ({ ...manifest, createdAt: 8e15 }));
    assert.equal((await lookAt()).odd.status, 'lost');
    change('run.json', (manifest) => ({ ...manifest, createdAt: 9e15 }));
    assert.deepEqual((await lookAt()).odd.status, 'broken');
    change('run.json', (manifest) => ({ ...manifest, createdAt: Date.now() }));
    assert.equal((await lookAt()).odd.status, 'queued');
  });

  it('goes on in no case with a config that cannot be trained, taken over or not', async () => {
    setConfig((config) => ({ ...config, train: { ...(config['train'] as Json), epochs: 10 ** 9 } }));
    const odd = { ...(await lookAt()).odd, status: 'stopped' } as const;
    await assert.rejects(
      resumeRun(odd, { runs: [], settings, isTakingOver: true, acceptsChangedInputs: false }),
      /^Error: odd cannot go on: the config in its run\.json is not valid \(train\.epochs: it must be a whole number/,
    );
    setConfig((config) => ({ ...config, train: { ...(config['train'] as Json), epochs: 1 }, unknown: 1 }));
    const another = { ...(await lookAt()).odd, status: 'stopped' } as const;
    await assert.rejects(
      resumeRun(another, { runs: [], settings, isTakingOver: true, acceptsChangedInputs: false }),
      /the config in its run\.json is not valid \(there is no key 'unknown'\)/,
    );
  });

  it('cannot go on, be compared or be exported where a field of its manifest is broken, which each names', async () => {
    change('run.json', (manifest) => ({ ...manifest, createdAt: 'yesterday' }));
    const { odd } = await lookAt();
    assert.equal(odd.status, 'broken');
    const field = /run\.json is not a run's manifest; .*\(createdAt is no number\)/;
    assert.match(odd.progress.message ?? '', field);
    const going = resumeRun(odd, { runs: [], settings, isTakingOver: true, acceptsChangedInputs: false });
    await assert.rejects(going, (error) => error instanceof Error && error.message.startsWith('odd cannot go on: '));
    await assert.rejects(going, field);
    const answers: object[] = [];
    const send = (answer: object): Promise<number> => Promise.resolve(answers.push(answer));
    const controller = new CompareController({ runFolder: odd.folder, send });
    await controller.handle({ type: 'compare', runIds: [], baseline: 'odd' });
    assert.match(JSON.stringify(answers), /This run cannot be compared: .*createdAt is no number/);
    await assert.rejects(exportRun(folder, 'json'), field);
  });

  it('is not remembered as a copy where its owner could not be read for a moment', async () => {
    change('owner.json', (owner) => ({ ...owner, folderId: folderIdOf(folder), host: 'here', attempt: 1 }));
    const before = new Date(Date.now() - 60_000);
    for (const file of [path.join(folder, 'events.jsonl'), folder]) utimesSync(file, before, before);
    const catalogue = new RunCatalogue(runs);
    const { open } = fileOperations;
    fileOperations.open = (file, flags) => {
      if (file.endsWith('owner.json')) throw Object.assign(new Error('too many open files'), { code: 'EMFILE' });
      return open(file, flags);
    };
    try {
      assert.equal((await catalogue.summarize(folder)).copiedFrom, '');
    } finally {
      fileOperations.open = open;
    }
    assert.equal((await catalogue.summarize(folder)).copiedFrom, undefined);
  });
});
