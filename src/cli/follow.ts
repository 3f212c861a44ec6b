import path from 'node:path';
import { formatVerdict, isComparable, judgeRun, judgeSweep, type Verdict } from '../comparison';
import { cancelRun, JobWatch, launcherNamed, type LaunchedRun } from '../launchers';
import {
  EventReader,
  isActiveStatus,
  RunCatalogue,
  runFiles,
  whyBroken,
  type RunEvent,
  type RunSummary,
} from '../runs';
import type { StartedControl, StartedRun } from '../running';
import {
  formatBar,
  formatCount,
  formatCountOf,
  formatFixed,
  formatLoss,
  formatPercent,
  formatPreparation,
  formatStatusInFull,
  formatTemperature,
} from '../wording';
import type { OptionValues } from './options';
import { clearProgressLine, printMessage, printResult, showProgressLine } from './output';
import { readProfiles } from './profiles';
import { formatSweep } from './tables/sweep-table';
import { formatRun } from './tables/run-details';

const pollMs = 250;

/**
 * Follows a run to its end and prints the result, and then its control and the verdict; Ctrl-C asks the one that is at work to
 * stop, a second one ends it. Gives the exit code: 0 only when all that was started has finished.
 */
export async function followStarted(started: StartedRun, options: OptionValues): Promise<number> {
  const isJson = options.json === true;
  const { control, requeueErrors } = started;
  for (const { message } of requeueErrors) printMessage(message);
  if (control?.error !== undefined) printMessage(`its control was not started: ${control.error.message}`);
  const summary = await followInterruptibly(started);
  if (!isJson || summary.status !== 'finished' || control === undefined) printEnd(summary, isJson);
  if (summary.status !== 'finished') {
    if (control !== undefined && !control.isShared) await withdraw(control);
    return exitCodeOf(summary);
  }
  if (summary.manifest?.kind === 'sweep') await printSweep(summary, isJson);
  if (control === undefined) return 0;
  if (control.error !== undefined) return 1;
  if (!control.isShared) printMessage(`its control follows: ${control.id}, the same student without a teacher`);
  const controlSummary = await followInterruptibly(control);
  const sentence = formatVerdict(await verdictOf(summary));
  if (isJson) {
    const { id, status, progress } = controlSummary;
    printResult(
      JSON.stringify({ ...plain(summary), control: { id, status, errors: progress.errors }, verdict: sentence }),
    );
  } else {
    printResult(`${formatRun(controlSummary)}\n${sentence}`);
  }
  return exitCodeOf(controlSummary);
}

async function followInterruptibly(run: LaunchedRun): Promise<RunSummary> {
  let isAsked = false;
  const onInterrupt = (): void => {
    const ending = cancelRun(run, { when: isAsked ? 'now' : 'after a checkpoint', profiles: readProfiles() });
    ending.catch((error: unknown) => printMessage(String(error)));
    isAsked = true;
  };
  process.on('SIGINT', onInterrupt);
  const summary = await followRun(run.folder);
  process.off('SIGINT', onInterrupt);
  return summary;
}

/** Ends a control that is of no use, since its run did not finish; most often it still stands in line. */
async function withdraw({ id, ...control }: StartedControl): Promise<void> {
  printMessage(`its control ${id} is stopped too`);
  await cancelRun(control, { when: 'now', profiles: readProfiles() });
}

async function printSweep(run: RunSummary, isJson: boolean): Promise<void> {
  if (isJson || !isComparable(run)) return;
  const runs = await new RunCatalogue(path.dirname(run.folder)).list();
  printResult(`\n${formatSweep(await judgeSweep(run, runs, run.manifest.config.verdict?.margin))}`);
}

async function verdictOf(run: RunSummary): Promise<Verdict> {
  if (!isComparable(run)) throw new Error(`${run.id} is broken: ${whyBroken(run)}`);
  const runs = await new RunCatalogue(path.dirname(run.folder)).list();
  return judgeRun(run, runs, run.manifest.config.verdict?.margin);
}

function exitCodeOf({ status }: RunSummary): number {
  if (status === 'finished') return 0;
  return status === 'stopped' ? 130 : 1;
}

