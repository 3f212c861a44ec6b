import type { Parameter } from '../../sweeps';
import { distributionOf } from './optuna-distribution';

/** State of a trial as Optuna numbers it. */
export const trialStates = { running: 0, complete: 1, pruned: 2, failed: 3, waiting: 4 } as const;
export type TrialStateName = keyof typeof trialStates;

/** Operations of Optuna's journal (`optuna.storages.journal`), by their numbers there. */
const operations = { createStudy: 0, createTrial: 4, setState: 6, setIntermediate: 7 } as const;

/** A point of a sweep as Optuna has it: one trial. */
export interface OptunaTrial {
  readonly values: readonly unknown[];
  readonly state: TrialStateName;
  /** Mean of the goal's metric over the runs; undefined without one. */
  readonly value: number | undefined;
  /** Gives the same by epoch, from 1, where it is known. */
  readonly curve: () => readonly (number | undefined)[];
  /** Ids of its runs. */
  readonly runs: readonly string[];
  /** Time at which the first of them was made, in ms since the epoch. */
  readonly startedAt: number;
}

/** A line of the journal, as much of it as we read again. */
export interface JournalLine {
  readonly op_code?: unknown;
  readonly trial_id?: unknown;
  readonly state?: unknown;
  readonly study_name?: unknown;
  readonly user_attrs?: { readonly point?: unknown };
}

export const isCreation = ({ op_code: operation }: JournalLine): boolean => operation === operations.createTrial;
export const isChange = ({ op_code: operation }: JournalLine): boolean => operation === operations.setState;
export const isStudy = ({ op_code: operation }: JournalLine): boolean => operation === operations.createStudy;

/** The first line: a study of one goal, with the number of the only study of a journal. */
export function studyLine(worker: string, name: string, direction: 'max' | 'min'): object {
  return {
    op_code: operations.createStudy,
    worker_id: worker,
    study_name: name,
    directions: [direction === 'min' ? 1 : 2],
  };
}

const study = 0;

/** Creates the trial of a point before it runs. */
export function creationLine(
  worker: string,
  parameters: readonly Parameter[],
  { values, runs }: OptunaTrial,
  point: number,
): object {
  const names = parameters.map(({ path }) => path.join('.'));
  const distributions = parameters.map(({ domain }) => distributionOf(domain));
  return {
    ...{ op_code: operations.createTrial, worker_id: worker, study_id: study, datetime_start: null },
    state: trialStates.waiting,
    distributions: Object.fromEntries(names.map((name, at) => [name, distributions[at]?.text])),
    params: Object.fromEntries(names.map((name, at) => [name, distributions[at]?.internal(values[at])])),
    user_attrs: { point, runs },
  };
}

/** Starts a trial: one that has ended must have been started. */
export function startLine(worker: string, id: number, { startedAt }: OptunaTrial): object {
  const head = { op_code: operations.setState, worker_id: worker, trial_id: id };
  return { ...head, state: trialStates.running, values: null, datetime_start: isoTime(startedAt) };
}

/** Ends a trial, with its values by epoch. */
export function endLines(worker: string, id: number, { state, value, curve }: OptunaTrial): object[] {
  const head = { worker_id: worker, trial_id: id };
  const steps = curve().flatMap((one, index) =>
    one === undefined
      ? []
      : [{ op_code: operations.setIntermediate, ...head, step: index + 1, intermediate_value: one }],
  );
  const values = value === undefined || state === 'failed' ? null : [value];
  const end = { op_code: operations.setState, ...head, state: trialStates[state], values };
  return [...steps, { ...end, datetime_complete: isoTime(Date.now()) }];
}

/** Local time, as `datetime.isoformat` writes it. */
function isoTime(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, -1)}000`;
}
