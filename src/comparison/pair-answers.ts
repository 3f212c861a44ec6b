import { readStoredLogits } from '../runs';
import { mcnemarMidP } from '../statistics';
import { disagreementOf } from './disagreement';
import type { Pair } from './pairs';
import { findAnswers, readPredictions } from './predictions';

/** Figures of a pair that follow from the answers that its runs have stored. */
export interface PairAnswers {
  /** McNemar's mid-p of the two networks on the same examples; undefined where their predictions are not there to compare. */
  readonly mcnemar: number | undefined;
  /** The control beside the teacher that only the run has learnt from; undefined where that has left no answers. */
  readonly control: { readonly agreement: number; readonly klAtOne: number } | undefined;
}

/** Pairs whose figures are kept: those of some sweeps. */
const maxKnown = 2000;

/** Figures as they were read last, by the hashes of the answers: most pairs of a sweep that goes on are those of the look before. */
const known = new Map<string, PairAnswers>();

/** Reads the figures of a pair. Throws an error that names the file when one is damaged. */
export async function readPairAnswers(pair: Pair): Promise<PairAnswers> {
  const key = keyOf(pair);
  const before = known.get(key);
  if (before !== undefined) return before;
  const answers = { mcnemar: await mcnemarOf(pair), control: await controlBesideTeacher(pair) };
  if (known.size >= maxKnown) known.clear();
  known.set(key, answers);
  return answers;
}

function keyOf({ run, control }: Pair): string {
  const [ours, theirs] = [findAnswers(run), findAnswers(control)];
  const files = [ours?.split.labels, ours?.evaluation.logits, ours?.split.teachers[0]?.logits];
  const others = [theirs?.split.labels, theirs?.evaluation.logits];
  return [...files, ...others].map((file) => file?.sha256 ?? '').join(' ');
}

async function mcnemarOf({ run, control }: Pair): Promise<number | undefined> {
  const [ours, theirs] = [await readPredictions(run), await readPredictions(control)];
  if (ours === undefined || theirs?.labels !== ours.labels) return undefined;
  let [onlyOurs, onlyTheirs] = [0, 0];
  for (const [example, isRight] of ours.isRight.entries()) {
    const isTheirs = theirs.isRight[example];
    if (isRight > (isTheirs ?? 0)) onlyOurs += 1;
    else if (isRight < (isTheirs ?? 0)) onlyTheirs += 1;
  }
  return mcnemarMidP(onlyOurs, onlyTheirs);
}

/** A control has no teacher in its log: its answers are held against those of the run's teachers together, which the run has stored. */
async function controlBesideTeacher({ run, control }: Pair): Promise<PairAnswers['control']> {
  const [ours, theirs] = [findAnswers(run), findAnswers(control)];
  const teacher = ours?.split.teachers[0];
  if (ours === undefined || theirs === undefined || teacher === undefined) return undefined;
  const { classes, split } = ours;
  if (theirs.split.labels.sha256 !== split.labels.sha256 || theirs.classes !== classes) return undefined;
  const shape = { count: split.count, classes };
  const own = await readStoredLogits(control.folder, theirs.evaluation.logits, shape);
  const taught = await readStoredLogits(run.folder, teacher.logits, shape);
  const { studentChoices, teacherChoices, divergence } = await disagreementOf(
    own,
    taught,
    new Int32Array(split.count),
    classes,
  );
  const same = studentChoices.reduce((sum, choice, example) => sum + (choice === teacherChoices[example] ? 1 : 0), 0);
  return {
    agreement: same / split.count,
    klAtOne: divergence.reduce((sum, one) => sum + one, 0) / split.count,
  };
}