/** Shows progress, and each step of its ending, until the run has ended; events of earlier attempts are passed over. */
export async function followRun(folder: string): Promise<RunSummary> {
  const catalogue = new RunCatalogue(path.dirname(folder));
  const reader = new EventReader(path.join(folder, runFiles.events));
  const watch = new JobWatch(launcherNamed);
  let lastPlace = '';
  for (;;) {
    // The status first: the events that it follows from are then among those that are read after it.
    const summary = await catalogue.summarize(folder);
    const note = describeDelay(summary);
    const place = placeOf(summary) ?? note;
    if (note !== '' && place !== lastPlace) printMessage(note);
    lastPlace = place;
    for (let events = reader.read(); events.length > 0; events = reader.read()) {
      for (const event of events) if (event.attempt === summary.progress.attempt) showProgress(event);
    }
    if (!isActiveStatus(summary.status)) {
      clearProgressLine();
      return summary;
    }
    await watch.look([summary], readProfiles());
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** Standing of a job at a cluster without the time that it has left, which changes with each look; undefined for a run of this machine. */
function placeOf({ status, job }: RunSummary): string | undefined {
  return job && JSON.stringify([status, job.kind, job.node, job.reason]);
}

/** The reason why a run does not begin or end yet, or the cluster's machine that it has begun on, in a line; empty where there is none. */
function describeDelay(run: RunSummary): string {
  const { id, ahead, stopStep, status, job } = run;
  const isPlaced = status === 'queued' || (status === 'running' && job?.kind !== 'queued');
  if (job !== undefined && isPlaced) return `${id} is ${formatStatusInFull(run)}`;
  if (ahead !== undefined) return `${id} waits in line behind ${formatCountOf(ahead, 'run')}`;
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
  if (event.type === 'notice') printMessage(event.message);
  if (event.type === 'preparation') {
    showProgressLine(`${formatBar(event.done / event.total)}  ${formatPreparation(event)}`);
    if (event.done >= event.total) clearProgressLine();
  }
  if (event.type === 'sweep') {
    const { done, failed, total, best } = event;
    const failures = failed === 0 ? '' : `, ${formatCount(failed)} without a result`;
    const found = best === undefined ? '' : `  best ${best}`;
    showProgressLine(
      `${formatBar(done / total)}  ${formatCount(done)} of ${formatCountOf(total, 'run')}${failures}${found}`,
    );
  }
  if (event.type === 'step') {
    const { epoch, loss, temperature, imagesPerSecond } = event;
    const speed = `${formatCount(imagesPerSecond)} images/s`;
    const [done, cost] = [formatFixed(epoch, 2), formatLoss(loss)];
    showProgressLine(`${networkOf(event)}  epoch ${done}  loss ${cost}  T ${formatTemperature(temperature)}  ${speed}`);
  }
  if (event.type === 'evaluation') {
    clearProgressLine();
    const result = `${formatPercent(event.accuracy)} (${formatCountOf(event.errors, 'error')} of ${formatCount(event.count)})`;
    printMessage(`${networkOf(event)}  epoch ${event.epoch}  ${event.split} ${result}`);
  }
}

/** The network that an event is about. */
function networkOf({ phase, teacher }: { readonly phase: string; readonly teacher?: string }): string {
  return teacher === undefined ? phase : `${phase} ${teacher}`;
}

/** Prints the result, and a failure among the messages too, where a script's log will have it. */
function printEnd(summary: RunSummary, isJson: boolean): void {
  const { id, status, folder, progress } = summary;
  if (status !== 'finished' && status !== 'stopped') {
    printMessage(`${id} ${status}: ${progress.message ?? 'its processes are gone without a word'}`);
    if (progress.hint !== undefined) printMessage(progress.hint);
    printMessage(`its output is in ${path.join(folder, runFiles.output)}`);
  }
  printResult(isJson ? JSON.stringify(plain(summary)) : formatRun(summary));
}

const plain = ({ id, status, folder, progress }: RunSummary): object => ({ id, status, folder, ...progress });
