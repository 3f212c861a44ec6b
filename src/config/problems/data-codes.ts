import type { CodeMeaning } from './code-meaning';

/** Problems of the data, its classes and the part of it that the student sees. */
export const dataCodes = {
  'train-above-data': {
    title: 'More training examples than there are',
    explanation: 'What is cut off for validation is not trained on. Lower `limit` or `validation`.',
  },
  'too-few-examples': {
    title: 'Fewer training examples than classes',
    explanation: 'A class without an example cannot be learned. Raise `limit`, or leave it away for all examples.',
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
  'unknown-class': {
    title: 'A class that the data does not have',
    explanation:
      'A class is written by its label, as the files have it, or by its name: one of `data.classes`, or the name that the data gives it.',
  },
  'class-names-count': {
    title: 'More or fewer names than classes',
    explanation:
      'The names in `data.classes` are given to the classes in the order of their labels, so there is one for each.',
  },
  'augment-without-images': {
    title: 'Changed pictures where there are none',
    explanation: 'Sections, flips and rotations are made of pixels that lie side by side; columns of a table do not.',
  },
  'augment-twice': {
    title: 'Pictures that are changed twice',
    explanation:
      '`data.augment` changes the pictures for every network that learns from them; `augment` in `train` changes them for one. Both together would show the one pictures that nobody described.',
  },
  'mixup-without-label': {
    title: 'Mixed labels where one is needed',
    explanation:
      '`mixup` gives an example the labels of two. The loss `dkd` tells the true class from the others, a temperature by class takes the class’s own, and `combine: confidence` weighs teachers by the true class: none of them is defined for a mixture.',
  },
  'flipped-characters': {
    title: 'Mirrored digits or letters',
    explanation:
      'Most digits and letters mean something else mirrored, or nothing: a network learns shapes that never occur. The classes are told by their names of one character.',
  },
  'cutout-too-large': {
    title: 'A square that covers the picture',
    explanation:
      'A square as large as the picture covers at least a quarter of it, and mostly far more. DeVries and Taylor (2017) took half of the side for CIFAR-10 and a quarter for CIFAR-100.',
  },
  'normalize-length': {
    title: 'Another number of means or deviations',
    explanation:
      'A normalization has one mean and one deviation, or one for each channel of an image or column of a table.',
  },
  'validation-above-data': {
    title: 'Nothing left to train on',
    explanation:
      'Validation, and a test that the data does not come with, are cut off from the training data. Cut off less, or a share such as 0.1.',
  },
  'class-of-one': {
    title: 'A class of one example',
    explanation:
      'One example is either trained on or held out, so the class is never both learned and measured. More examples, or a choice in `data.classes`, mend it.',
  },
  'near-class-names': {
    title: 'Names of classes that are nearly the same',
    explanation:
      'Labels that were typed by hand are often written in two ways, such as Cat and cat. Each is a class of its own here, and a student learns to tell them apart by chance.',
  },
  'uneven-classes': {
    title: 'Classes of very different sizes',
    explanation:
      'One class outnumbers another more than ten times. Rare classes gain from other temperatures than frequent ones; the strategy `class-frequency` gives them such.',
  },
  'regression-labels': {
    title: 'Labels that look like measurements',
    explanation:
      'Nearly every example has a number of its own as its label. Predicting a number is regression; distillation here tells classes apart.',
  },
  'unreadable-examples': {
    title: 'Files that cannot be read',
    explanation:
      'Such pictures are left out of training and test. They are known once a run has read all pictures into its cache, and until one of the files changes.',
  },
  'shared-examples': {
    title: 'Examples of a test that were trained on',
    explanation:
      'Rows of two splits are the same to the byte: what is learned by heart counts as recognised, so that errors on the test are too few. Known once a run has read all pictures.',
  },
  'repeated-examples': {
    title: 'Examples that are there more than once',
    explanation:
      'Where validation or test are cut off, one of them may be trained on and the other tested. Known once a run has read all pictures.',
  },
  'no-test-split': {
    title: 'Data without a test split',
    explanation:
      'The validation split chooses the best epoch, so what it reaches is too good; a result needs examples that nothing was chosen by. `data.test` cuts them off.',
  },
  'test-unneeded': {
    title: 'A second test split',
    explanation: 'The data comes with a test split, which is what others report on. Nothing is cut off beside it.',
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
