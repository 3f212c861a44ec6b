import type { CodeMeaning } from './code-meaning';

/** Findings of the lints of models, data and training. */
export const trainingCodes = {
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
  'oversized-model': {
    title: 'A model far too large for the data',
    explanation:
      'It has more than 100 parameters for each number in the training data. 2n + d parameters can memorise any labels of n examples of d numbers (Zhang et al. 2017), so a network of this size learns the examples by heart and little about others.',
  },
  'undersized-model': {
    title: 'A model far too small for the data',
    explanation:
      'The training data has more than a million numbers for each parameter: seven times as many as those of the smallest MobileNet on ImageNet (Howard et al. 2017), which is far below what larger ones reach.',
  },
  'student-larger': {
    title: 'The student is larger than its teacher',
    explanation: 'Usually the two were swapped. That is allowed: a student of the same size can still learn more.',
  },
  'unusual-learning-rate': {
    title: 'An unusual learning rate',
    explanation: 'With rates this high the loss diverges; this low nothing is learned in the time of a run.',
  },
  'hours-of-training': {
    title: 'A training of an hour and more',
    explanation:
      'The time is estimated from the sizes of a step: operations of its dense and convolutional layers, numbers that its other layers make, weights and layers, by factors that were measured on two processor cores (docs/engine.md). It is within a factor of two on such a machine; more cores are quicker. The networks of a few million parameters and small pictures that take minutes there are what the native engine is for. From about an hour on PyTorch on a GPU is the better place: `engine: torch` below `train`, with a `device`.',
  },
  'patience-too-long': {
    title: 'A wait longer than the training',
    explanation:
      'An early stop or a plateau acts after `patience` epochs without a better validation. Where the training has no more epochs than that, it never acts.',
  },
  'early-stop-few': {
    title: 'An early stop by a handful of examples',
    explanation:
      'The accuracy on n validation examples moves in steps of 1/n, and by chance alone by about √(p(1 − p)/n): with fewer than 100 that is more than what an epoch gains. Hold more examples back, or wait for the cross-entropy, which moves with every weight.',
  },
  'sweep-setting': {
    title: 'A setting that cannot vary so',
    explanation:
      'A sweep varies settings of a run, each over a list of values or a range. The name must be that of a setting, and a run must be able to have each value.',
  },
  'sweep-size': {
    title: 'A sweep of too many runs, or too few',
    explanation:
      'A grid has a run for each combination of its values and each seed. `halton`, `random` and `tpe` take as many points as the budget allows.',
  },
  'sweep-seeds': {
    title: 'Seeds of a sweep that prove nothing',
    explanation:
      'Seeds repeat a point to show how much chance does; they are not chosen from. A verdict on teachers in general needs a teacher of its own for each seed, and six pairs.',
  },
  'train-unused': {
    title: 'Training of a network that is not trained',
    explanation: 'A teacher from a file or an earlier run is used as it is, so how to train it is never looked at.',
  },
  'output-unused': {
    title: 'Numbers that the teacher cannot give',
    explanation:
      'A network that a run trains gives logits. Only a file may give probabilities or log-probabilities, and there it is told from its answers too.',
  },
  'python-engine': {
    title: 'Models or data of PyTorch on another engine',
    explanation:
      'A model of your own Python code is a `torch.nn.Module`, and its data are data sets of PyTorch. Only `train: { engine: torch }` can train such a model, ask it as a teacher, or read such data.',
  },
  'torch-setting': {
    title: 'A setting of PyTorch on another engine',
    explanation:
      '`device`, `precision`, `compile`, `accumulate`, `processes`, `syncBatchNorm` and `deterministic` say how `train: { engine: torch }` computes. The other engines leave them out.',
  },
  'batch-shares': {
    title: 'A batch with too few rows for its shares',
    explanation:
      'Each of `processes` takes a share of every batch, and each of the parts of `accumulate` some of its rows. Two rows are the least of both: of one alone a batch norm knows no variance.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;
