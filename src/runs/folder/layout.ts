import path from 'node:path';

/** A place below `.distillery`, and what lies there. */
export interface Place {
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

/** Name of the folder in a workspace that holds all that is kept of its runs. */
export const storeName = '.distillery';

/** All places of a run folder. The names in `runFiles` come from here, and so do the places that tests attack. */
export const runLayout = {
  manifest: file('run.json'),
  configYaml: file('config.distill.yaml'),
  configJson: file('config.distill.json'),
  events: file('events.jsonl'),
  index: file('events.index'),
  output: file('output.log'),
  olderOutput: file('output.log.1'),
  supervisorOutput: file('supervisor.log'),
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
  studentMetrics: file('student/metrics.json'),
  evaluations: folder('evaluations'),
  evaluationIndex: file('evaluations/index.json'),
  evaluation: file('evaluations/*.npy'),
} as const satisfies Readonly<Record<string, Place>>;

/** All places beside the run folders. */
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
  evaluations: folder('cache/evaluations'),
  evaluation: file('cache/evaluations/*.npy'),
} as const satisfies Readonly<Record<string, Place>>;

/** Folders directly below `.distillery`. */
export const storeFolders: readonly string[] = Object.values(storeLayout)
  .map((place) => place.path)
  .filter((one) => !one.includes('/'));

/** Every place below `.distillery`, those of run folders among them. */
export function allPlaces(): Place[] {
  const ofRuns = Object.values(runLayout).map((place): Place => ({ ...place, path: `runs/*/${place.path}` }));
  return [...Object.values(storeLayout), ...ofRuns];
}

/** Kind of what belongs at a path of a run folder; undefined where the layout knows no such place. */
export function kindInRun(relative: string): Place['kind'] | undefined {
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
