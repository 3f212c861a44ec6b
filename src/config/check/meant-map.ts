import type { SchemaNode } from '../schema/json-schema';
import { schemasAt } from '../schema/lookup';
import { sampleOf } from '../schema/sample';
import type { TreeNode } from '../text/tree';

/**
 * The map that a person may have meant by one word in its place: `optimizer: adam` is `{ name: adam }`, `loss: mse` is
 * `{ kind: mse }`, `teacher: x.onnx` a model from that file. Undefined where the word is no name of a map at this path.
 */
export function mapMeantBy(node: TreeNode | undefined, path: readonly PropertyKey[]): object | undefined {
  if (node?.kind !== 'scalar' || typeof node.value !== 'string' || path.length === 0) return undefined;
  const word = node.value.trim();
  const maps = schemasAt(path).filter(({ properties }) => properties !== undefined);
  for (const map of maps) {
    const found = namedBy(word, map);
    if (found !== undefined) return found;
  }
  if (maps.length === 0 || !/^[\w./-]+\.(?:onnx|json)$/i.test(word)) return undefined;
  const file = { preset: 'file', path: word };
  const key = path.at(-1);
  if (key === 'model') return file;
  return key === 'teacher' || (key === 'student' && !word.endsWith('.onnx')) ? { model: file } : undefined;
}

/** A map that one of its choices names, with the keys that it cannot go without. */
function namedBy(word: string, map: SchemaNode): object | undefined {
  const entry = Object.entries(map.properties ?? {}).find(
    ([, { const: only, enum: members }]) => only === word || members?.includes(word) === true,
  );
  if (entry === undefined) return undefined;
  const required = (map.required ?? []).filter((key) => key !== entry[0]);
  const rest = required.map((key) => [key, sampleOf(map.properties?.[key] ?? {}, key)] as const);
  return { [entry[0]]: word, ...(Object.fromEntries(rest) as object) };
}
