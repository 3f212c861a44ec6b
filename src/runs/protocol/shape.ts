type Primitive = 'number' | 'integer' | 'string' | 'boolean' | 'null';

/**
 * The shape of a value of the protocol: all of its schema that a check needs, short since activation loads it. An object's
 * fields by name, an optional one with `?` behind it; bounds are a minimum and a maximum, null where there is none.
 */
export type Shape =
  | Primitive
  | readonly ['number' | 'integer', number | null, number | null]
  | readonly ['pattern', string]
  | readonly ['list' | 'map', Shape]
  | readonly ['union', ...Shape[]]
  | readonly ['enum', ...unknown[]]
  | { readonly [field: string]: Shape };

/** Gives the first reason why a value has not the shape; undefined where it has. */
export type Check = (value: unknown) => string | undefined;

/** Makes a check of a shape. It allows unknown fields, takes NaN for a number, and copies nothing. */
export function makeCheck(shape: Shape): Check {
  if (typeof shape === 'string') return primitiveCheck(shape);
  if (isFields(shape)) return fieldsCheck(shape);
  switch (shape[0]) {
    case 'number':
    case 'integer':
      return numberCheck(...shape);
    case 'pattern': {
      const expression = new RegExp(shape[1]);
      return (value) =>
        typeof value !== 'string' ? 'is no text' : expression.test(value) ? undefined : 'is a text of another form';
    }
    case 'list': {
      const check = makeCheck(shape[1]);
      return (value) => (Array.isArray(value) ? firstReason(value.entries(), check) : 'is no list');
    }
    case 'map': {
      const check = makeCheck(shape[1]);
      return (value) => (isMap(value) ? firstReason(Object.entries(value), check) : 'is no map');
    }
    case 'union': {
      const checks = shape.slice(1).map((one) => makeCheck(one as Shape));
      return (value) => {
        const reasons = checks.map((check) => check(value));
        return reasons.includes(undefined) ? undefined : reasons[0];
      };
    }
    case 'enum': {
      const values: readonly unknown[] = shape.slice(1);
      const names = values.map((one) => JSON.stringify(one)).join(', ');
      return (value) => (values.includes(value) ? undefined : `is none of ${names}`);
    }
  }
}

function isFields(shape: Exclude<Shape, Primitive>): shape is { readonly [field: string]: Shape } {
  return !Array.isArray(shape);
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function primitiveCheck(kind: Primitive): Check {
  switch (kind) {
    case 'number':
    case 'integer':
      return numberCheck(kind, null, null);
    case 'string':
      return (value) => (typeof value === 'string' ? undefined : 'is no text');
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false');
    case 'null':
      return (value) => (value === null ? undefined : 'is not null');
  }
}

function numberCheck(kind: 'number' | 'integer', min: number | null, max: number | null): Check {
  const isWhole = kind === 'integer';
  return (value) => {
    if (typeof value !== 'number') return 'is no number';
    if (isWhole && !Number.isSafeInteger(value)) return 'is no whole number';
    if (Number.isNaN(value) && (min !== null || max !== null)) return 'is not a number';
    if (min !== null && value < min) return `is below ${min}`;
    return max !== null && value > max ? `is above ${max}` : undefined;
  };
}

function fieldsCheck(shape: { readonly [field: string]: Shape }): Check {
  const fields = Object.entries(shape).map(([key, of]) => {
    const isOptional = key.endsWith('?');
    return { name: isOptional ? key.slice(0, -1) : key, isOptional, check: makeCheck(of) };
  });
  return (value) => {
    if (!isMap(value)) return 'is no map';
    for (const { name, isOptional, check } of fields) {
      const item = (value as Readonly<Record<string, unknown>>)[name];
      if (item === undefined && isOptional) continue;
      const reason = item === undefined ? 'is missing' : check(item);
      if (reason !== undefined) return under(name, reason);
    }
    return undefined;
  };
}

function firstReason(entries: Iterable<[string | number, unknown]>, check: Check): string | undefined {
  for (const [name, item] of entries) {
    const reason = check(item);
    if (reason !== undefined) return under(name, reason);
  }
  return undefined;
}

/** Puts the name of a field before a reason: `splits.test.count is below 1`. */
function under(name: string | number, reason: string): string {
  return reason.startsWith('is ') ? `${name} ${reason}` : `${name}.${reason}`;
}
