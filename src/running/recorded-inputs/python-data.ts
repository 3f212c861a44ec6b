import path from 'node:path';
import {
  codeOf,
  mapSplits,
  withClassesOf,
  type DataFacts,
  type DataOptions,
  type PythonData,
} from '../../data-sources';
import type { RunInputs, RunSummary } from '../../runs';
import { hashFile } from './content-hash';
import { resolveWritten, type WrittenPlace } from '../resolve-written';

type MadeData = NonNullable<RunInputs['madeData']>;

/** Facts of data sets that the user's own code makes, by the config's folder, the callable and its arguments. */
const known = new Map<string, DataFacts>();
/** Data sets that are remembered. */
const maxKnown = 100;
/** Files of code that are hashed; more are more than any data set's code has. */
const maxFiles = 1000;

/** Facts of data sets of the user's own code, as the last look has found them among the runs. Touches no file. */
export function knownPythonData(options: DataOptions, file: string): DataFacts | undefined {
  const code = codeOf(options);
  const facts = code && known.get(keyOf(code, file));
  return facts && withClassesOf(options, facts);
}

/**
 * Looks for the newest run that has opened the same data sets, by code whose files are still the same, and takes what it has
 * recorded of them: nobody but a run executes that code.
 */
export async function lookUpPythonData(
  options: DataOptions,
  place: WrittenPlace & { readonly runs: readonly RunSummary[] },
): Promise<void> {
  const code = codeOf(options);
  if (code === undefined) return;
  const key = keyOf(code, place.file);
  const made = await newestOf(code, place);
  const facts = made && factsOf(made);
  const before = known.get(key);
  if (JSON.stringify(before) === JSON.stringify(facts)) return;
  known.delete(key);
  if (facts !== undefined) known.set(key, facts);
  const [oldest] = known.keys();
  if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
}

async function newestOf(
  code: PythonData,
  place: WrittenPlace & { readonly runs: readonly RunSummary[] },
): Promise<MadeData | undefined> {
  const wanted = keyOf(code, place.file);
  for (const { manifest, progress } of place.runs) {
    const made = progress.inputs?.madeData;
    const { config, configPath } = manifest ?? {};
    if (made === undefined || config === undefined || configPath === undefined || !('data' in config)) continue;
    const ran = codeOf(config.data);
    if (ran === undefined || keyOf(ran, configPath) !== wanted) continue;
    return (await areUnchanged(made.files, place)) ? made : undefined;
  }
  return undefined;
}

async function areUnchanged(files: MadeData['files'], place: WrittenPlace): Promise<boolean> {
  if (files.length > maxFiles) return false;
  for (const { path: written, sha256 } of files) {
    const found = await resolveWritten(written, place).catch(() => undefined);
    if (found?.kind !== 'there' || (await hashFile(found.path)) !== sha256) return false;
  }
  return true;
}

function factsOf({ shape, classes, counts }: MadeData): DataFacts {
  const kind = shape.length === 3 ? 'image' : 'vector';
  return { kind, shape, classes, splits: mapSplits(counts, (count) => ({ count })) };
}

function keyOf({ python, args }: PythonData, file: string): string {
  return JSON.stringify([path.dirname(file), python, args]);
}
