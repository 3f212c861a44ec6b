import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { isResumableStatus, type RunSummary } from '../../../src/runs';
import { listRuns, until, uriOf } from '../workspace';

/** Folder of programs that stand for SLURM's; the profile `box` of the user's settings names it. */
const folder = process.env['DISTILLERY_TEST_CLUSTER'] ?? '';
const at = (name: string): string => path.join(folder, name);

interface Call {
  readonly at: number;
  readonly program: string;
}
function calls(): Call[] {
  if (!existsSync(at('calls'))) return [];
  const lines = readFileSync(at('calls'), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [time = '', , program = ''] = line.split(' ');
    return { at: Number(time), program };
  });
}
const countOf = (name: string): number => calls().filter(({ program }) => program === name).length;

/** The API object of the extension that is tested: VS Code gives each extension its own, by the file that requires it. */
function apiOfExtension(): typeof vscode {
  const extension = vscode.extensions.getExtension('distillery.distillery');
  assert.ok(extension);
  return createRequire(path.join(extension.extensionPath, 'dist', 'extension.js'))('vscode') as typeof vscode;
}

/** Runs a command whose picks and questions are answered by label; gives what was shown. A dialog would wait for a person. */
async function answering(command: string, words: readonly unknown[], answer: string | undefined): Promise<string[]> {
  const window = apiOfExtension().window as { showWarningMessage: unknown; showQuickPick: unknown };
  const { showWarningMessage, showQuickPick } = window;
  const shown: string[] = [];
  window.showQuickPick = (items: readonly vscode.QuickPickItem[]): Promise<unknown> =>
    Promise.resolve(items.find(({ label }) => label === 'box'));
  window.showWarningMessage = (question: string, { detail = '' }: vscode.MessageOptions): Promise<unknown> => {
    shown.push(`${question}\n${detail}`);
    return Promise.resolve(answer);
  };
  try {
    await vscode.commands.executeCommand(command, ...words);
  } finally {
    Object.assign(window, { showWarningMessage, showQuickPick });
  }
  return shown;
}

const theRun = (fits: (run: RunSummary) => boolean): Promise<RunSummary> =>
  until('the run', async () => {
    const [run, ...others] = await listRuns();
    assert.equal(others.length, 0, 'one run');
    return run !== undefined && fits(run) ? run : undefined;
  });
const isTraining = ({ status, progress, job }: RunSummary): boolean =>
  status === 'running' && progress.step > 0 && job?.kind === 'running';

const activate = async (): Promise<void> => {
  await vscode.extensions.getExtension('distillery.distillery')?.activate();
};

describe('window 1, from which a job is submitted', () => {
  before(activate);

  it('shows the script before the first of a profile, and submits nothing where the person does not agree', async () => {
    const shown = await answering('distillery.runOn', [uriOf('long.distill.yaml')], undefined);
    assert.equal(shown.length, 1);
    assert.match(shown.join(), /^Submit to slurm by the profile 'box'\?\n#!\/bin\/sh\n#SBATCH --partition=main\n/);
    assert.match(shown.join(), /supervisor\.js' .*'--job' .*\n\nYou are asked again when the profile changes\./s);
    assert.deepEqual([(await listRuns()).length, calls()], [0, []]);
  });

  it('tells why a job waits, and where it runs', async () => {
    assert.equal((await answering('distillery.runOn', [uriOf('long.distill.yaml')], 'Submit')).length, 1);
    const waiting = await theRun(({ job }) => job?.reason !== undefined);
    assert.deepEqual([waiting.status, waiting.job?.reason], ['queued', 'Priority: others are ahead']);
    writeFileSync(at('begin'), '');
    const { job } = await theRun(isTraining);
    assert.deepEqual([job?.node, job?.profile], ['node7', 'box']);
    assert.ok((job?.endsAt ?? 0) > Date.now());
  });
});

describe('window 2, beside it', () => {
  before(activate);

  it('stops the job, and lets it go on without a question', async () => {
    const run = await theRun(isTraining);
    await vscode.commands.executeCommand('distillery.stop', { folder: run.folder });
    const stopped = await theRun(({ status }) => isResumableStatus(status));
    assert.equal(stopped.status, 'stopped');
    rmSync(at('begin'), { force: true });
    assert.deepEqual(await answering('distillery.resume', [{ folder: run.folder }], undefined), []);
    writeFileSync(at('begin'), '');
    const resumed = await theRun((one) => isTraining(one) && one.progress.step > stopped.progress.step);
    assert.equal(resumed.job?.profile, 'box');
    assert.equal(countOf('sbatch'), 2);
  });
});

describe('window 3, which is the first one after a reload', () => {
  before(activate);

  it('finds the job at work, and stops it', async () => {
    const run = await theRun(isTraining);
    assert.equal(run.progress.attempt, 2);
    await vscode.commands.executeCommand('distillery.stop', { folder: run.folder });
    await theRun(({ status }) => status === 'stopped');
  });

  it('has asked the cluster no more often than every five seconds, together with the others', () => {
    const looks = calls().filter(({ program }) => program === 'squeue');
    assert.ok(looks.length >= 2, 'several looks');
    const pauses = looks.slice(1).map((look, index) => look.at - (looks[index]?.at ?? 0));
    assert.ok(Math.min(...pauses) >= 4_500, pauses.join());
    assert.equal(countOf('sbatch'), 2);
  });
});
