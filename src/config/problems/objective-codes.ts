import type { CodeMeaning } from './code-meaning';

/** Findings of the lints of weights, teachers and loss. */
export const objectiveCodes = {
  'no-loss': {
    title: 'Nothing is minimised',
    explanation:
      'The objective is hard × cross-entropy + soft × distillation loss. With both weights at 0, or only `soft` without a teacher, nothing is learned.',
  },
  'teacher-unused': {
    title: 'The teacher has no effect',
    explanation:
      'With `soft: 0` the teacher is not looked at. For a control without a teacher remove it, which says so plainly.',
  },
  'soft-without-teacher': {
    title: 'A weight for a teacher that is not there',
    explanation: 'Without a teacher only the labels are learned from. Add a teacher, or set `soft` to 0.',
  },
  'two-teacher-keys': {
    title: 'Both teacher and teachers',
    explanation: 'A config has one `teacher` or a list of `teachers`. Move the one into the list, or remove it.',
  },
  'repeated-name': {
    title: 'Two teachers of one name',
    explanation: 'Curves and the objective tell teachers apart by their names.',
  },
  'control-unused': {
    title: 'A control of a run without a teacher',
    explanation:
      'A control is the same student without a teacher. A run that has none is the control of those that have one, with `control: true` or without.',
  },
  'input-unused': {
    title: 'A setting of another kind of teacher',
    explanation:
      'A network that the config describes is trained on the data as the student sees it. `input` and `classOrder` are for networks that were trained elsewhere, `outputName` for ONNX files and `key` for tables.',
  },
  'input-misfit': {
    title: 'An input that the data cannot give',
    explanation:
      'A teacher’s `input` is made from the pixels of the data, or the columns of a table: a mean and a deviation for each channel or column, sizes and channels of pictures alone.',
  },
  'answers-augmented': {
    title: 'Answers for other examples',
    explanation:
      'A teacher in a file cannot be asked again. Where training changes examples by chance, its answers are still those for the unchanged ones, and mixed examples have none.',
  },
  'targets-misfit': {
    title: 'Changed targets that cannot be made',
    explanation:
      '`targets: permuted` and `smoothed` change the teacher’s answers to the examples as they are. Where training changes examples by chance there are none, and smoothed labels have the entropy of one constant temperature.',
  },
  'class-order': {
    title: 'An order of classes that is none',
    explanation:
      'A teacher gives one number for each class, so `classOrder` names each class of the data once, in the order of its outputs.',
  },
  'combine-unused': {
    title: 'Nothing to combine',
    explanation: '`combine` says how several teachers become one. With fewer than two it has no effect.',
  },
  'clamped-logits': {
    title: 'Cut logits lose what they teach',
    explanation:
      'Logits beyond the limit become alike and have no gradient. The losses here are computed from log-probabilities and are stable without it.',
  },
  'long-warmup': {
    title: 'The soft weight never has its full size',
    explanation: 'The weight rises over more epochs than the run has. Lower `warmup` or train longer.',
  },
  'teacher-in-step': {
    title: 'The teacher answers in every step',
    explanation:
      'Without augmentation the teacher’s logits are computed once and kept. Changed images need new answers, which is right and takes longer.',
  },
  'annealing-loss': {
    title: 'Annealing-KD with another loss',
    explanation:
      'Annealing-KD (Jafari et al. 2021) regresses on the teacher’s logits, which `kind: mse` does. With another loss the results are not those that were published.',
  },
  'no-t2': {
    title: 'The soft gradient shrinks with T²',
    explanation:
      'The gradient of a loss between outputs softened at T is smaller by 1/T² (Hinton et al. 2015, section 2). Without the factor the weights `hard` and `soft` mean something else at every temperature.',
  },
  't2-unneeded': {
    title: 'T² where the gradient does not shrink',
    explanation:
      'This loss keeps its size without the factor: its student answers at T = 1, or its logits are standardised. T² only multiplies the weight.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;

/** Findings of the lints of the temperature. */
export const temperatureCodes = {
  'temperature-unused': {
    title: 'The temperature has no effect',
    explanation: 'Nothing is softened by it: there is no teacher in use, or the loss compares logits as they are.',
  },
  'temperature-not-positive': {
    title: 'The temperature can reach 0',
    explanation:
      'softmax(z/T) has no meaning at T = 0 and turns the order of classes round below it; a run stops there. `bounds` hold the temperature.',
  },
  'extreme-temperature': {
    title: 'A temperature out of the useful range',
    explanation:
      'Below about 0.1 softened outputs are as good as hard, above about 1000 as good as even: the teacher says nothing more than the labels, or nothing at all.',
  },
  'hot-small-student': {
    title: 'Hot for a small student',
    explanation:
      'A student much smaller than its teacher learned best at T between 2.5 and 4 (Hinton et al. 2015, section 3): it cannot follow the teacher’s smallest probabilities.',
  },
  'reversed-bounds': {
    title: 'Bounds that hold nothing',
    explanation:
      'The lowest temperature of `bounds` is above the highest, so no temperature lies within them. Exchange the two.',
  },
  'flat-schedule': {
    title: 'A schedule that does not move',
    explanation: 'Start and end are the same. `constant` says so.',
  },
  'late-milestone': {
    title: 'A milestone after the end',
    explanation: 'The run ends before this epoch, so the temperature never changes there.',
  },
  'confidence-jump': {
    title: 'The weight of samples jumps at the threshold',
    explanation:
      'The weight of a sample grows with T², so two samples on both sides of the threshold count very differently. `smooth` makes a passage of the jump.',
  },
  'class-frequency-direction': {
    title: 'Frequent classes are softened',
    explanation:
      'The method as described softens rare classes. Use `tail-higher` unless the opposite is what is tried.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;
