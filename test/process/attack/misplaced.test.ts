import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allLayoutEntries, type LayoutEntry } from '../../../src/runs';
import { writeSmallData } from '../trainer/small-run';
import type { Outcome } from '../cli/command-driver';
import { buildCommandDriver, CommandProcess } from '../cli/command-process';
import { removeWorkspace } from '../../remove-workspace';

const limitMs = 60_000;
/** Cases that are looked at side by side. */
const atOnce = 2;
const isWhole = process.env['CI'] === 'true';
const config = `name: attacked
data: { set: mnist, validation: 100 }
teacher:
  model: { preset: mlp, hidden: [8] }
  train: { epochs: 1, batchSize: 64 }
student: { model: { preset: mlp, hidden: [8] } }
loss: { hard: 0.5, soft: 0.5 }
train: { epochs: 1, batchSize: 64, threads: 1 }
`;

/** Entries planted in the place of others; `outside` is a folder with a file and a folder. */
const plants: Readonly<Record<string, (place: string, outside: string) => void>> = {
  'a link to a file': (place, outside) => symlinkSync(path.join(outside, 'precious'), place),
  'a link to a folder': (place, outside) => symlinkSync(path.join(outside, 'kept'), place),
  'a folder': (place) => mkdirSync(place),
  'a file': (place) => writeFileSync(place, 'precious'),
  'a pipe': (place) => void execFileSync('mkfifo', [place]),
};

/** Commands that start no process. */
const commands = (run: string): readonly (readonly string[])[] => [
  ['list'],
  ['show', run],
  ['compare', run, run],
  ['export', run, '--format', 'json'],
  ['report', run],
  ['check', run],
  ['check', run, '--repair'],
  ['stop', run],
  ['preview', 'small.distill.yaml'],
  ['cache'],
];

/** A place and what is planted there. */
interface Case {
  readonly place: LayoutEntry;
  readonly plant: string;
}

/** Everything of a folder: names, kinds and contents. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = path.join(folder, entry.name);
    hash.update(`${entry.name} ${entry.isDirectory()} ${lstatSync(place).mode} `);
    hash.update(entry.isDirectory() ? digestOf(place) : readFileSync(place));
  }
  return hash.digest('hex');
}

/** The shipped command line, started as a person does. */
function start(cwd: string, data: string, words: readonly string[]): Promise<Outcome> {
  const env = { ...process.env, DISTILLERY_DATA: data };
  const child = spawn(process.execPath, [path.resolve('dist/distillery.js'), ...words], { cwd, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (text += bytes.toString()));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`'${words.join(' ')}' did not return within ${limitMs} ms: ${text}`));
    }, limitMs);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: code ?? 1, text });
    });
  });
}

