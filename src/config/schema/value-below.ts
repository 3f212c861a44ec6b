/** The value below a path of keys in plain data, which may have come from anywhere; undefined where there is none. */
export function valueBelow(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (Reflect.get(value, key) as unknown) : undefined),
    data,
  );
}
