import path from 'node:path';
import type { ResolvedConfig } from '../config';
import { cancelRun, programFor, requeueOrphans, submitRun, type LaunchSettings } from '../launchers';
import {
  adoptRun,
  cacheFolder,
  createRun,
  EventReader,
  findBaselines,
  isActiveStatus,
  RunCatalogue,
  queueFolder,
  assertInsideWorkspace,
  runFiles,
  runsFolder,
  warnOfWeakTeacher,
  type RunEvent,
  type RunSummary,
} from '../runs';
import { readyConfig, UsageError, type ConfigOptions } from './load-config';
import { formatRun } from './table';
import { listWorkspaceRuns } from './workspace';

const pollMs = 250;

/** How a run is started, as the command line says it. */
export interface LaunchOptions extends Pick<LaunchSettings, 'runsAtATime' | 'allowedFolders'> {
  readonly isJson: boolean;
}

/** Starts a run, follows it to its end and prints the result. Gives the exit code: 0 only when it finished. */
export async function runCommand(options: ConfigOptions & LaunchOptions): Promise<number> {
  const ready = readyConfig(options);
  if (ready === undefined) return 2;
  const { loaded, config, workspace } = ready;
  const runs = runsFolder(workspace);
  for (const folder of [runs, queueFolder(runs), cacheFolder(workspace)]) {
    assertInsideWorkspace(folder, workspace, options.allowedFolders ?? []);
  }
  const weak = warnOfWeakTeacher(findBaselines(await listWorkspaceRuns(workspace), config));
  if (weak !== undefined) console.error(`warning: ${weak} [weak-teacher]`);
  const { folder } = await createRun({
    folder: runs,
    configText: loaded.text,
    configPath: loaded.file,
    config,
  });
  return startAndFollow(folder, config, options);
}

/**
 * Lets a run that has ended go on from its last checkpoint, as `runCommand` does. Throws UsageError while it is alive, and
 * for a run of somebody else's that is not taken over in so many words.
 */
export async function resumeCommand(
  { id, folder, status, copiedFrom, elsewhere, manifest }: RunSummary,
  options: LaunchOptions & { readonly isTakingOver: boolean },
): Promise<number> {
  if (status !== 'stopped' && status !== 'failed' && status !== 'lost') {
    throw new UsageError(`${id} is ${status}; only a run that was stopped, failed or lost can go on`);
  }
  if (copiedFrom !== undefined || elsewhere !== undefined) {
    const host = copiedFrom ?? elsewhere ?? '';
    const whose = host === '' ? 'was not run here' : `was run on ${host}`;
    if (!options.isTakingOver) {
      throw new UsageError(`${id} ${whose}; add --take-over if it is yours and runs nowhere any more`);
    }
    await adoptRun(folder);
  }
  if (manifest === undefined) throw new UsageError(`the run.json of ${id} cannot be read`);
  return startAndFollow(folder, manifest.config, options);
}

async function startAndFollow(
  folder: string,
  config: ResolvedConfig,
  { isJson, ...said }: LaunchOptions,
): Promise<number> {
  const { runsAtATime, allowedFolders } = said;
  const programs = {
    nodePath: process.execPath,
    trainerPath: path.join(__dirname, 'trainer.js'),
    supervisorPath: path.join(__dirname, 'supervisor.js'),
    ...(runsAtATime !== undefined && { runsAtATime }),
    ...(allowedFolders !== undefined && { allowedFolders }),
  };
  // Those that stood in line when the machine was restarted go before.
  const others = await new RunCatalogue(path.dirname(folder)).list();
  const { errors } = await requeueOrphans(
    others.filter((run) => run.folder !== folder),
    programs,
  );
  for (const error of errors) console.error(error.message);
  await submitRun({ folder }, { ...programs, program: programFor({ folder, config }, programs) });
  let isAsked = false;
  const onInterrupt = (): void => {
    const ending = cancelRun({ folder }, { when: isAsked ? 'now' : 'after a checkpoint' });
    ending.catch((error: unknown) => console.error(String(error)));
    isAsked = true;
  };
  process.on('SIGINT', onInterrupt);
  const summary = await followRun(folder);
  process.off('SIGINT', onInterrupt);
  printResult(summary, isJson);
  if (summary.status === 'finished') return 0;
  return summary.status === 'stopped' ? 130 : 1;
}

/** Shows progress, and each step of its ending, until the run has ended; what an earlier attempt wrote is passed over. */
export async function followRun(folder: string): Promise<RunSummary> {
  const catalogue = new RunCatalogue(path.dirname(folder));
  const reader = new EventReader(path.join(folder, runFiles.events));
  let said = '';
  for (;;) {
    // The status first: what it rests on is then among the events that are read after it.
    const summary = await catalogue.summarize(folder);
    const isLive = isActiveStatus(summary.status);
    const standing = describeStanding(summary);
    if (standing !== '' && standing !== said) process.stderr.write(`${standing}\n`);
    said = standing;
    for (let events = reader.read(); events.length > 0; events = reader.read()) {
      for (const event of events) if (event.attempt === summary.progress.attempt) showProgress(event);
    }
    if (!isLive) {
      if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
      return summary;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** What keeps a run from beginning or ending, in a line; empty when nothing does. */
function describeStanding({ id, ahead, stopStep }: RunSummary): string {
  if (ahead !== undefined) return `${id} waits in line, ${ahead} ${ahead === 1 ? 'run' : 'runs'} before it`;
  if (stopStep === undefined) return '';
  switch (stopStep) {
    case 'asked':
      return `${id} is asked to stop; it writes a checkpoint first`;
    case 'terminated':
      return `${id} does not answer: it is terminated`;
    case 'killed':
      return `${id} does not end: it is killed`;
  }
}

function showProgress(event: RunEvent): void {
  if (event.type === 'notice') process.stderr.write(`${event.message}\n`);
  if (event.type === 'step' && process.stderr.isTTY) {
    const { epoch, loss, temperature, imagesPerSecond } = event;
    const speed = `${Math.round(imagesPerSecond)} images/s`;
    process.stderr.write(
      `\r\u001b[K${whose(event)}  epoch ${epoch.toFixed(2)}  loss ${loss.toFixed(4)}  T ${temperature.toFixed(2)}  ${speed}`,
    );
  }
  if (event.type === 'evaluation') {
    const start = process.stderr.isTTY ? '\r\u001b[K' : '';
    const result = `${(event.accuracy * 100).toFixed(2)} % (${event.errors} errors of ${event.count})`;
    process.stderr.write(`${start}${whose(event)}  epoch ${event.epoch}  ${event.split} ${result}\n`);
  }
}

/** The network that an event is of. */
function whose({ phase, teacher }: { readonly phase: string; readonly teacher?: string }): string {
  return teacher === undefined ? phase : `${phase} ${teacher}`;
}

/** The result goes to stdout; a failure is told on stderr too, where a script's log will have it. */
function printResult(summary: RunSummary, isJson: boolean): void {
  const { id, status, folder, progress } = summary;
  if (status !== 'finished' && status !== 'stopped') {
    console.error(`${id} ${status}: ${progress.message ?? 'its processes are gone without a word'}`);
    if (progress.hint !== undefined) console.error(progress.hint);
    console.error(`its output is in ${path.join(folder, runFiles.output)}`);
  }
  console.log(isJson ? JSON.stringify({ id, status, folder, ...progress }) : formatRun(summary));
}
