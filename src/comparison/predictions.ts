import {
  readEvaluationIndex,
  readStoredLabels,
  readStoredLogits,
  type RunSummary,
  type StoredEvaluation,
  type StoredSplit,
} from '../runs';

/** A run's answers to the test split, as it has stored them. */
export interface StoredAnswers {
  readonly classes: number;
  readonly split: StoredSplit;
  readonly evaluation: StoredEvaluation;
}

/** A run's choices on the test split, by example. */
export interface Predictions {
  /** SHA-256 of the labels, by which two runs are known to have answered the same examples. */
  readonly labels: string;
  /** 1 where the choice is right. */
  readonly isRight: Uint8Array;
}

/** The stored answers to the test split of a run's best checkpoint, or else the last ones; undefined where it has none. */
export function findAnswers({ folder }: Pick<RunSummary, 'folder'>): StoredAnswers | undefined {
  const index = readEvaluationIndex(folder);
  const split = index?.splits.test;
  const stored = index?.evaluations.filter((one) => one.split === 'test') ?? [];
  const evaluation = stored.find(({ checkpoint }) => checkpoint === 'best') ?? stored.at(-1);
  if (index === undefined || split === undefined || evaluation === undefined) return undefined;
  return { classes: index.classes, split, evaluation };
}

/**
 * Reads a run's stored predictions of the test split: the class of the largest logit, the first of equal ones. Undefined where it
 * has stored none. Throws an error that names the file when one is damaged.
 */
export async function readPredictions({ folder }: RunSummary): Promise<Predictions | undefined> {
  const found = findAnswers({ folder });
  if (found === undefined) return undefined;
  const { classes, split, evaluation } = found;
  const labels = await readStoredLabels(folder, split, classes);
  const logits = await readStoredLogits(folder, evaluation.logits, { count: split.count, classes });
  const isRight = Uint8Array.from(labels, (label, example) =>
    choiceOf(logits, example * classes, classes) === label ? 1 : 0,
  );
  return { labels: split.labels.sha256, isRight };
}

function choiceOf(logits: Float32Array, start: number, classes: number): number {
  let choice = 0;
  for (let label = 1; label < classes; label += 1) {
    if ((logits[start + label] ?? 0) > (logits[start + choice] ?? 0)) choice = label;
  }
  return choice;
}
