import { rootSchemas, schemasBelow } from '../schema/lookup';
import type { SchemaNode } from '../schema/json-schema';
import { nearest } from './nearest';

/** Keys from the top of a config to a setting that is named. */
const maxDepth = 4;
/** Top-level keys that are not searched: a format has many settings, and the others hold none of a training. */
const skippedKeys = ['data', 'sweep', 'name', 'control', 'verdict', '$schema', 'seed'];

let known: ReadonlyMap<string, readonly string[]> | undefined;

/** The path of the setting whose last key is most like that of a path that names none; undefined where none is like it. */
export function nearSetting(path: readonly string[]): string | undefined {
  known ??= settingsByName();
  const name = nearest(path.at(-1) ?? '', [...known.keys()]);
  const paths = (name === undefined ? undefined : known.get(name)) ?? [];
  return paths.find((one) => one.startsWith(`${path[0] ?? ''}.`)) ?? paths[0];
}

/** The paths of all settings by their last keys, the shortest first. */
function settingsByName(): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const walk = (nodes: readonly SchemaNode[], path: readonly string[]): void => {
    if (path.length >= maxDepth) return;
    for (const key of new Set(nodes.flatMap(({ properties }) => Object.keys(properties ?? {})))) {
      if (path.length === 0 && skippedKeys.includes(key)) continue;
      const own = [...path, key];
      const paths = found.get(key) ?? [];
      if (!paths.includes(own.join('.'))) found.set(key, [...paths, own.join('.')]);
      walk(schemasBelow(nodes, key, undefined), own);
    }
  };
  walk(rootSchemas(), []);
  return found;
}
