import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatEventLine, RunCatalogue, type RunSummary } from '../../../../../src/runs';
import { assertBelow } from '../../../../least';

const count = 10_000;
/** Damage done to one run in a hundred of each kind, and the status that it must have in the list. */
const kinds: readonly (readonly [status: string, harm: (folder: string) => void])[] = [
  ['broken', (folder) => rmSync(path.join(folder, 'run.json'))],
  ['broken', (folder) => writeFileSync(path.join(folder, 'run.json'), '{ "formatVersion"')],
  ['broken', (folder) => writeFileSync(path.join(folder, 'run.json'), '[]')],
  ['finished', (folder) => writeFileSync(path.join(folder, 'owner.json'), '{')],
  ['finished', (folder) => writeFileSync(path.join(folder, 'exit.json'), '\0')],
  ['lost', (folder) => rmSync(path.join(folder, 'events.jsonl'))],
  ['lost', (folder) => writeFileSync(path.join(folder, 'events.jsonl'), '\0\xff{"type":"finished"')],
];

describe('a folder of 10,000 runs', function () {
  this.timeout(120_000);
  let root: string;
  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-many-'));
    const finished = { type: 'finished', step: 1, bestEpoch: 1, accuracy: 1, errors: 0, seconds: 1 } as const;
    const line = `${formatEventLine({ ...finished, seq: 1, attempt: 1, at: 1 })}\n`;
    for (let run = 0; run < count; run += 1) {
      const id = `2026${String(run).padStart(4, '0')}-000000-a-${run.toString(16).padStart(4, '0')}`;
      const folder = path.join(root, id);
      mkdirSync(folder);
      const manifest = { formatVersion: 1, id, name: id, createdAt: run, config: {} };
      writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
      writeFileSync(path.join(folder, 'events.jsonl'), line);
      kinds[run % 100]?.[1](folder);
    }
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  it('gives the newest within a second, and shows what is broken as broken', async () => {
    let page: RunSummary[] = [];
    await assertBelow(1000, 'ms', async () => {
      const started = performance.now();
      page = await new RunCatalogue(root).page(200);
      return performance.now() - started;
    });
    assert.equal(page.length, 200);
    for (const [kind, [status]] of kinds.entries()) {
      const found = page.filter(({ id }) => Number.parseInt(id.slice(-4), 16) % 100 === kind);
      assert.deepEqual(
        found.map((run) => run.status),
        [status, status],
        `kind ${kind}`,
      );
    }
  });

  it('lists them all, none hidden by another', async () => {
    const runs = await new RunCatalogue(root).list();
    assert.equal(runs.length, count);
    assert.equal(runs.filter(({ status }) => status === 'broken').length, 300);
  });
});

describe('a run that has ended', () => {
  let root: string;
  let folder: string;
  const finished = { type: 'finished', step: 1, bestEpoch: 1, accuracy: 1, errors: 0, seconds: 1 } as const;
  const line = (seq: number): string => `${formatEventLine({ ...finished, errors: seq, seq, attempt: 1, at: 1 })}\n`;
  /** Lets the files be as old as those of an earlier day. */
  const age = (seconds: number): void => {
    for (const file of [path.join(folder, 'events.jsonl'), folder]) utimesSync(file, seconds, seconds);
  };
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-ended-'));
    folder = path.join(root, 'run');
    mkdirSync(folder);
    const manifest = { formatVersion: 1, id: 'run', name: 'run', createdAt: 1, config: {} };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
    writeFileSync(path.join(folder, 'events.jsonl'), line(1));
    age(1000);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('is told again without a look into its files, until one of them changes', async () => {
    const catalogue = new RunCatalogue(root);
    const first = await catalogue.summarize(folder);
    assert.equal(await catalogue.summarize(folder), first, 'the very same');
    appendFileSync(path.join(folder, 'events.jsonl'), line(2));
    assert.equal((await catalogue.summarize(folder)).progress.errors, 2);
    age(2000);
    await catalogue.summarize(folder);
    writeFileSync(path.join(folder, 'exit.json'), '{}');
    assert.notEqual(await catalogue.summarize(folder), first);
    rmSync(folder, { recursive: true });
    assert.equal((await catalogue.summarize(folder)).status, 'broken');
  });

  it('is looked at anew while its files are so young that a clock may not tell a change', async () => {
    age(Date.now() / 1000);
    const catalogue = new RunCatalogue(root);
    const first = await catalogue.summarize(folder);
    assert.notEqual(await catalogue.summarize(folder), first);
  });
});
