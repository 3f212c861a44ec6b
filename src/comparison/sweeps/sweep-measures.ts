import { contentsOfRun, countedRuns, splitOf, type RunSummary } from '../../runs';
import { isComparable, type ComparableRun } from '../compare-runs';
import { readPairAnswers } from '../pair-answers';
import { childrenOf } from './sweep-children';
import { decidingMeasure, measuresBeside, type ReadPair, type VerdictMeasure } from '../verdict-measures';

/** A measure of a verdict's table for the runs of a sweep. */
export interface SweepMeasure {
  readonly name: string;
  readonly label: string;
  /** Values by the ids of finished runs, and those of their controls; a value that is not known is absent. */
  readonly runs: Readonly<Record<string, { readonly own?: number; readonly control?: number }>>;
}

/** Measures of the network alone. */
const ofAnySplit = ['parameters', 'operations'];

/** Time has a column of its own. */
const measures: readonly VerdictMeasure[] = [decidingMeasure, ...measuresBeside.filter(({ name }) => name !== 'time')];

/**
 * The measures of a verdict's table for each run of a sweep, on the test split; only those that some run has. A control counts where it
 * was trained on the same data.
 * @param runs those of the sweep and their controls
 */
export async function sweepMeasures(sweep: ComparableRun, runs: readonly RunSummary[]): Promise<SweepMeasure[]> {
  const controls = new Map(countedRuns(runs, sweep).map((run) => [run.id, run]));
  const finished = childrenOf(sweep, runs).filter(isEvaluated);
  const pairs: { readonly pair: ReadPair; readonly hasControl: boolean }[] = [];
  for (const run of finished) {
    const control = controls.get(run.manifest.control ?? '');
    const isPair = control !== undefined && isComparable(control) && isEvaluated(control) && haveSameData(run, control);
    const pair = { seed: run.manifest.config.seed, run, control: isPair ? control : run };
    pairs.push({ pair: { ...pair, answers: isPair ? await answersOf(pair) : undefined }, hasControl: isPair });
  }
  const found = measures.map(({ name, label, of }) => ({
    ...{ name, label: ofAnySplit.includes(name) || label.startsWith('test ') ? label : `test ${label}` },
    runs: Object.fromEntries(
      pairs.flatMap(({ pair, hasControl }) => {
        const { distilled: own, control } = of(pair);
        const values = { ...(own !== undefined && { own }), ...(hasControl && control !== undefined && { control }) };
        return Object.keys(values).length === 0 ? [] : [[pair.run.id, values] as const];
      }),
    ),
  }));
  return found.filter((measure) => Object.keys(measure.runs).length > 0);
}

const isEvaluated = ({ status, progress }: RunSummary): boolean =>
  status === 'finished' && splitOf(progress) === 'test';

const haveSameData = (run: RunSummary, control: RunSummary): boolean =>
  contentsOfRun(run.progress).hasData(control.progress);

/** Figures by stored answers; none where these are damaged, as the verdict says. */
async function answersOf(pair: Omit<ReadPair, 'answers'>): Promise<ReadPair['answers']> {
  try {
    return await readPairAnswers(pair);
  } catch {
    return undefined;
  }
}
