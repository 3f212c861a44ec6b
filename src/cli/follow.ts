import path from 'node:path';
import { cancelRun } from '../launchers';
import { EventReader, isActiveStatus, RunCatalogue, runFiles, type RunEvent, type RunSummary } from '../runs';
import type { StartedRun } from '../running';
import {
  formatBar,
  formatCount,
  formatCountOf,
  formatFixed,
  formatLoss,
  formatPercent,
  formatPreparation,
  formatTemperature,
} from '../wording';
import type { OptionValues } from './options';
import { clearProgressLine, printMessage, printResult, showProgressLine } from './output';
import { formatRun } from './table';

const pollMs = 250;

/**
 * Follows a run to its end and prints the result; Ctrl-C asks it to stop, a second one ends it. Gives the exit code: 0 only
 * when it finished.
 */
export async function followStarted(started: StartedRun, options: OptionValues): Promise<number> {
  for (const { message } of started.requeueErrors) printMessage(message);
  let isAsked = false;
  const onInterrupt = (): void => {
    const ending = cancelRun(started, { when: isAsked ? 'now' : 'after a checkpoint' });
    ending.catch((error: unknown) => printMessage(String(error)));
    isAsked = true;
  };
  process.on('SIGINT', onInterrupt);
  const summary = await followRun(started.folder);
  process.off('SIGINT', onInterrupt);
  printEnd(summary, options.json === true);
  if (summary.status === 'finished') return 0;
  return summary.status === 'stopped' ? 130 : 1;
}

/** Shows progress, and each step of its ending, until the run has ended; events of earlier attempts are passed over. */
export async function followRun(folder: string): Promise<RunSummary> {
  const catalogue = new RunCatalogue(path.dirname(folder));
  const reader = new EventReader(path.join(folder, runFiles.events));
  let lastNote = '';
  for (;;) {
    // The status first: the events that it follows from are then among those that are read after it.
    const summary = await catalogue.summarize(folder);
    const note = describeDelay(summary);
    if (note !== '' && note !== lastNote) printMessage(note);
    lastNote = note;
    for (let events = reader.read(); events.length > 0; events = reader.read()) {
      for (const event of events) if (event.attempt === summary.progress.attempt) showProgress(event);
    }
    if (!isActiveStatus(summary.status)) {
      clearProgressLine();
      return summary;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** The reason why a run does not begin or end yet, in a line; empty where there is none. */
function describeDelay({ id, ahead, stopStep }: RunSummary): string {
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
  printResult(isJson ? JSON.stringify({ id, status, folder, ...progress }) : formatRun(summary));
}
