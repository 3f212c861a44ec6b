import { applyEdits as applyJsonEdits, modify } from 'jsonc-parser';
import { parseDocument } from 'yaml';
import { configSchema } from '../schema/schema';
import { nodeAt, readTree, valueOf, type Language } from '../text/tree';
import { writeFlow } from '../text/write';
import { setJsonEntries, setMapEdits, type TextEdit } from './map-edits';

export type { TextEdit } from './map-edits';

/** The text with edits applied; the edits must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start)
    .reduce((changed, { start, end, newText }) => changed.slice(0, start) + newText + changed.slice(end), text);
}

/** Edits that set one value. Empty when it is already so, or when the text cannot be read. */
export function setValueEdits(text: string, language: Language, path: (string | number)[], value: unknown): TextEdit[] {
  const { root, problems } = readTree(text, language);
  if (path.length === 0 || problems.some(({ severity }) => severity === 'error')) return [];
  const found = nodeAt(root, path)?.node;
  if (found && JSON.stringify(valueOf(found)) === JSON.stringify(value)) return [];
  if (found?.kind === 'map' && isRecord(value)) {
    const edits = setMapEdits(text, language, found, value);
    if (edits) return edits;
    if (language === 'json') return difference(text, setJsonEntries(text, path, found, value));
  } else if (found && found.end > found.start && !text.slice(found.start, found.end).includes('\n')) {
    return [{ start: found.start, end: found.end, newText: writeFlow(value, language) }];
  }
  const isLastLine = root?.kind === 'map' && !root.isFlow && language === 'yaml' && path.length === 1 && !found;
  if (isLastLine) return [appendLine(text, `${String(path[0])}: ${writeFlow(value, language)}`)];
  return difference(text, language === 'json' ? setJson(text, path, value) : setYaml(text, path, value));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function appendLine(text: string, line: string): TextEdit {
  const separator = text === '' || text.endsWith('\n') ? '' : '\n';
  return { start: text.length, end: text.length, newText: `${separator}${line}\n` };
}

function setJson(text: string, path: (string | number)[], value: unknown): string {
  return applyJsonEdits(text, modify(text, path, value, { formattingOptions: { insertSpaces: true, tabSize: 2 } }));
}

function setYaml(text: string, path: (string | number)[], value: unknown): string {
  const document = parseDocument(text);
  document.setIn(path, document.createNode(value, { flow: true }));
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** The shortest single replacement that turns one text into another. */
function difference(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return [{ start, end: before.length - tail, newText: after.slice(start, after.length - tail) }];
}

/** Edits that choose a temperature strategy and carry over its numbers: a constant's value becomes `from`, and back. */
export function setStrategyEdits(text: string, language: Language, strategyName: string): TextEdit[] {
  const { root } = readTree(text, language);
  const node = nodeAt(root, ['temperature'])?.node;
  const written = node && valueOf(node);
  const old: Record<string, unknown> =
    typeof written === 'object' && written !== null
      ? { ...written }
      : { strategy: 'constant', ...(written ? { value: written } : {}) };
  if (old['strategy'] === strategyName) return [];
  const start = old['value'] ?? old['from'] ?? 4;
  const parameters =
    strategyName === 'constant'
      ? { strategy: strategyName, value: start }
      : strategyName === 'step'
        ? { strategy: strategyName, from: start, gamma: 0.5, milestones: [5] }
        : { strategy: strategyName, from: start, to: old['to'] ?? 1 };
  if (!configSchema.shape.temperature.safeParse(parameters).success) return [];
  return setValueEdits(text, language, ['temperature'], parameters);
}
