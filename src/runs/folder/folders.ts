import path from 'node:path';

/** Where a workspace keeps its runs. */
export function runsFolder(workspaceFolder: string): string {
  return path.join(workspaceFolder, '.distillery', 'runs');
}

/** Where a workspace keeps trained teachers, by content hash. */
export function cacheFolder(workspaceFolder: string): string {
  return path.join(workspaceFolder, '.distillery', 'cache');
}

/** Where the runs of a workspace stand in line; beside the folder of its runs. */
export function queueFolder(folderOfRuns: string): string {
  return path.join(path.dirname(folderOfRuns), 'queue');
}

/** The files of a run folder, named once. */
export const runFiles = {
  manifest: 'run.json',
  events: 'events.jsonl',
  index: 'events.index',
  output: 'output.log',
  owner: 'owner.json',
  attempts: 'attempts',
  exit: 'exit.json',
  heartbeat: 'heartbeat',
  stopRequest: path.join('control', 'stop'),
  stopStep: 'stopping.json',
  checkpoints: 'checkpoints',
  student: 'student',
  evaluations: 'evaluations',
} as const;

/** The exact copy of the config that a run began with, in its own language. */
export const configCopies = { yaml: 'config.distill.yaml', json: 'config.distill.json' } as const;
