import type { CodeMeaning } from './code-meaning';

/** Findings of the lints of models, data and training. */
export const trainingCodes = {
  'train-above-data': {
    title: 'More training examples than there are',
    explanation: 'What is cut off for validation is not trained on. Lower `train` or `validation`.',
  },
  'too-few-examples': {
    title: 'Fewer training examples than classes',
    explanation: 'A class without an example cannot be learned. Raise `train`, or leave it away for all examples.',
  },
  'beyond-float32': {
    title: 'A number that float32 does not hold',
    explanation:
      'A run computes in float32, whose numbers lie between about 1.2e-38 and 3.4e38. A smaller one is 0 there, so that a division by it is not finite; a larger one is infinite.',
  },
  'batch-too-large': {
    title: 'A batch larger than the data',
    explanation: 'A step needs a whole batch, and there are fewer examples than that.',
  },
  'model-misfit': {
    title: 'Layers that do not fit',
    explanation:
      'A layer gets a shape that it cannot take. A dense layer needs a vector, a convolution an image: put `flatten` between them.',
  },
  'huge-model': {
    title: 'A model that takes gigabytes',
    explanation:
      'Training holds weights, gradients and the optimizer’s two averages, 16 bytes for each parameter. It is an error where that is more than the machine’s memory. Make the layers narrower.',
  },
  'student-larger': {
    title: 'The student is larger than its teacher',
    explanation: 'Usually the two were swapped. That is allowed: a student of the same size can still learn more.',
  },
  'unusual-learning-rate': {
    title: 'An unusual learning rate',
    explanation: 'With rates this high the loss diverges; this low nothing is learned in the time of a run.',
  },
  'train-unused': {
    title: 'Training of a network that is not trained',
    explanation: 'A teacher from a file or an earlier run is used as it is, so how to train it is never looked at.',
  },
  'imbalance-too-strong': {
    title: 'A class without examples',
    explanation: 'The last class keeps 1/ratio of what the first one has, and that is less than one example.',
  },
  'empty-transfer': {
    title: 'No class is left',
    explanation: 'The student would see no example at all. Keep some class, or leave fewer out.',
  },
  'single-class': {
    title: 'A student of one class',
    explanation:
      'From labels of one class a network learns to answer that class always. With a teacher the soft targets still say something of the others, which is worth trying on purpose only.',
  },
  'transfer-contradiction': {
    title: 'A class both kept and left out',
    explanation: 'What is left out is left out, also when it is kept. Name it in one of the two lists.',
  },
  'bias-correction-unneeded': {
    title: 'A correction of nothing',
    explanation:
      'Output biases are wrong for classes that the student never saw. Where it sees all of them, they are learned.',
  },
  'unlabelled-unused': {
    title: 'Examples that teach nothing',
    explanation: 'An example without its label is learned from through the teacher alone, and there is none.',
  },
  'labels-needed': {
    title: 'Labels that were taken away are needed',
    explanation: 'What is used here asks for the label of every example, also of those whose labels are held back.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;
