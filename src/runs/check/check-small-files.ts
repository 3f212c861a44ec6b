import path from 'node:path';
import { configCopies, runFiles } from '../folder/folders';
import { isTemporaryName, store } from '../store/store';
import { readManifest } from '../folder/manifest';
import { sha256Of } from '../folder/sha256';
import { readExit, readOwner } from '../process/owner';
import { readSweepChanges } from '../folder/sweep-changes';
import { isRunMarks } from '../protocol/arrival';
import { readJsonFile } from '../store/json-file';
import { stopRequestFiles } from '../process/requests';
import { processStartTime } from '../process/process-identity';
import { reasonOf, type Problem } from './finding';
import { withSlashes } from '../../paths';

/** Problems of a run's manifest, owner, exit and requests, and leftovers of unfinished writes. */
export async function checkSmallFiles(runFolder: string): Promise<Problem[]> {
  return [
    ...(await checkManifest(runFolder)),
    ...checkProcesses(runFolder),
    ...checkMarks(runFolder),
    ...checkChanges(runFolder),
    ...stopRequestFiles.flatMap((name) => checkRequest(runFolder, name)),
    ...leftovers(runFolder),
  ];
}

async function checkManifest(runFolder: string): Promise<Problem[]> {
  try {
    const { id, configHash } = await readManifest(runFolder);
    const problems: Problem[] = [];
    if (id !== path.basename(runFolder)) {
      const message = `it names the run ${JSON.stringify(id)}: the folder was renamed or copied`;
      problems.push({ file: runFiles.manifest, message });
    }
    for (const name of Object.values(configCopies)) {
      const copy = path.join(runFolder, name);
      if (!store.hasFile(copy)) continue;
      const hash = sha256Of(store.readText(copy));
      if (hash !== configHash) problems.push({ file: name, message: 'it is not the text that the run began with' });
    }
    return problems;
  } catch (error) {
    return [{ file: runFiles.manifest, message: `${reasonOf(error)}; without it the run cannot be resumed` }];
  }
}

function checkProcesses(runFolder: string): Problem[] {
  const has = (name: string): boolean => store.hasFile(path.join(runFolder, name));
  const problems: Problem[] = [];
  if (has(runFiles.owner) && readOwner(runFolder) === undefined) {
    problems.push({
      file: runFiles.owner,
      message: 'it cannot be read, so that it is not known whether the run is alive',
    });
  }
  if (has(runFiles.exit) && readExit(runFolder) === undefined) {
    problems.push({ file: runFiles.exit, message: 'it cannot be read, so that it is not known how the trainer ended' });
  }
  return problems;
}

function checkMarks(runFolder: string): Problem[] {
  const file = path.join(runFolder, runFiles.marks);
  if (!store.hasFile(file) || isRunMarks(readJsonFile(file))) return [];
  const message = 'it cannot be read, so that name, note and tags are not shown; mend it, or delete it';
  return [{ file: runFiles.marks, message }];
}

function checkChanges(runFolder: string): Problem[] {
  const { damaged } = readSweepChanges(runFolder);
  if (damaged === undefined) return [];
  const message = `it cannot be read, so that the points that joined or were dropped by it and after it are not known; put it back from a copy, or remove it with those after it`;
  return [{ file: damaged, message }];
}

function checkRequest(runFolder: string, name: string): Problem[] {
  const file = path.join(runFolder, name);
  if (!store.hasFile(file)) return [];
  const owner = readOwner(runFolder);
  const isCurrent = owner !== undefined && store.readSmallText(file) === owner.token;
  if (isCurrent && processStartTime(owner.trainerPid) === owner.trainerStartTime) return [];
  const repair = (): string => {
    store.remove(file);
    return 'the request was removed';
  };
  return [{ file: withSlashes(name), message: 'it asks an attempt to stop that is over', repair }];
}

const { changes, requests, olderRequests, checkpoints, student, evaluations } = runFiles;
/** Folders of a run in which files are replaced as a whole. */
const writtenFolders = ['', changes, requests, olderRequests, checkpoints, student, evaluations];

/** Files under temporary names whose writers are gone. */
function leftovers(runFolder: string): Problem[] {
  const problems: Problem[] = [];
  for (const folder of writtenFolders) {
    const written = path.join(runFolder, folder);
    for (const { name } of store.list(written)) {
      const writer = /\.(\d+)\.part$/.exec(name)?.[1];
      if (!isTemporaryName(name) || processStartTime(Number(writer)) !== undefined) continue;
      const file = path.join(written, name);
      const repair = (): string => {
        store.remove(file);
        return 'the unfinished file was removed';
      };
      problems.push({ file: path.posix.join(folder, name), message: 'its writer ended before it was whole', repair });
    }
  }
  return problems;
}
