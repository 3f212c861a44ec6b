import path from 'node:path';
import { startRun, terminateRun } from '../launchers';
import {
  createRun,
  EventReader,
  findEarlier,
  isActiveStatus,
  RunCatalogue,
  requestStop,
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

/** Starts a run, follows it to its end and prints the result. Gives the exit code: 0 only when it finished. */
export async function runCommand(options: ConfigOptions): Promise<number> {
  const ready = readyConfig(options);
  if (ready === undefined) return 2;
  const { loaded, config, workspace } = ready;
  const weak = warnOfWeakTeacher(findEarlier(await listWorkspaceRuns(workspace), config));
  if (weak !== undefined) console.error(`warning: ${weak} [weak-teacher]`);
  const { folder } = await createRun({
    folder: runsFolder(workspace),
    configText: loaded.text,
    configPath: loaded.file,
    config,
  });
  return startAndFollow(folder, options.isJson);
}

/** Lets a run that has ended go on from its last checkpoint, as `runCommand` does. Throws UsageError while it is alive. */
export async function resumeCommand({ id, folder, status }: RunSummary, isJson: boolean): Promise<number> {
  if (status !== 'stopped' && status !== 'failed' && status !== 'lost') {
    throw new UsageError(`${id} is ${status}; only a run that was stopped, failed or lost can go on`);
  }
  return startAndFollow(folder, isJson);
}

async function startAndFollow(folder: string, isJson: boolean): Promise<number> {
  await startRun({
    runFolder: folder,
    nodePath: process.execPath,
    trainerPath: path.join(__dirname, 'trainer.js'),
    supervisorPath: path.join(__dirname, 'supervisor.js'),
  });
  let isAsked = false;
  const onInterrupt = (): void => {
    if (!isAsked) requestStop(folder);
    else terminateRun(folder, { askForMs: 0 }).catch((error: unknown) => console.error(String(error)));
    isAsked = true;
  };
  process.on('SIGINT', onInterrupt);
  const summary = await follow(folder);
  process.off('SIGINT', onInterrupt);
  printResult(summary, isJson);
  if (summary.status === 'finished') return 0;
  return summary.status === 'stopped' ? 130 : 1;
}

/** Shows progress until the run has ended; what an earlier attempt wrote is passed over. */
async function follow(folder: string): Promise<RunSummary> {
  const catalogue = new RunCatalogue(path.dirname(folder));
  const reader = new EventReader(path.join(folder, runFiles.events));
  for (;;) {
    // The status first: what it rests on is then among the events that are read after it.
    const summary = await catalogue.summarize(folder);
    const isLive = isActiveStatus(summary.status);
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
