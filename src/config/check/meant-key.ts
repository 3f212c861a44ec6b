import { configNode } from '../schema/json-schema';
import { discriminatorOf, mapsAt, ownProperty } from '../schema/lookup';
import { nodeAt, type TreeNode } from '../text/tree';
import { settingCalled } from './common-names';
import { nearest } from './nearest';
import { writtenIn } from './written';

/** Tools disagree on which of the two weights alpha is, so it cannot be translated for the writer. */
const alpha =
  "Write 'hard', the weight of the labels, and 'soft', the weight of the teacher: tools differ on which alpha is.";

/** Kinds of a map that have a key which the written one has not: `from` is a key of `linear`, and the `strategy` is `constant`. */
interface OtherKinds {
  /** The key that names the kind. */
  readonly key: string;
  readonly written: string;
  readonly names: readonly string[];
}

/** The likely meaning of an unknown key: another key of the same map, or this key in another map. */
export interface MeantKey {
  readonly key?: string;
  readonly home?: string;
  /** Other kinds of the same map that have the key, such as strategies. */
  readonly kinds?: OtherKinds;
  /** The setting that other tools call by this key. */
  readonly setting?: readonly PropertyKey[];
}

/** The likely meaning of an unknown key of the map at a path. */
export function meantByKey(key: string, path: readonly PropertyKey[], root: TreeNode | undefined): MeantKey {
  if (isAlpha(key, path)) return {};
  const setting = settingCalled(key, path);
  const isHere = setting !== undefined && setting.length === path.length + 1 && setting.at(-1) === key;
  if (setting !== undefined && !isHere && nodeAt(root, setting) === undefined) {
    // A name of the same map is a matter of spelling.
    const isSpelling = setting.length === path.length + 1 && path.every((part, index) => part === setting[index]);
    return isSpelling ? { key: String(setting.at(-1)) } : { setting };
  }
  const kinds = otherKinds(key, path, root);
  if (kinds !== undefined) return { kinds };
  const meant = nearest(key, allowedKeys(path, root));
  if (meant !== undefined) return { key: meant };
  const telling = keyOfChoice(key, path, root);
  if (telling !== undefined) return { key: telling };
  const home = homeOf(key);
  return home === undefined ? {} : { home };
}

function otherKinds(key: string, path: readonly PropertyKey[], root: TreeNode | undefined): OtherKinds | undefined {
  const all = mapsAt(path);
  const telling = discriminatorOf(all);
  if (telling === undefined) return undefined;
  const written = nodeAt(root, [...path, telling])?.node;
  if (written?.kind !== 'scalar' || typeof written.value !== 'string') return undefined;
  const having = all.filter(({ properties }) => ownProperty(properties, key) !== undefined);
  const names = having.flatMap(({ properties }) => {
    const name = ownProperty(properties, telling)?.const;
    return typeof name === 'string' && name !== written.value ? [name] : [];
  });
  return names.length === 0 ? undefined : { key: telling, written: written.value, names };
}

/** The one key of a map that is not written and may have the value of this key, a name: `kind: adam` is an optimizer's `name`. */
export function keyOfChoice(key: string, path: readonly PropertyKey[], root: TreeNode | undefined): string | undefined {
  const value = nodeAt(root, [...path, key])?.node;
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return undefined;
  const choices = mapsAt(path).flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([name, schema]) =>
      [schema.const, ...(schema.enum ?? [])].includes(value.value as string) ? [name] : [],
    ),
  );
  const [choice, ...others] = new Set(choices);
  const isFree = choice !== undefined && nodeAt(root, [...path, choice]) === undefined;
  return isFree && others.length === 0 ? choice : undefined;
}

/** Whether a key is the one weight of both losses that other tools have. */
export function isAlpha(key: string, path: readonly PropertyKey[]): boolean {
  return key === 'alpha' && (path.length === 0 || path.at(-1) === 'loss' || path.at(-1) === 'train');
}

/** A sentence that says how an unknown key is mended. */
export function adviceOnKey(key: string, path: readonly PropertyKey[], root: TreeNode | undefined): string {
  if (isAlpha(key, path)) return alpha;
  const meant = meantByKey(key, path, root);
  if (meant.setting !== undefined) return `It is called ${meant.setting.map(String).join('.')} here: write it there.`;
  if (meant.key !== undefined) return `Did you mean '${meant.key}'?`;
  if (meant.kinds !== undefined) return adviceOnKinds(meant.kinds);
  if (meant.home !== undefined) return `It belongs in ${meant.home}: move it there.`;
  const parent = nodeAt(root, path)?.node;
  const free = allowedKeys(path, root).filter(
    (one) => parent?.kind !== 'map' || parent.entries.every((entry) => entry.key !== one),
  );
  return free.length > 0 ? `Remove it, or write one of ${free.join(', ')}.` : 'Remove it.';
}

const maxKinds = 4;

function adviceOnKinds({ key, written, names }: OtherKinds): string {
  const more = names.length > maxKinds ? ' …' : '';
  const kinds = `${names.slice(0, maxKinds).join(', ')}${more}`;
  return `It is a key of ${kinds}, and '${key}' is ${written}: change that, or remove the key.`;
}

/** The keys that may stand in a map, those of the written branch of a union if there is one. */
export function allowedKeys(path: readonly PropertyKey[], root: TreeNode | undefined): string[] {
  const maps = mapsAt(path, writtenIn(root));
  const present = maps.flatMap(({ properties }) =>
    Object.entries(properties ?? {}).flatMap(([key, { olderWordFor }]) => (olderWordFor === undefined ? [key] : [])),
  );
  return [...new Set(present)];
}

/** The one map of the config's first two levels that knows a key. */
function homeOf(key: string): string | undefined {
  const homes = Object.entries(configNode().properties ?? {})
    .filter(([, schema]) => {
      const maps = [schema, ...(schema.anyOf ?? schema.oneOf ?? [])];
      return maps.some(({ properties }) => ownProperty(properties, key) !== undefined);
    })
    .map(([name]) => name);
  return homes.length === 1 ? homes[0] : undefined;
}
