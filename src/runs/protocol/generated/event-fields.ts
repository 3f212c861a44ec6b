// Made from the schemas of events by `npm run docs`; not to be edited.

/** Values of the fields that writers of events may leave out. */
export const eventDefaults: Readonly<Record<string, object>> = {
  started: { attempt: 1, engine: 'unknown engine', engineVersion: '' },
  inputs: { attempt: 1 },
  teacher: { attempt: 1 },
  preflight: { attempt: 1, isAtChance: false },
  step: { attempt: 1, phase: 'student' },
  evaluation: { attempt: 1, phase: 'student', split: 'validation' },
  checkpoint: { attempt: 1, best: false },
  guards: { attempt: 1, phase: 'student' },
  notice: { attempt: 1 },
  preparation: { attempt: 1 },
  finished: { attempt: 1 },
  stopped: { attempt: 1 },
  failed: { attempt: 1 },
};

/** Names of the fields of events that hold text, which may well read 'NaN'. */
export const eventTextFields: readonly string[] = [
  'type',
  'engine',
  'engineVersion',
  'name',
  'reason',
  'host',
  'version',
  'node',
  'commit',
  'sha256',
  'labels',
  'dataStamp',
  'path',
  'input',
  'before',
  'after',
  'key',
  'teacher',
  'split',
  'classOrder',
  'settings',
  'phase',
  'file',
  'message',
  'hint',
  'where',
];
