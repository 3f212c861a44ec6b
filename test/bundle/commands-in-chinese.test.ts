import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runInThisContext } from 'node:vm';
import { after, before, describe, it } from 'mocha';
import { readSourceTexts } from '../../scripts/translation/catalogue.mjs';
import { displayLanguageKey, type DisplayLanguage } from '../../src/display-language';
import type { RunSummary } from '../../src/runs';
import { removeWorkspace } from '../remove-workspace';
import { bundleExtension } from './in-chinese/commands/bundle-extension';
import { makeRuns } from './in-chinese/commands/made-runs';
import { StandInEditor, Uri, type Shown } from './in-chinese/commands/stand-in-editor';
import { englishIn } from './in-chinese/english-words';

const slot = globalThis as { [displayLanguageKey]?: DisplayLanguage };

interface Extension {
  activate(context: object): void;
  announce(run: RunSummary): Promise<void>;
  describeFigures(run: RunSummary, findings: object, baseline?: RunSummary): readonly object[];
  describeAgainst(run: RunSummary, baseline: RunSummary): string | undefined;
  readonly TeacherAccuracies: new () => {
    take(piece: { readonly isAnew: boolean; readonly events: readonly object[] }): void;
    references(): readonly object[];
  };
  readonly StatusBarItem: new () => { show(active: readonly RunSummary[]): void };
}

/** Commands that open a page or an editor and ask nothing; other tests show those. */
const askingNothing = ['previewTemperature', 'previewAugmentation', 'pickTemperatureStrategy', 'showOutput'];

/** Choices of a pick that are tried: formats and kinds are fewer, and one run is as another. */
const maxChoices = 8;

/** The id, without what all have in common, of each command in package.json. */
function namesOfCommands(): string[] {
  const { contributes } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly contributes: { readonly commands: readonly { readonly command: string }[] };
  };
  const names = contributes.commands.map(({ command }) => command.replace(/^distillery\./, ''));
  return names.filter((name) => !askingNothing.includes(name));
}

describe('commands in Chinese', () => {
  const kept = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  let folder = '';
  let atWork: ChildProcess | undefined;
  let editor: StandInEditor;
  let extension: Extension;
  let config: Uri;

  before(async function () {
    this.timeout(120_000);
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'distillery-chinese-')));
    const [workspace, other] = ['workspace', 'other'].map((name) => path.join(folder, name)) as [string, string];
    atWork = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
    makeRuns(workspace, atWork.pid ?? 0);
    for (const one of [workspace, other]) makeCache(one);
    config = new Uri(path.join(workspace, 'taken.distill.yaml'));
    writeFileSync(
      config.fsPath,
      'name: taken\ndata: { set: mnist }\nstudent: { model: { preset: mlp, hidden: [10] } }\n',
    );
    writeFileSync(path.join(workspace, 'distillery.profiles.json'), JSON.stringify({ 集群: { launcher: 'ray' } }));
    // Nothing is started, and no Python of this machine is asked.
    Object.assign(process.env, { PATH: '', HOME: folder });
    const texts = readSourceTexts();
    slot[displayLanguageKey] = { locale: 'zh-cn', texts };
    editor = new StandInEditor([workspace, other], texts);
    editor.settings = {
      ...{ nodePath: '/nowhere/node', pythonPath: '/nowhere/python' },
      profiles: { 慢: { launcher: 'slurm', partition: 'P' }, 坏: { launcher: '无' } },
    };
    extension = load(await bundleExtension(), editor.api) as Extension;
    extension.activate(editor.context);
  });
  after(async () => {
    Reflect.deleteProperty(slot, displayLanguageKey);
    Object.assign(process.env, kept);
    atWork?.kill('SIGKILL');
    await removeWorkspace(folder);
  });

  it('ask and refuse without an English word', async function () {
    this.timeout(120_000);
    const targets = [undefined, config, ...(await oneOfEach())];
    for (const name of namesOfCommands()) for (const target of targets) await editor.perform(name, undefined, target);
    assertChinese(editor.take(), 200);
  });

  it('have runs beside them whose ends, rows and places in the status bar are told without an English word', async () => {
    const runs = await rows();
    for (const run of runs) await extension.announce(run);
    for (const shown of [runs, ...runs.map((run) => [run])]) new extension.StatusBarItem().show(shown);
    for (const run of runs) showBeside(run);
    const texts = editor.take();
    assertChinese(texts, 30);
    assert.ok(
      texts.some(({ text }) => /2026年11月\d+日 \d+:\d\d:\d\d/.test(text)),
      'a date as Chinese writes it',
    );
  });

  it('do what is answered without an English word', async function () {
    this.timeout(120_000);
    const targets = [undefined, config, ...(await oneOfEach())];
    // Deletion last: it leaves no run to ask about.
    const names = namesOfCommands().filter((name) => name !== 'deleteRun');
    for (const name of [...names, 'deleteRun']) {
      for (const target of targets) {
        const choices = Math.min(await editor.perform(name, 0, target), maxChoices);
        for (let answer = 1; answer < choices; answer += 1) await editor.perform(name, answer, target);
      }
    }
    assertChinese(editor.take(), 100);
  });

  it('refuse in Restricted Mode, and without a folder, without an English word', async () => {
    editor.isTrusted = false;
    for (const name of namesOfCommands()) await editor.perform(name, undefined, config);
    editor.isTrusted = true;
    const { folders } = editor;
    editor.folders = [];
    for (const name of namesOfCommands()) await editor.perform(name, undefined, undefined);
    editor.folders = folders;
    assertChinese(editor.take(), 20);
  });

  /** The strip of a run's panel with its control, and its row with a baseline, of fewer, of more and of as many errors. */
  function showBeside(run: RunSummary): void {
    for (const errors of [0, 310, 9000]) {
      const baseline = { ...run, folder: 'B', progress: { ...run.progress, errors } };
      editor.keep(extension.describeFigures(run, { control: { accuracy: 0.5, errors } }, baseline), 'strip');
      editor.keep(extension.describeAgainst(run, baseline) ?? '', 'row');
    }
    const levels = new extension.TeacherAccuracies();
    const evaluation = { type: 'evaluation', phase: 'teacher', split: 'test', accuracy: 0.9 };
    levels.take({ isAnew: false, events: [evaluation] });
    editor.keep(levels.references(), 'level of a teacher');
  }

  /** All runs as the runs view has them, read by the extension in its language; their rows and tooltips are kept. */
  async function rows(parent?: unknown): Promise<RunSummary[]> {
    const { tree } = editor;
    assert.ok(tree !== undefined);
    if (parent === undefined) {
      await tree.getChildren();
      await editor.perform('openRunsTable', undefined, undefined);
    }
    const own = (await tree.getChildren(parent)) as RunSummary[];
    for (const run of own) editor.keep(await tree.resolveTreeItem(await tree.getTreeItem(run), run), 'row');
    const below = await Promise.all(own.map((run) => rows(run)));
    return [...own, ...below.flat()];
  }

  /** A run of each status, and a sweep. */
  async function oneOfEach(): Promise<readonly { readonly folder: string }[]> {
    const all = (await rows()).map((run) => [`${run.status}${run.manifest?.kind ?? ''}`, run] as const);
    return [...new Map(all).values()].map(({ folder: run }) => ({ folder: run }));
  }
});

