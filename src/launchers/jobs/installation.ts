import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LaunchSettings } from '../launcher';
import { SubmitFault } from './submit-fault';

/** Parts of an installation that a run needs: bundles and pictures' decoders, our Python package, and ONNX Runtime. */
const parts = [
  'dist',
  'python',
  path.join('node_modules', 'onnxruntime-node'),
  path.join('node_modules', 'onnxruntime-common'),
];

/** Whether a path from the installation is one that no run of a cluster needs: files of the editor, and libraries of other systems. */
function isUnneeded(relative: string): boolean {
  const [part = '', name = ''] = relative.split(path.sep);
  if (part === 'dist' && /\.meta\.json$|\.css$|\.map$|^extension/.test(name)) return true;
  return relative.split(path.sep).some((one) => ['darwin', 'win32', '__pycache__'].includes(one));
}

/** A file of an installation that a run needs. */
interface NeededFile {
  /** Path from the installation. */
  readonly relative: string;
  readonly size: number;
  readonly modifiedAt: number;
}

/**
 * Copies our programs into a folder that a cluster sees, once for each version: the folder's name is the hash of their content, so
 * that two versions never mix and a copy is never changed; one that has lost files is made anew. Gives the places of the copy.
 * Throws SubmitFault with the file system's error.
 */
export function provideInstallation(
  programs: string,
  trainerPath: string,
): Pick<LaunchSettings, 'trainerPath' | 'supervisorPath'> {
  const root = path.dirname(path.dirname(trainerPath));
  const files = neededFiles(root);
  const folder = path.join(programs, `distillery-${hashOf(root, files)}`);
  if (!isWhole(folder, files)) copy(root, files, folder);
  return {
    trainerPath: path.join(folder, 'dist', 'trainer.js'),
    supervisorPath: path.join(folder, 'dist', 'supervisor.js'),
  };
}

/** Copies under a name of its own, which becomes the folder's once all is there: a copy that was cut off is never taken for a whole one. */
function copy(root: string, files: readonly NeededFile[], folder: string): void {
  const own = `${folder}.${randomBytes(4).toString('hex')}`;
  const [partial, damaged] = [`${own}.part`, `${own}.damaged`];
  try {
    for (const { relative } of files) {
      const target = path.join(partial, relative);
      mkdirSync(path.dirname(target), { recursive: true });
      cpSync(path.join(root, relative), target, { dereference: true });
    }
    if (existsSync(folder) && !isWhole(folder, files)) renameSync(folder, damaged);
    renameSync(partial, folder);
  } catch (error) {
    // Of two processes that copy at once one succeeds, and both have the same.
    if (isWhole(folder, files)) return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new SubmitFault(
      `our programs could not be copied into ${path.dirname(folder)}, which the profile names as 'programs': ${reason}`,
    );
  } finally {
    for (const left of [partial, damaged]) remove(left);
  }
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A copy's left-overs are never taken for one: their name is another.
  }
}

function isWhole(folder: string, files: readonly NeededFile[]): boolean {
  return files.every(({ relative, size }) => sizeOf(path.join(folder, relative)) === size);
}

/** Bytes of a file; undefined where there is none. */
function sizeOf(file: string): number | undefined {
  try {
    return statSync(file).size;
  } catch {
    return undefined;
  }
}

const known = new Map<string, string>();

/** Hash of our own files by content, and of libraries by name and size, whose versions their package.json holds. */
function hashOf(root: string, files: readonly NeededFile[]): string {
  const stamp = JSON.stringify([root, files]);
  const before = known.get(stamp);
  if (before !== undefined) return before;
  const hash = createHash('sha256');
  for (const { relative, size } of files) {
    const isLibrary = relative.startsWith('node_modules');
    hash.update(JSON.stringify([relative, size]));
    if (!isLibrary || path.basename(relative) === 'package.json') hash.update(readFileSync(path.join(root, relative)));
  }
  const found = hash.digest('hex').slice(0, 16);
  known.set(stamp, found);
  return found;
}

function neededFiles(root: string): readonly NeededFile[] {
  const files = parts.flatMap((part) => filesBelow(path.join(root, part)));
  return files
    .map((file) => ({ file, relative: path.relative(root, file) }))
    .filter(({ relative }) => !isUnneeded(relative))
    .map(({ file, relative }) => {
      const { size, mtimeMs } = statSync(file);
      return { relative, size, modifiedAt: mtimeMs };
    });
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const place = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(place) : [place];
  });
}
