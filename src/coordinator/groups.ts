import { isDescribed, usedTeachers, type ResolvedConfig } from '../config';

/** Runs that one process trains side by side: their weights and moments stay in the processor's last cache. */
export const maxMembers = 20;

/** Units of a hidden layer beyond which students gain nothing by one graph: the products take the time, and not the operations. */
const maxUnits = 128;

/**
 * Engines that take many students in one graph. In WebAssembly 20 students of 2 × 30 units cost 34 ms of processor time a step, and 50 to
 * 90 ms one after the other.
 */
const joining: readonly ResolvedConfig['train']['engine'][] = ['auto', 'onnx', 'wasm'];

/**
 * All that runs must have in common to train side by side: data, networks, steps, and the form of every other setting, whose
 * numbers may differ. Undefined for a run that trains by itself.
 */
export function groupKey(config: ResolvedConfig): string | undefined {
  const { student, train, data, transfer, teacher, teachers, loss, temperature, evaluation } = config;
  const { model } = student;
  if (!isDescribed(model) || model.preset !== 'mlp' || Math.max(...model.hidden) > maxUnits) return undefined;
  if (!joining.includes(train.engine)) return undefined;
  const isChanged = train.augment !== undefined || ('augment' in data && data.augment !== undefined);
  if (isChanged || !usedTeachers(config).every(({ source }) => isDescribed(source.model))) return undefined;
  const { engine, batchSize, epochs, threads, optimizer, schedule } = train;
  const equal = { data, transfer, teacher, teachers, student, engine, batchSize, epochs, threads, evaluation };
  return JSON.stringify([equal, formOf({ loss, temperature, optimizer, schedule })], withoutSeeds);
}

/** Each seed may have a teacher of its own: what it says is an input of the step, of each student its own. */
const withoutSeeds = (key: string, value: unknown): unknown => (key === 'seed' ? undefined : value);

/** A setting without its numbers; 0 often stands for leaving something out. */
function formOf(value: unknown): unknown {
  if (typeof value === 'number') return value === 0 ? 0 : 1;
  if (Array.isArray(value)) return value.map(formOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, formOf(part)]));
}

/** Runs of one seed from which they are taken without those of others: they learn from the same rows in each step. */
const minOfSeed = 4;

/** The first run with those that are to train side by side with it. */
export function groupOf<Run extends { readonly key: string | undefined; readonly seed: number }>(
  runs: readonly Run[],
): readonly Run[] {
  const [first] = runs;
  if (first?.key === undefined) return runs.slice(0, 1);
  const alike = runs.filter(({ key }) => key === first.key);
  const ofSeed = alike.filter(({ seed }) => seed === first.seed);
  return (ofSeed.length >= minOfSeed ? ofSeed : alike).slice(0, maxMembers);
}