/** The exports of a script of CommonJS, which gets `api` for `vscode`. */
function load(code: string, api: object): unknown {
  const script = runInThisContext(`(function(module,exports,require,__dirname){${code}\n})`) as (
    module: { exports: unknown },
    exports: object,
    require: (name: string) => unknown,
    folder: string,
  ) => void;
  const module = { exports: {} };
  const require = createRequire(import.meta.filename);
  script(
    module,
    module.exports,
    (name) => (name === 'vscode' ? api : (require(name) as unknown)),
    path.resolve('dist'),
  );
  return module.exports;
}

function makeCache(workspace: string): void {
  const teacher = path.join(workspace, '.distillery', 'cache', 'teachers', '0123456789abcdef');
  mkdirSync(teacher, { recursive: true });
  writeFileSync(path.join(teacher, 'weights'), Buffer.alloc(2_000_000));
}

/** Parts of texts that are no words: pictures, names of settings and runs, filters, paths, links. */
const noWords = /\$\([\w~-]+\)|\bis:archived\b|distillery\.\w+|\]\([^)]*\)|\/[\w./-]+|\bNAME\.distill\.\w+/g;
const names = new Set(
  'taken killed wide narrow workspace other saved yaml json npz npy csv tsv parquet slurm ray distillery'.split(' '),
);

/** Fails on English words, and on questions, titles and buttons without a Chinese one. */
function assertChinese(shown: readonly Shown[], least: number): void {
  const all = [...new Map(shown.map((one) => [one.text, one])).values()];
  assert.ok(all.length >= least, `${all.length} texts`);
  const english = all.flatMap(({ text, place, isOurs }) => {
    const words = englishIn(text.replaceAll(noWords, ' ')).filter((word) => !names.has(word));
    const isUntranslated = isOurs && !/\p{Script=Han}/u.test(text) && /\p{L}/u.test(text) && text !== 'Python';
    return words.length > 0 || isUntranslated ? [`${words.join(' ')} (${place}): ${text}`] : [];
  });
  assert.equal(english.join('\n'), '');
}
