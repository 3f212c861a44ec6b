import path from 'node:path';
import { writeFileDurably } from '../../store/durable-file';
import { cacheFolder, configCopies, runFiles, workspaceOf } from '../../folder/folders';
import { resolveInside } from '../../../paths';
import { refuseIntruders } from '../../store/intruders';
import { readManifest } from '../../folder/manifest';
import { folderIdOf, readOwner } from '../../process/owner';
import type { RunManifest } from '../../protocol/schemas/manifest';

/**
 * Makes a run folder that was copied here one of this workspace: its manifest no longer names paths outside of it, so
 * that nothing that came with a clone decides where is read and written. Throws as `readManifest` does, or a sentence when
 * the folder holds links.
 */
export async function adoptRun(runFolder: string): Promise<void> {
  refuseIntruders(runFolder);
  const workspace = workspaceOf(runFolder);
  const manifest = await readManifest(runFolder);
  const adopted: RunManifest = {
    ...manifest,
    cacheFolder: cacheFolder(workspace),
    configPath: configHere(manifest, workspace, runFolder),
  };
  writeFileDurably(path.join(runFolder, runFiles.manifest), `${JSON.stringify(adopted, null, 2)}\n`);
}

/**
 * Adopts a run of a sweep that is adopted: whoever takes a sweep over takes what its runs have found too. One that has ended
 * counts as run here from then on. Throws as `adoptRun` does.
 */
export async function adoptResults(runFolder: string): Promise<void> {
  await adoptRun(runFolder);
  const owner = readOwner(runFolder);
  if (owner === undefined) return;
  const own = { ...owner, folderId: folderIdOf(runFolder) };
  writeFileDurably(path.join(runFolder, runFiles.owner), `${JSON.stringify(own)}\n`);
}

/** The config at the same relative path in this workspace as in its own; else the copy in the run folder. */
function configHere({ configPath, cacheFolder: cache }: RunManifest, workspace: string, runFolder: string): string {
  const [itsConfig, itsCache] = [configPath, cache].map((one) => (typeof one === 'string' ? one : ''));
  const itsWorkspace = path.dirname(path.dirname(itsCache ?? ''));
  const inside = resolveInside(workspace, path.relative(itsWorkspace, itsConfig ?? ''));
  if (itsConfig !== '' && inside !== undefined && inside !== workspace) return inside;
  return path.join(runFolder, (itsConfig ?? '').endsWith('.json') ? configCopies.json : configCopies.yaml);
}
