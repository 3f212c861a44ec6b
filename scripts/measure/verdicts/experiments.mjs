// The experiments of docs/does-it-help.md: a question, the config that asks it, and the part of it that is small.
import { copyFashionMnist, writeTable } from '../real-data.mjs';

const cosine = { schedule: { kind: 'cosine' } };
const adam = { optimizer: { name: 'adam', learningRate: 0.001 } };
const labelsAndTeacher = { kind: 'kl', hard: 0.1, soft: 0.9 };
/** Six seeds that chose nothing, each with a teacher of its own, judge the temperature that two others have chosen. */
const chosenThenJudged = { teachers: 'each', seeds: 2, then: { seeds: 6 } };

const teacherOfDigits = (epochs) => ({
  model: { preset: 'mlp', hidden: [1200, 1200], dropout: 0.25 },
  train: { epochs, batchSize: 128, ...adam, ...cosine, augment: { jitter: 2 } },
});

/** 2,000 training digits and their teachers, which the experiments on them share. */
const fewDigits = { data: { format: 'mnist', validation: 1000, limit: 2000 }, teacher: teacherOfDigits(10) };
const fewDigitsAreSmall = '2,000 of the 59,000 training digits, and teachers of 10 epochs; the whole test split.';

const hinton = {
  student: { model: { preset: 'mlp', hidden: [800, 800] } },
  temperature: { strategy: 'linear', from: 8, to: 2 },
  loss: labelsAndTeacher,
  train: { epochs: 10, batchSize: 128, ...adam, ...cosine },
  sweep: { over: { temperature: [{ strategy: 'linear', from: 8, to: 2 }] }, seeds: 6, teachers: 'each' },
};

function ofTable(name, hidden, small) {
  const train = { batchSize: 16, optimizer: { name: 'adam', learningRate: 0.005 }, ...cosine };
  return {
    seed: 1,
    data: { format: 'table', path: `${name}.csv`, validation: 0.15, test: 0.3 },
    teacher: { model: { preset: 'mlp', hidden, dropout: 0.2 }, train: { ...train, epochs: 40 } },
    student: { model: { preset: 'mlp', hidden: small } },
    temperature: { strategy: 'constant', value: 4 },
    loss: labelsAndTeacher,
    train: { ...train, epochs: 100 },
    sweep: { over: { 'temperature.value': [1, 2, 4, 8] }, ...chosenThenJudged },
  };
}

/** Students of two layers of `units` on 2,000 digits: eight seeds, since five temperatures are judged together. */
function ofCapacity(units) {
  return {
    seed: 1,
    ...fewDigits,
    student: { model: { preset: 'mlp', hidden: [units, units] } },
    temperature: { strategy: 'constant', value: 4 },
    loss: labelsAndTeacher,
    train: { epochs: 15, batchSize: 128, ...adam, ...cosine },
    sweep: { over: { 'temperature.value': [1, 2, 4, 8, 20] }, seeds: 8, teachers: 'each' },
  };
}

const capacityQuestion = (units) =>
  `Hinton, Vinyals and Dean say that students of 30 units in each layer want temperatures of 2.5 to 4, and wide ones more. ` +
  `Students of 2 × ${units} units:`;

/**
 * Each experiment by its name: `title`, `question`, `small` (the part that is smaller than it could be), `config`, `prepare`, the
 * index `base` of the point that others are held against, `units` of those that make one table, `isLong` of one that is measured by its name alone.
 */
