/** What a diagnostic means and why it is said; its code links here. */
export interface CodeMeaning {
  readonly title: string;
  /** Markdown: the reason, then what to do. */
  readonly explanation: string;
}

/** Problems of the text itself. */
const textCodes = {
  syntax: {
    title: 'The text cannot be read',
    explanation:
      'The text breaks the rules of YAML or JSON here, so what follows may be misread. Required keys are not asked for while the text is broken, since they may stand in the part that cannot be read. In YAML indent with spaces only; in JSON put keys and text in double quotes and a comma between entries.',
  },
  encoding: {
    title: 'Another encoding than UTF-8',
    explanation:
      'Configs are read as UTF-8, in the editor, in a terminal and by a run. Click the encoding in the status bar, choose `Reopen with Encoding` and the one that the file has, then `Save with Encoding` and UTF-8. In a terminal: `iconv -f UTF-16 -t UTF-8`.',
  },
  unreadable: {
    title: 'The parser gave up',
    explanation: 'The parser could not make anything of this text. Undo the last change, or start from `New Config`.',
  },
  'too-large': {
    title: 'The file is over 256 KB',
    explanation:
      'No config is that long, and reading more would make the editor wait. Keep data in files of its own and name them.',
  },
  'too-deep': {
    title: 'Nested too deep, or too many values',
    explanation:
      'A config needs fewer than 64 levels and 20,000 values. What is beyond is not read, so that a hostile file cannot stop the editor.',
  },
  alias: {
    title: 'An alias that leads nowhere',
    explanation:
      'A YAML alias (`*name`) needs an anchor (`&name`) before it, and a config may follow 100 of them. Write the value out.',
  },
  'duplicate-key': {
    title: 'A key is given twice',
    explanation: 'Only the first one counts, which is easily overlooked. Remove the other.',
  },
  'forbidden-key': {
    title: 'A key that configs do not have',
    explanation:
      '`__proto__` and the merge key `<<` change what other keys mean. Write the settings out where they are needed.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;

/** Problems that the schema finds. */
const schemaCodes = {
  'unknown-key': {
    title: 'An unknown key',
    explanation:
      'The key is no setting of this map. It would have no effect, so it is an error: a misspelt `epochs` must not silently leave the default. A key that belongs into another map can be moved there. `alpha` is not accepted in `loss`, because some tools weigh the labels with it and others the teacher: write `hard` and `soft`.',
  },
  'missing-key': {
    title: 'A required key is missing',
    explanation: 'Nothing sensible can be assumed for this key, so it must be written.',
  },
  'wrong-type': {
    title: 'A value of another kind',
    explanation:
      'The value is of another kind than the key takes, such as text in place of a number. In YAML quotes make a number text.',
  },
  'invalid-value': {
    title: 'A value that is not allowed',
    explanation: 'The value is of the right kind but out of range, or none of the choices.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;

/** What the lints of weights, teachers and loss say. */
const objectiveCodes = {
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

/** What the lints of the temperature say. */
const temperatureCodes = {
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

/** What the lints of models, data and training say. */
const trainingCodes = {
  'train-above-data': {
    title: 'More training examples than there are',
    explanation: 'What is cut off for validation is not trained on. Lower `train` or `validation`.',
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
      'Training holds weights, gradients and the optimizer’s two averages, 16 bytes for each parameter. Make the layers narrower.',
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

/** What files and earlier runs say against a config. */
const surroundingCodes = {
  'missing-file': {
    title: 'A model file that is not there',
    explanation:
      'A `path` starts at the config’s folder and is written with `/`. It is looked at shortly after typing stops, and again when files change.',
  },
  'wrong-file': {
    title: 'A file that cannot be the model',
    explanation:
      'A student is read from the `model.json` of a tfjs Layers model with its weights beside it, a teacher also from an `.onnx` file with one input, float32 images, and one output or one called `logits`. What a file is, takes and gives is read from its outline, whatever its size. Nothing outside of the workspace and of `distillery.allowedFolders` is opened, nor by a link.',
  },
  'class-mismatch': {
    title: 'A network for other classes',
    explanation:
      'Teacher and student must tell the classes of the data apart, in the same order: the soft targets of one class would else be learned for another.',
  },
  'shape-mismatch': {
    title: 'A network for other inputs',
    explanation: 'The network takes examples of another size than the data has.',
  },
  'missing-run': {
    title: 'A run that is not there',
    explanation: 'A run is named by its id, the name of its folder in `.distillery/runs` of this workspace.',
  },
  'unfinished-run': {
    title: 'A run without a student',
    explanation:
      'The student of a run can teach once the run has written it. Runs that failed or were stopped have none.',
  },
  'weak-teacher': {
    title: 'A teacher that is worse than the student alone',
    explanation:
      'Finished runs in this workspace show the same teacher making more test errors than the same student trained on labels alone. Soft targets of such a teacher mostly teach its errors.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;

/** Every code that a diagnostic can have. */
export const problemCodes = {
  ...textCodes,
  ...schemaCodes,
  ...objectiveCodes,
  ...temperatureCodes,
  ...trainingCodes,
  ...surroundingCodes,
} as const;

export type ProblemCode = keyof typeof problemCodes;

/** The codes themselves, in the order of the page. */
export const codeNames = Object.keys(problemCodes).filter(isProblemCode);

/** Whether a text is the code of a diagnostic. */
export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(problemCodes, text);
}

/** What a code means, in Markdown with a heading of that level. */
export function explainCode(code: ProblemCode, level = 1): string {
  const { title, explanation } = problemCodes[code];
  return `${'#'.repeat(level)} ${code}\n\n**${title}.** ${explanation}`;
}

/** The page of all diagnostics, in Markdown. */
export function problemReference(): string {
  const head = `<!-- Written by \`npm run docs\` from src/config/check/codes.ts. Change that, not this page. -->

# Diagnostics

What each diagnostic of a config means. In the editor its code links to the same text, and most have a quick fix.`;
  return `${[head, ...codeNames.map((code) => explainCode(code, 2))].join('\n\n')}\n`;
}
