import path from 'node:path';
import { startRun, terminateRun } from '../launchers';
import { createRun, followEvents, requestStop, runsFolder, summarizeRun, type RunEvent, type RunStatus } from '../runs';
import { formatProblems, hasErrors, loadConfig } from './load-config';
import { formatRun } from './table';
import { findWorkspace } from './workspace';

export interface RunOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly isJson: boolean;
  readonly workspace: string | undefined;
}

const pollMs = 250;

/** Starts a run, follows it to its end and prints the result. Gives the exit code: 0 only when it finished. */
export async function runCommand(options: RunOptions): Promise<number> {
  const loaded = loadConfig(options.config, options.set);
  for (const line of formatProblems(loaded)) console.error(line);
  if (loaded.config === undefined || hasErrors(loaded)) return 2;
  const workspace = findWorkspace(path.dirname(loaded.file), options.workspace);
  const { folder } = await createRun({
    folder: runsFolder(workspace),
    configText: loaded.text,
    configPath: loaded.file,
    config: loaded.config,
  });
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
  const status = await follow(folder);
  process.off('SIGINT', onInterrupt);
  await printResult(folder, options.isJson);
  return exitCodeOf(status);
}

function exitCodeOf(status: RunStatus): number {
  if (status === 'finished') return 0;
  return status === 'stopped' ? 130 : 1;
}

/** Shows progress until the run has ended. */
async function follow(folder: string): Promise<RunStatus> {
  const follower = followEvents(folder, (events) => {
    for (const event of events) showProgress(event);
  });
  try {
    for (;;) {
      const { status } = await summarizeRun(folder);
      if (status !== 'running' && status !== 'stopping' && status !== 'queued') return status;
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  } finally {
    follower.dispose();
    if (process.stderr.isTTY) process.stderr.write('\n');
  }
}

function showProgress(event: RunEvent): void {
  if (event.type === 'notice') process.stderr.write(`${event.message}\n`);
  if (event.type === 'step' && process.stderr.isTTY) {
    const { phase, epoch, loss, temperature, imagesPerSecond } = event;
    const speed = `${Math.round(imagesPerSecond)} images/s`;
    process.stderr.write(
      `\r\u001b[K${phase}  epoch ${epoch.toFixed(2)}  loss ${loss.toFixed(4)}  T ${temperature.toFixed(2)}  ${speed}`,
    );
  }
  if (event.type === 'evaluation') {
    const start = process.stderr.isTTY ? '\r\u001b[K' : '';
    const result = `${(event.accuracy * 100).toFixed(2)} % (${event.errors} errors of ${event.count})`;
    process.stderr.write(`${start}${event.phase}  epoch ${event.epoch}  ${event.split} ${result}\n`);
  }
}

async function printResult(folder: string, isJson: boolean): Promise<void> {
  const summary = await summarizeRun(folder);
  if (!isJson) {
    console.log(formatRun(summary));
    return;
  }
  const { id, status, progress } = summary;
  console.log(JSON.stringify({ id, status, folder, ...progress }));
}
