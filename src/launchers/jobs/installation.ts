import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { LaunchSettings } from '../launcher';

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

/**
 * Copies our programs into a folder that a cluster sees, once for each version: the folder's name is the hash of their content, so
 * that two versions never mix and a copy is never changed. Gives the places of the copy. Throws the file system's error in words.
 */
export function provideInstallation(
  programs: string,
  trainerPath: string,
): Pick<LaunchSettings, 'trainerPath' | 'supervisorPath'> {
  const root = path.dirname(path.dirname(trainerPath));
  const folder = path.join(programs, `distillery-${hashOf(root)}`);
  if (!existsSync(folder)) copy(root, folder, programs);
  return {
    trainerPath: path.join(folder, 'dist', 'trainer.js'),
    supervisorPath: path.join(folder, 'dist', 'supervisor.js'),
  };
}

function copy(root: string, folder: string, programs: string): void {
  const temporary = `${folder}.${randomBytes(4).toString('hex')}.part`;
  try {
    mkdirSync(programs, { recursive: true });
    for (const part of parts) {
      const from = path.join(root, part);
      if (!existsSync(from)) continue;
      cpSync(from, path.join(temporary, part), {
        ...{ recursive: true, dereference: true },
        filter: (source) => !isUnneeded(path.relative(root, source)),
      });
    }
    renameSync(temporary, folder);
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true });
    // Of two processes that copy at once one succeeds, and both have the same.
    if (existsSync(folder)) return;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `our programs could not be copied into ${programs}, which the profile names as 'programs': ${reason}`,
      {
        cause: error,
      },
    );
  }
}

const known = new Map<string, string>();

/** Hash of our own files by content, and of libraries by name and size, whose versions their package.json holds. */
function hashOf(root: string): string {
  const before = known.get(root);
  if (before !== undefined) return before;
  const hash = createHash('sha256');
  for (const part of parts) {
    const isLibrary = part.startsWith('node_modules');
    for (const file of filesBelow(path.join(root, part))) {
      const relative = path.relative(root, file);
      if (isUnneeded(relative)) continue;
      hash.update(JSON.stringify([relative, statSync(file).size]));
      if (!isLibrary || path.basename(file) === 'package.json') hash.update(readFileSync(file));
    }
  }
  const found = hash.digest('hex').slice(0, 16);
  known.set(root, found);
  return found;
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const place = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(place) : [place];
  });
}