export const experiments = {
  'mnist-60000': {
    title: 'MNIST with Hinton’s students, all digits',
    question: 'The example of the README (`examples/mnist.distill.yaml`): a student of 2 × 800 units.',
    small: 'Nothing: 55,000 training digits, 5,000 validation digits, 10,000 test digits.',
    isLong: true,
    config: {
      seed: 1,
      data: { format: 'mnist', validation: 5000 },
      teacher: teacherOfDigits(20),
      ...hinton,
    },
  },
  'mnist-2000': {
    title: 'MNIST with Hinton’s students, 2,000 digits',
    question: 'The networks of `examples/mnist.distill.yaml`: a student of 2 × 800 units.',
    small: fewDigitsAreSmall,
    config: { seed: 1, ...fewDigits, ...hinton },
  },
  fashion: {
    title: 'Fashion-MNIST, a convolutional teacher and a small student',
    question: 'A student of 32 units, whose temperature is chosen on validation.',
    small:
      '4,000 of the 60,000 training pictures, and a small convolutional network, trained for 40 epochs, as the teacher; the whole test split.',
    prepare: copyFashionMnist,
    config: {
      seed: 1,
      data: { format: 'idx', path: 'fashion', validation: 5000, limit: 4000 },
      teacher: {
        model: { preset: 'cnn-small', filters: [8, 16], dense: 64, dropout: 0.2 },
        train: { epochs: 40, batchSize: 64, ...adam, ...cosine },
      },
      student: { model: { preset: 'mlp', hidden: [32] } },
      temperature: { strategy: 'constant', value: 4 },
      loss: labelsAndTeacher,
      train: { epochs: 15, batchSize: 128, ...adam, ...cosine },
      sweep: { over: { 'temperature.value': [1, 2, 4, 8] }, ...chosenThenJudged },
    },
  },
  'long-tail': {
    title: 'Long-tailed Fashion-MNIST: a temperature by class frequency',
    question:
      'The most frequent class has 100 times the examples of the rarest. Do softer targets for rare classes help, or for frequent ones, or is one temperature as good?',
    small: 'At most 1,200 training pictures of a class; test and validation stay balanced.',
    base: 0,
    prepare: copyFashionMnist,
    config: {
      seed: 1,
      data: { format: 'idx', path: 'fashion', validation: 5000, limit: 12_000, imbalance: { ratio: 100 } },
      teacher: {
        model: { preset: 'mlp', hidden: [256, 256], dropout: 0.2 },
        train: { epochs: 15, batchSize: 128, ...adam, ...cosine },
      },
      student: { model: { preset: 'mlp', hidden: [32] } },
      temperature: { strategy: 'constant', value: 4 },
      loss: labelsAndTeacher,
      train: { epochs: 15, batchSize: 128, ...adam, ...cosine },
      sweep: {
        over: {
          temperature: [
            { strategy: 'constant', value: 4 },
            { strategy: 'class-frequency', direction: 'tail-higher', base: 4, k: 0.1 },
            { strategy: 'class-frequency', direction: 'head-higher', base: 4, k: 0.1 },
          ],
        },
        ...{ seeds: 8, teachers: 'each' },
      },
    },
  },
  'few-labels': {
    title: 'MNIST with 1 % of the labels',
    question:
      'The student may learn from the labels of one digit in a hundred; its teachers have seen them all. The control learns from those few labels alone.',
    small: `${fewDigitsAreSmall} Some 20 digits have labels; the student has 2 × 100 units.`,
    config: {
      ...{ seed: 1, ...fewDigits },
      student: { model: { preset: 'mlp', hidden: [100, 100] } },
      temperature: { strategy: 'constant', value: 4 },
      loss: labelsAndTeacher,
      transfer: { labelFraction: 0.01 },
      train: { epochs: 15, batchSize: 128, ...adam, ...cosine },
      sweep: { over: { 'temperature.value': [1, 4] }, seeds: 7, teachers: 'each' },
    },
  },
  digits: {
    title: 'scikit-learn’s digits',
    question: 'A student of 12 units on pictures of 8 × 8 pixels, whose temperature is chosen on validation.',
    small: '1,797 examples in all, 539 of them for the test.',
    prepare: (folder) => writeTable(folder, 'digits'),
    config: ofTable('digits', [128, 128], [12]),
  },
  wine: {
    title: 'scikit-learn’s wine',
    question: 'A student of 3 units on 13 measurements.',
    small: '178 examples in all, 53 of them for the test: one error is 1.9 points.',
    prepare: (folder) => writeTable(folder, 'wine'),
    config: ofTable('wine', [64, 64], [3]),
  },
  'breast-cancer': {
    title: 'scikit-learn’s breast cancer',
    question: 'A student of 3 units on 30 measurements.',
    small: '569 examples in all, 171 of them for the test.',
    prepare: (folder) => writeTable(folder, 'breast-cancer'),
    config: ofTable('breast-cancer', [64, 64], [3]),
  },
  ...Object.fromEntries(
    [30, 100, 300, 800].map((units) => [
      `capacity-${units}`,
      {
        title: `Capacity and temperature: ${units} units`,
        question: capacityQuestion(units),
        small: fewDigitsAreSmall,
        ...{ base: 0, units },
        config: ofCapacity(units),
      },
    ]),
  ),
};
