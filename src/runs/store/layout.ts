import path from 'node:path';

/** A path below `.distillery`, and the kind of its entry. */
export interface LayoutEntry {
  /** Path with slashes; `*` stands for any one name. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
}

const file = <Path extends string>(name: Path): { readonly path: Path; readonly kind: 'file' } => ({
  path: name,
  kind: 'file',
});
const folder = <Path extends string>(name: Path): { readonly path: Path; readonly kind: 'folder' } => ({
  path: name,
  kind: 'folder',
});

/** Name of the folder in a workspace that holds its runs, queue and caches. */
export const storeName = '.distillery';

/** All paths of a run folder: the source of `runFiles`, and of the paths that tests attack. */
export const runLayout = {
  manifest: file('run.json'),
  configYaml: file('config.distill.yaml'),
  configJson: file('config.distill.json'),
  objective: file('objective.py'),
  optunaJournal: file('optuna-journal.log'),
  events: file('events.jsonl'),
  index: file('events.index'),
  output: file('output.log'),
  olderOutput: file('output.log.1'),
  supervisorOutput: file('supervisor.log'),
  marks: file('marks.json'),
  changes: folder('changes'),
  change: file('changes/*.json'),
  job: file('job.json'),
  jobState: file('job-state.json'),
  jobScript: file('job.sh'),
  jobOutput: file('job.log'),
  owner: file('owner.json'),
  attempts: folder('attempts'),
  attempt: file('attempts/*'),
  exit: file('exit.json'),
  heartbeat: file('heartbeat'),
  requests: folder('requests'),
  stopRequest: file('requests/stop'),
  olderRequests: folder('control'),
  olderStopRequest: file('control/stop'),
  stopStep: file('stopping.json'),
  checkpoints: folder('checkpoints'),
  lastCheckpoint: file('checkpoints/last.weights'),
  previousCheckpoint: file('checkpoints/previous.weights'),
  bestCheckpoint: file('checkpoints/best.weights'),
  teachers: folder('teachers'),
  teacher: folder('teachers/*'),
  lastOfTeacher: file('teachers/*/last.weights'),
  previousOfTeacher: file('teachers/*/previous.weights'),
  bestOfTeacher: file('teachers/*/best.weights'),
  student: folder('student'),
  studentModel: file('student/model.json'),
  studentWeights: file('student/weights.bin'),
  studentOnnx: file('student/student.onnx'),
  studentTensors: file('student/student.safetensors'),
  studentMetrics: file('student/metrics.json'),
  aboutStudent: file('student/student.json'),
  studentLabels: file('student/labels.txt'),
  evaluations: folder('evaluations'),
  evaluationIndex: file('evaluations/index.json'),
  evaluation: file('evaluations/*.npy'),
} as const satisfies Readonly<Record<string, LayoutEntry>>;

/** All paths beside the run folders. */
export const storeLayout = {
  runs: folder('runs'),
  run: folder('runs/*'),
  queue: folder('queue'),
  queueEntry: file('queue/*.json'),
  runsAtATime: file('queue/at-a-time'),
  trainings: folder('queue/teachers'),
  training: file('queue/teachers/*.json'),
  cache: folder('cache'),
  teachers: folder('cache/teachers'),
  teacher: folder('cache/teachers/*'),
  teacherEntry: file('cache/teachers/*/entry.json'),
  aboutTeacher: file('cache/teachers/*/about.json'),
  teacherWeights: file('cache/teachers/*/teacher.weights'),
  trainLogits: file('cache/teachers/*/train.npy'),
  validationLogits: file('cache/teachers/*/validation.npy'),
  testLogits: file('cache/teachers/*/test.npy'),
  rows: folder('cache/data'),
  rowsEntry: folder('cache/data/*'),
  rowsIndex: file('cache/data/*/index.json'),
  rowsFile: file('cache/data/*/rows.bin'),
  rowsFindings: file('cache/data/*/findings.json'),
  rowsIdentities: file('cache/data/*/identities.json'),
  unfinishedRows: file('cache/data/*/unfinished.bin'),
  unfinishedBlocks: file('cache/data/*/unfinished.jsonl'),
  evaluations: folder('cache/evaluations'),
  evaluation: file('cache/evaluations/*.npy'),
} as const satisfies Readonly<Record<string, LayoutEntry>>;

/** Folders directly below `.distillery`. */
export const storeFolders: readonly string[] = Object.values(storeLayout)
  .map((entry) => entry.path)
  .filter((one) => !one.includes('/'));

/** Every path below `.distillery`, those of run folders among them. */
export function allLayoutEntries(): LayoutEntry[] {
  const ofRuns = Object.values(runLayout).map((entry): LayoutEntry => ({ ...entry, path: `runs/*/${entry.path}` }));
  return [...Object.values(storeLayout), ...ofRuns];
}

/** Kind of the entry that belongs at a path of a run folder; undefined where the layout has none. */
export function kindInRun(relative: string): LayoutEntry['kind'] | undefined {
  const names = relative.split(path.sep);
  return Object.values(runLayout).find(({ path: pattern }) => fits(pattern.split('/'), names))?.kind;
}

function fits(pattern: readonly string[], names: readonly string[]): boolean {
  if (pattern.length !== names.length) return false;
  return pattern.every((part, index) => {
    const name = names[index] ?? '';
    const [start = '', end] = part.split('*');
    return end === undefined ? name === start : name.startsWith(start) && name.endsWith(end);
  });
}
