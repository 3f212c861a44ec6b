import path from 'node:path';
import { runLayout, storeLayout, storeName } from '../store/layout';

/** Folder in which a workspace keeps its runs. */
export function runsFolder(workspaceFolder: string): string {
  return path.join(workspaceFolder, storeName, storeLayout.runs.path);
}

/** The workspace that a run folder lies in. */
export function workspaceOf(runFolder: string): string {
  return path.dirname(path.dirname(path.dirname(runFolder)));
}

/** Folder in which a workspace caches trained teachers and evaluations. */
export function cacheFolder(workspaceFolder: string): string {
  return path.join(workspaceFolder, storeName, storeLayout.cache.path);
}

/** Folder of the queue of a workspace, beside the folder of its runs. */
export function queueFolder(folderOfRuns: string): string {
  return path.join(path.dirname(folderOfRuns), storeLayout.queue.path);
}

type RunFile = keyof typeof runLayout;

/** Paths in a run folder, as this platform writes them. */
export const runFiles = Object.fromEntries(
  Object.entries(runLayout).map(([name, entry]) => [name, path.normalize(entry.path)]),
) as Readonly<Record<RunFile, string>>;

/** The exact copy of the config that a run began with, in its own language. */
export const configCopies = { yaml: runLayout.configYaml.path, json: runLayout.configJson.path } as const;

/** Names of the files of an exported student, in its folder. */
export const studentFiles = {
  about: 'student.json',
  labels: 'labels.txt',
  onnx: 'student.onnx',
  safetensors: 'student.safetensors',
  layersModel: 'model.json',
} as const;
