import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import * as vscode from 'vscode';
import { isResumableStatus, type RunSummary } from '../../../src/runs';
import { listRuns, until, uriOf, workspaceFolder } from '../workspace';

/** Folder of programs that stand for SLURM's; the profile `box` of the user's settings names it. */
const folder = process.env['DISTILLERY_TEST_CLUSTER'] ?? '';
const at = (name: string): string => path.join(folder, name);

interface Call {
  /** Time in ms of the machine's clock that counts from its start. */
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

/** Runs a command whose picks and questions are answered by label; gives what was asked. A dialog would wait for a person. */
async function answering(
  command: string,
  words: readonly unknown[],
  answer: string | undefined,
  pick: (items: readonly vscode.QuickPickItem[]) => string = () => 'box',
): Promise<string[]> {
  const window = apiOfExtension().window as { showWarningMessage: unknown; showQuickPick: unknown };
  const { showWarningMessage, showQuickPick } = window;
  const shown: string[] = [];
  window.showQuickPick = (items: readonly vscode.QuickPickItem[]): Promise<unknown> => {
    const chosen = pick(items);
    return Promise.resolve(items.find(({ label }) => label === chosen));
  };
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

const hangMs = 100_000;
/** The one run, once it fits. Fails with how it stands when it does not in time. */
async function theRun(fits: (run: RunSummary) => boolean): Promise<RunSummary> {
  let seen: RunSummary | undefined;
  const found = async (): Promise<RunSummary | undefined> => {
    const [run, ...others] = await listRuns();
    assert.equal(others.length, 0, 'one run');
    seen = run;
    return run !== undefined && fits(run) ? run : undefined;
  };
  try {
    return await until('the run', found, hangMs);
  } catch (error) {
    const { status, progress: { step, attempt, message } = {}, job } = seen ?? {};
    const asked = calls().map(({ program }) => program);
    throw new Error(JSON.stringify({ status, step, attempt, message, job, asked }), { cause: error });
  }
}
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

  it('has a lens for other places, which lists profiles of the person and those that the workspace suggests', async () => {
    const uri = uriOf('long.distill.yaml');
    await vscode.window.showTextDocument(uri);
    const lenses = await until('the lens', async () => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
      const found = all.filter(({ command }) => command?.command === 'distillery.runOn');
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(
      lenses.map(({ command }) => command?.title),
      ['$(server) Run on…'],
    );
    const near = { launcher: 'slurm', bin: folder, partition: 'near', node: process.execPath };
    const suggested = { near, wrong: { launcher: 'slurm', cpus: -1 }, box: near };
    writeFileSync(path.join(workspaceFolder(), 'distillery.profiles.json'), JSON.stringify(suggested));
    const listed: (string | undefined)[][] = [];
    const asked = await answering('distillery.runOn', [uri], 'Use This Profile', (items) => {
      listed.push(...items.map(({ label, description, detail }) => [label, description, detail]));
      return 'near';
    });
    const by = 'Suggested by this workspace (distillery.profiles.json)';
    assert.deepEqual(listed, [
      ['This Machine', undefined, undefined],
      ['box', 'slurm · main', undefined],
      ['near', 'slurm · near', `${by}; you are asked first`],
      ['wrong', "the profile 'wrong' is not valid: cpus: at least 1 is needed", `${by}, and not usable`],
      ['Edit Profiles…', undefined, undefined],
    ]);
    // It asks for the profile with all that it says, then shows the script.
    assert.equal(asked.length, 2);
    assert.match(asked[0] ?? '', /^Use the profile 'near' that this workspace suggests\?\n.*"partition": "near"/s);
    assert.match(asked[1] ?? '', /^Submit to slurm by the profile 'near'\?\n#!\/bin\/sh\n#SBATCH --partition=near\n/);
    const own = vscode.workspace.getConfiguration('distillery').get<Record<string, unknown>>('profiles');
    assert.deepEqual([own?.['near'], Object.keys(own ?? {})], [near, ['box', 'near']]);
    const again = await answering('distillery.runOn', [uri], undefined, () => 'near');
    assert.equal(again.length, 1);
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
