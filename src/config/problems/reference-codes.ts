import type { CodeMeaning } from './code-meaning';

/** Findings about the files and earlier runs that a config names. */
export const referenceCodes = {
  'unusable-data': {
    title: 'Data that cannot be used',
    explanation:
      'The files of the data are looked at shortly after typing stops: which there are, and what their headers and labels say. A run would stop at the same fault.',
  },
  'missing-file': {
    title: 'A model file that is not there',
    explanation:
      'A `path` starts at the config’s folder and is written with `/`. It is looked at shortly after typing stops, and again when files change.',
  },
  'wrong-file': {
    title: 'A file that cannot be the model',
    explanation:
      'A student is read from the `model.json` of a tfjs Layers model with its weights beside it, a teacher also from an `.onnx` file with one input, images of float32 or float16, and one output, one called `logits` or the one in `outputName`. What a file is, takes and gives is read from its outline, whatever its size. Nothing outside of the workspace and of `distillery.allowedFolders` is opened, nor by a link.',
  },
  'shadowed-package': {
    title: 'A module in the place of Distillery’s package',
    explanation:
      'Python looks for modules in the folder of the script first. A file `distillery.py` or a folder `distillery` there is what `import distillery` means, and the package that logs a run is not found.',
  },
  'missing-callable': {
    title: 'A function or class that a Python file does not have',
    explanation:
      'A model of your own is `file.py:callable`. The names are read from the text of the file, without executing anything; where code makes names, by `import *` or `globals()`, nothing is said before the run.',
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
  'misread-teacher': {
    title: 'A teacher that is read wrongly',
    explanation:
      'Before a run trains, each teacher from a file is tried on labelled examples. In an earlier run with the same file and data it was clearly better with other inputs, or with another order of its classes: by the paired difference of the log-likelihoods (t ≥ 8) and with clearly fewer errors.',
  },
  'weak-teacher': {
    title: 'A teacher that is worse than the student alone',
    explanation:
      'Finished runs in this workspace show the same teacher making more test errors than the same student trained on labels alone. Soft targets of such a teacher mostly teach its errors.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;
