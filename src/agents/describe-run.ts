import type { RunSummary } from '../runs';
import { formatStatusInFull, roundToDigits, truncate } from '../wording';
import type { Answer } from './agent-tool';

/** A number with as many digits as tell two apart; undefined where there is none. */
export function short(value: number | undefined, digits = 5): number | undefined {
  return value === undefined || !Number.isFinite(value) ? undefined : roundToDigits(value, digits);
}

/** Text that answers hold of a run's own words, which may be long. */
const maxText = 500;

export const cut = (text: string): string => truncate(text, maxText);

/** One line about a run; what is unknown is left out. */
export function describeRun({ id, name, status, progress }: RunSummary): Answer {
  const { epoch, epochs, accuracy, errors, temperature, sweep } = progress;
  return {
    ...{ id, name: cut(name), status },
    ...(sweep === undefined
      ? { epoch: short(epoch, 4), ...(epochs > 0 && { epochs }) }
      : { runs: sweep.total, done: sweep.done, failed: sweep.failed }),
    ...{ accuracy: short(accuracy), errors: short(errors, 9), temperature: short(temperature) },
  };
}

/** All of a run that a person would ask for first. */
export function describeRunInFull(run: RunSummary): Answer {
  const { phase, step, steps, engine, count, teacherErrors, agreement, bestEpoch, seconds, message, hint, sweep } =
    run.progress;
  return {
    ...describeRun(run),
    ...(sweep?.best !== undefined && { best: sweep.best }),
    ...{ phase, step, ...(steps > 0 && { steps }), ...(engine !== '' && { engine: cut(engine) }) },
    ...{ examples: short(count, 9), teacherErrors: short(teacherErrors, 9), agreement: short(agreement) },
    ...{ epochKept: bestEpoch, seconds: short(seconds), ahead: run.ahead },
    ...(run.job !== undefined && { standing: cut(formatStatusInFull(run)) }),
    ...(message !== undefined && { message: cut(message) }),
    ...(hint !== undefined && { hint: cut(hint) }),
    folder: run.folder,
  };
}
