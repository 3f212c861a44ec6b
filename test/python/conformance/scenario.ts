import type { SplitName } from '../../../src/runs';

/** An evaluation of a scenario: logits of the student and of its teacher on one split. */
export interface ScenarioEvaluation {
  readonly split: SplitName;
  readonly epoch: number;
  readonly logits: readonly (readonly number[])[];
}

/** Events and kept answers of a run, in the order in which they are written. NaN and infinities are texts, as in a log. */
export interface Scenario {
  readonly name: string;
  readonly classes: number;
  readonly stepsPerEpoch: number;
  readonly epochs: number;
  readonly labels: Readonly<Record<SplitName, readonly number[]>>;
  readonly teacher: Readonly<Record<SplitName, readonly (readonly number[])[]>>;
  readonly steps: readonly Readonly<Record<string, unknown>>[];
  /** Those of the validation are written after the last step of their epoch, that of the test at the end. */
  readonly evaluations: readonly ScenarioEvaluation[];
  readonly notice: string;
  readonly ending: 'finished' | 'stopped' | 'failed';
}

const classes = 3;
const counts = { validation: 12, test: 10 } as const;

/** Logits that differ in each number, rounded to float32 so that both languages hold the same. */
function logitsOf(count: number, seed: number, strength: number, labels: readonly number[]): number[][] {
  return Array.from({ length: count }, (_, row) =>
    Array.from({ length: classes }, (__, label) =>
      Math.fround(2 * Math.sin(seed + 7 * row + 3 * label) + (label === labels[row] ? strength : 0)),
    ),
  );
}

function stepsOf(count: number): Scenario['steps'] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ loss: 2 / (index + 1), hard: 1 / (index + 3), soft: index === 2 ? 'NaN' : 0.25, temperature: 8 - index / 2 },
    ...(index === 3 && { loss: 'Infinity', weightedSoft: '-Infinity' }),
    ...{ learningRate: 1e-7 * (index + 1), guarded: index, 'own/grad norm ‖g‖': 1e21 },
    ...(index === 4 && { temperatures: { 'big one': { mean: 4, min: 2, max: 6.5, guarded: 1 } } }),
  }));
}

function scenarioOf(name: string, ending: Scenario['ending']): Scenario {
  const labelsOf = (count: number): number[] => Array.from({ length: count }, (_, row) => (row * 2) % classes);
  const labels = { validation: labelsOf(counts.validation), test: labelsOf(counts.test) };
  const stepsPerEpoch = 4;
  const epochs = 3;
  // The second epoch is the best; the third is worse again.
  const strengths = [0.5, 2.5, 1];
  const validations = strengths.map((strength, index) => ({
    ...{ split: 'validation' as const, epoch: index + 1 },
    logits: logitsOf(counts.validation, index, strength, labels.validation),
  }));
  const test = { split: 'test', epoch: epochs, logits: logitsOf(counts.test, 9, 2, labels.test) } as const;
  return {
    ...{ name, classes, stepsPerEpoch, epochs, labels, ending },
    teacher: {
      validation: logitsOf(counts.validation, 20, 3, labels.validation),
      test: logitsOf(counts.test, 21, 3, labels.test),
    },
    steps: stepsOf(stepsPerEpoch * epochs),
    evaluations: [...validations, ...(ending === 'finished' ? [test] : [])],
    notice: 'it says "T²·KL" and a line\nof a name like ünï \u{1F338}',
  };
}

/** Scenarios that each writer of the run protocol writes. */
export const scenarios: readonly Scenario[] = [
  scenarioOf('to its end', 'finished'),
  scenarioOf('asked to stop', 'stopped'),
  scenarioOf('with an error', 'failed'),
];
