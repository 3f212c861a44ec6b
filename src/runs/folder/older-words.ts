/** Older words for settings of the data in resolved configs, with those that replaced them. */
const replaced: ReadonlyMap<string, string> = new Map([
  ['set', 'format'],
  ['train', 'limit'],
]);

/** Settings of data in present words: up to version 0.1 run folders and kept teachers have older ones. */
export function dataInPresentWords(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || !('set' in data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [replaced.get(key) ?? key, value]));
}
