import path from 'node:path';
import { runFiles } from '../folder/folders';
import { store } from '../store/store';
import { readManifest } from '../folder/manifest';
import { decodeWeights } from '../store/weights-file';
import { reasonOf, type Problem } from './finding';

const instead: Readonly<Record<string, string>> = {
  'last.weights': 'the run goes on from the checkpoint before it',
  'previous.weights': 'it is only needed when the last one is damaged',
  'best.weights': 'the best epoch is sought anew from where the run goes on',
};

/** Problems of a run's checkpoints. Throws the file system's error. */
export async function checkCheckpoints(runFolder: string): Promise<Problem[]> {
  const folder = path.join(runFolder, runFiles.checkpoints);
  if (!store.hasFolder(folder)) return [];
  const identity = await identityOf(runFolder);
  const problems: Problem[] = [];
  for (const { name } of store.list(folder).filter((entry) => entry.name.endsWith('.weights'))) {
    // A report is read on any machine, so its paths have one form.
    const file = `${runFiles.checkpoints}/${name}`;
    const reason = whyUnusable(path.join(folder, name), file, identity);
    if (reason !== undefined) problems.push({ file, message: `${reason}; ${instead[name] ?? 'nothing reads it'}` });
  }
  return problems;
}

async function identityOf(runFolder: string): Promise<string | undefined> {
  try {
    return (await readManifest(runFolder)).id;
  } catch {
    return undefined;
  }
}

function whyUnusable(file: string, name: string, identity: string | undefined): string | undefined {
  try {
    const { header, arrays } = decodeWeights<{ readonly identity?: unknown }>(store.read(file), name);
    if (identity !== undefined && header.identity !== identity) return `${name} belongs to another run`;
    const isFinite = arrays.every((values) => values.every((value) => Number.isFinite(value)));
    return isFinite ? undefined : `${name} holds a weight that is not finite`;
  } catch (error) {
    return reasonOf(error);
  }
}
