import { isActiveStatus, isControl, type RunSummary, type SweepEvent } from '../runs';
import {
  capitalize,
  formatCount,
  formatCountOf,
  formatEpoch,
  formatFixed,
  formatOutOf,
  formatPercent,
  formatTemperature,
  withoutCodeMarks,
} from '../wording';

/** Progress of a run in one short line: `epoch 3.2/10 · 98.10 % · T 6.20`. Unknown parts are left out. */
export function describeProgress({ status, progress, manifest }: RunSummary): string {
  if (progress.sweep !== undefined) return describeSweep(progress.sweep);
  const isTeaching = status === 'running' && progress.phase === 'teacher' && progress.epoch > 0;
  const parts: string[] = [];
  if (isTeaching) parts.push(`teacher, epoch ${formatFixed(progress.epoch, 1)}`);
  else if (progress.step > 0 && (progress.epochs > 0 || progress.epoch > 0)) {
    // A script need not know how many there will be.
    parts.push(`epoch ${trim(progress.epoch)}${progress.epochs > 0 ? `/${formatCount(progress.epochs)}` : ''}`);
  }
  if (progress.accuracy !== undefined) parts.push(formatPercent(progress.accuracy));
  // Of a run that has ended it is that of its last step, which says little; a control softens nothing.
  const isTaught = manifest === undefined || manifest.kind === 'sweep' || !isControl(manifest.config);
  if (!isTeaching && isTaught && isActiveStatus(status) && progress.temperature !== undefined) {
    parts.push(`T ${formatTemperature(progress.temperature)}`);
  }
  return parts.join(' · ');
}

/** Progress of a sweep and its best point: `12 of 48 runs · temperature 4: validation.accuracy 0.97`. */
function describeSweep({ done, failed, total, best }: SweepEvent): string {
  const failures = failed === 0 ? [] : [`${formatCount(failed)} without a result`];
  return [
    `${formatCount(done)} of ${formatCountOf(total, 'run')}`,
    ...failures,
    ...(best === undefined ? [] : [best]),
  ].join(' · ');
}

/** Why a run failed and what to do next, each in sentences. */
export interface Failure {
  readonly message: string;
  /** Advice; empty where the message needs none. */
  readonly hint: string;
}

/** Why a run failed and what to do next, without marks of code; undefined when it did not fail. */
export function failureOf(summary: RunSummary): Failure | undefined {
  const failure = writtenFailure(summary);
  return failure && { message: withoutCodeMarks(failure.message), hint: withoutCodeMarks(failure.hint) };
}

function writtenFailure(summary: RunSummary): Failure | undefined {
  const { status, progress } = summary;
  switch (status) {
    case 'failed': {
      const message = progress.message ?? 'the trainer ended without saying why; its output is in the log';
      return { message: sentence(message), hint: progress.hint === undefined ? '' : sentence(progress.hint) };
    }
    case 'lost':
      return describeLoss(summary);
    case 'broken':
      return {
        message: sentence(progress.message ?? 'the run folder cannot be read'),
        hint: `${summary.isAtWork === true ? 'Its processes go on: stop it first. Then restore' : 'Restore'} run.json or delete the run.`,
      };
    case 'queued':
    case 'running':
    case 'stopping':
    case 'stopped':
    case 'finished':
      return undefined;
  }
}

function describeLoss({ progress, elsewhere, copiedFrom }: RunSummary): Failure {
  if (elsewhere !== undefined) {
    return { message: `It was last heard of on ${elsewhere}, and is silent now.`, hint: 'Look for it there.' };
  }
  const resume = 'Resume it to go on from its last checkpoint; the curves so far are kept.';
  if (copiedFrom !== undefined) {
    return { message: 'It is a copy of a run that had not ended, and runs nowhere here.', hint: resume };
  }
  if (progress.message !== undefined) return { message: sentence(progress.message), hint: '' };
  return {
    message: 'Its processes are gone without a word.',
    hint: `The machine was restarted, or they were ended from outside. ${resume}`,
  };
}

/** The failure and the advice in one line. */
export function describeFailure(summary: RunSummary): string | undefined {
  const failure = failureOf(summary);
  return failure && [failure.message, failure.hint].filter(Boolean).join(' ');
}

/** Result of a finished run: `1.36 % test error (136 of 10,000), teacher 112 errors`. */
export function describeResult({ status, progress }: RunSummary): string | undefined {
  if (status !== 'finished' || progress.accuracy === undefined) return undefined;
  const { errors, count, teacherErrors } = progress;
  const counted = errors === undefined ? '' : ` (${formatOutOf(errors, count)})`;
  const teacher = teacherErrors === undefined ? '' : `, teacher ${formatCountOf(teacherErrors, 'error')}`;
  return `${formatPercent(1 - progress.accuracy)} test error${counted}${teacher}`;
}

/** Epochs done, `3.20 of 10`; of a run that ended at the end of an epoch, `6 of 6`. Empty while unknown. */
export function describeEpochs(epoch: number, epochs: number, status: RunSummary['status']): string {
  if (epochs === 0) return '';
  return `${isActiveStatus(status) ? formatFixed(epoch, 2) : formatEpoch(epoch)} of ${formatCount(epochs)}`;
}

/** Turns a text into a sentence: a capital, unless it begins with a name such as a file's, and a full stop. */
export function sentence(text: string): string {
  const isWord = /^\p{Letter}+(?=[\s,:;]|$)/u.test(text);
  const first = isWord ? capitalize(text) : text;
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

/** Formats epochs with one decimal, whole numbers with none. */
function trim(value: number): string {
  return formatFixed(value, 1).replace(/\.0$/, '');
}
