import { mapsAt } from '../schema/lookup';
import { sampleOf } from '../schema/sample';
import { configSchema } from '../schema/schema';
import { readTree } from '../text/read-tree';
import { nodeAt, valueOf, type Language, type TreeNode } from '../text/tree';
import { setValueEdits, type TextEdit } from './edits';

const defaultEpochs = configSchema.shape.train.parse(undefined).epochs;

/** Parameters that hold the temperature which a strategy starts from or moves around. */
const startKeys = ['value', 'from', 'base', 'reference', 'maximum', 'high'] as const;
/** Parameters with one meaning in every strategy that has them. */
const commonKeys = ['to', 'bounds'] as const;

/**
 * Edits that choose a temperature strategy, written with its numbers. What means the same in the old one is carried over:
 * a constant's value becomes `from`, and back. `path` leads to the temperature: the config's, or that of a teacher.
 */
export function setStrategyEdits(
  text: string,
  language: Language,
  strategyName: string,
  path: readonly (string | number)[] = ['temperature'],
): TextEdit[] {
  const { root } = readTree(text, language);
  const old = writtenAt(root, path) ?? {};
  if (old['strategy'] === strategyName) return [];
  const length = nodeAt(root, ['train', 'epochs'])?.node;
  const epochs = length?.kind === 'scalar' && typeof length.value === 'number' ? length.value : defaultEpochs;
  const branch = mapsAt(path, (_, key) => (key === 'strategy' ? strategyName : undefined))[0] ?? {};
  const sample = sampleOf(branch, 'temperature', epochs);
  if (typeof sample !== 'object' || sample === null) return [];
  const parameters: Record<string, unknown> = { ...sample };
  const start = startKeys.map((key) => old[key]).find((value) => typeof value === 'number');
  const startKey = startKeys.find((key) => typeof parameters[key] === 'number');
  if (start !== undefined && startKey !== undefined) parameters[startKey] = start;
  for (const key of commonKeys) {
    const isKnown = Object.hasOwn(branch.properties ?? {}, key);
    if (isKnown && old[key] !== undefined) parameters[key] = old[key];
  }
  if (!configSchema.shape.temperature.safeParse(parameters).success) return [];
  // An index is a number to the parsers, whatever a lens called it.
  const place = path.map((part) => (/^\d+$/.test(String(part)) ? Number(part) : part));
  return setValueEdits(text, language, place, parameters);
}

/** The strategy of the temperature at a path; undefined where none is written. */
export function strategyAt(text: string, language: Language, path: readonly (string | number)[]): string | undefined {
  const strategy = writtenAt(readTree(text, language).root, path)?.['strategy'];
  return typeof strategy === 'string' ? strategy : undefined;
}

/** A temperature as it is written, a bare number as a constant; undefined where there is none. */
function writtenAt(
  root: TreeNode | undefined,
  path: readonly (string | number)[],
): Readonly<Record<string, unknown>> | undefined {
  const node = nodeAt(root, path)?.node;
  const written = node && valueOf(node);
  if (typeof written === 'object' && written !== null) return { ...written };
  return written ? { strategy: 'constant', value: written } : undefined;
}