describe('what does not belong below .distillery', function () {
  this.timeout(300_000);
  let root: string;
  let pristine: string;
  let run = '';
  let count = 0;
  /** Exit codes of the commands where everything is as it belongs. */
  const usual = new Map<string, number>();
  let drivers: readonly CommandProcess[] = [];

  before(async function () {
    if (process.platform === 'win32') this.skip();
    root = mkdtempSync(path.join(tmpdir(), 'distillery-misplaced-'));
    const program = path.join(root, 'driver.cjs');
    await buildCommandDriver(program);
    drivers = Array.from({ length: atOnce }, () => new CommandProcess(program, { DISTILLERY_DATA: root }));
    writeSmallData(root);
    pristine = path.join(root, 'pristine');
    mkdirSync(pristine);
    writeFileSync(path.join(pristine, 'package.json'), '{}');
    writeFileSync(path.join(pristine, 'small.distill.yaml'), config);
    const first = await start(pristine, root, ['run', 'small.distill.yaml']);
    assert.equal(first.code, 0, first.text);
    [run = ''] = readdirSync(path.join(pristine, '.distillery', 'runs'));
    // As a run whose process was killed before its end: one that can be resumed.
    const log = path.join(pristine, '.distillery', 'runs', run, 'events.jsonl');
    writeFileSync(log, readFileSync(log, 'utf8').trimEnd().split('\n').slice(0, -1).join('\n') + '\n');
    for (const name of ['exit.json', 'events.index']) rmSync(path.join(path.dirname(log), name), { force: true });
    const copy = path.join(root, 'usual');
    cpSync(pristine, copy, { recursive: true });
    for (const words of commands(run)) usual.set(words.join(' '), (await perform(copy, words, 0)).code);
  });
  after(async () => {
    for (const driver of drivers) driver.end();
    await removeWorkspace(root);
  });

  const perform = (cwd: string, words: readonly string[], lane: number): Promise<Outcome> =>
    drivers[lane]?.perform(cwd, words) ?? Promise.reject(new Error(`there is no driver ${lane}`));

  /** A copy of the workspace with something in a place, and the folder outside that a link there leads to. */
  function attack(place: LayoutEntry, plant: string): { workspace: string; outside: string; name: string } {
    count += 1;
    const workspace = path.join(root, `workspace${count}`);
    const outside = path.join(root, `outside${count}`);
    cpSync(pristine, workspace, { recursive: true, verbatimSymlinks: true });
    mkdirSync(path.join(outside, 'kept', 'deep'), { recursive: true });
    for (const file of ['precious', 'kept/precious', 'kept/deep/last.weights']) {
      writeFileSync(path.join(outside, file), 'precious');
    }
    const name = concrete(place.path, path.join(workspace, '.distillery'));
    const target = path.join(workspace, '.distillery', name);
    rmSync(target, { recursive: true, force: true });
    mkdirSync(path.dirname(target), { recursive: true });
    plants[plant]?.(target, outside);
    return { workspace, outside, name };
  }

  /** A place with the names that are there, or ones that would fit. */
  function concrete(pattern: string, store: string): string {
    return pattern.split('/').reduce((folder, part) => {
      if (!part.includes('*')) return path.join(folder, part);
      const [begin = '', end = ''] = part.split('*');
      const names = existsSync(path.join(store, folder)) ? readdirSync(path.join(store, folder)) : [];
      const known = names.find((name) => name.startsWith(begin) && name.endsWith(end));
      return path.join(folder, known ?? part.replace('*', '1'));
    }, '');
  }

  /** Asserts that a refusal names the misplaced entry, or the folder on its path that was refused first. */
  function assertNamed({ code, text }: Outcome, words: readonly string[], name: string): void {
    if (code === 0 || code === 130 || code === usual.get(words.join(' '))) return;
    const last = name.split('/').at(-1) ?? '';
    const isNamed = text.includes(last) || text.includes(name.split('/').at(-2) ?? last);
    assert.ok(isNamed, `'${words.join(' ')}' fails (${code}) without a word of ${name}:\n${text}`);
    assert.doesNotMatch(text, /\n {4}at /, `'${words.join(' ')}' prints a stack:\n${text}`);
  }

  async function attackAndLook({ place, plant }: Case, lane: number): Promise<void> {
    const { workspace, outside, name } = attack(place, plant);
    const before = digestOf(outside);
    const last = place.path.startsWith('runs/*/') ? ['resume', run, '--take-over'] : ['run', 'small.distill.yaml'];
    for (const words of [...commands(run), last, ['cache', '--clear']]) {
      assertNamed(await perform(workspace, words, lane), words, name);
      assert.equal(digestOf(outside), before, `'${words.join(' ')}' changed what lies outside`);
    }
    for (const folder of [workspace, outside]) await removeWorkspace(folder);
  }

  const cases = allLayoutEntries().flatMap((place, index): Case[] => {
    const fitting = Object.keys(plants).filter((plant) => plant !== `a ${place.kind}`);
    // All of them take minutes; without CI each place gets one, and neighbours different ones.
    const chosen = isWhole ? fitting : fitting.slice(index % fitting.length).slice(0, 1);
    return chosen.map((plant) => ({ place, plant }));
  });
  const outcomes: Promise<void>[] = [];

  /** The outcome of a case, for which those after it are begun, each with a driver of its own. */
  function outcomeOf(index: number): Promise<void> {
    for (const one of cases.slice(outcomes.length, index + atOnce)) {
      const outcome = attackAndLook(one, outcomes.length % atOnce);
      // A failure is that of its own test.
      outcome.catch(() => undefined);
      outcomes.push(outcome);
    }
    return outcomes[index] ?? Promise.reject(new Error(`there is no case ${index}`));
  }

  for (const [index, { place, plant }] of cases.entries()) {
    it(`is followed by no command: ${plant} at ${place.path}`, () => outcomeOf(index));
  }

  it('is refused where .distillery itself leads outside, also when the cache is cleared', async () => {
    const workspace = path.join(root, 'linked');
    const outside = path.join(root, 'elsewhere');
    mkdirSync(workspace);
    writeFileSync(path.join(workspace, 'small.distill.yaml'), config);
    cpSync(path.join(pristine, '.distillery'), outside, { recursive: true });
    symlinkSync(outside, path.join(workspace, '.distillery'));
    const before = digestOf(outside);
    for (const words of [['cache', '--clear'], ['run', 'small.distill.yaml'], ['check', run, '--repair'], ['list']]) {
      const { code, text } = await start(workspace, root, words);
      assert.notEqual(code, 0, words.join(' '));
      assert.match(text, /leads to .*elsewhere.*outside of the workspace; allow that folder/);
      assert.equal(digestOf(outside), before);
    }
    const allowed = await start(workspace, root, ['cache', '--clear', '--allow', outside]);
    assert.equal(allowed.code, 0, allowed.text);
    assert.equal(existsSync(path.join(outside, 'cache')), false);
  });
});
