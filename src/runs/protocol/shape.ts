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

/** Gives the first reason why a value has not the shape, `splits.test.count is below 1`; undefined where it has. */
export type Check = (value: unknown) => string | undefined;

/** Makes a check of a shape. It allows unknown fields, takes NaN for a number, and copies nothing. */
export function makeCheck(shape: Shape): Check {
  const look = makeLook(shape);
  return (value) => {
    const fault = look(value);
    return typeof fault === 'object' ? `${fault.path} ${fault.words}` : fault;
  };
}

/** Fault of a value itself in words, or of a part of it, named by its path. */
type Fault = string | { readonly path: string; readonly words: string };

type Look = (value: unknown) => Fault | undefined;

function makeLook(shape: Shape): Look {
  if (typeof shape === 'string') return primitiveLook(shape);
  if (isFields(shape)) return fieldsLook(shape);
  switch (shape[0]) {
    case 'number':
    case 'integer':
      return numberLook(...shape);
    case 'pattern': {
      const expression = new RegExp(shape[1]);
      return (value) =>
        typeof value !== 'string' ? 'is no text' : expression.test(value) ? undefined : 'is a text of another form';
    }
    case 'list': {
      const look = makeLook(shape[1]);
      return (value) => (Array.isArray(value) ? firstFault(value.entries(), look) : 'is no list');
    }
    case 'map': {
      const look = makeLook(shape[1]);
      return (value) => (isMap(value) ? firstFault(Object.entries(value), look) : 'is no map');
    }
    case 'union': {
      const looks = shape.slice(1).map((one) => makeLook(one as Shape));
      return (value) => {
        const faults = looks.map((look) => look(value));
        return faults.includes(undefined) ? undefined : faults[0];
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

function primitiveLook(kind: Primitive): Look {
  switch (kind) {
    case 'number':
    case 'integer':
      return numberLook(kind, null, null);
    case 'string':
      return (value) => (typeof value === 'string' ? undefined : 'is no text');
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? undefined : 'is neither true nor false');
    case 'null':
      return (value) => (value === null ? undefined : 'is not null');
  }
}

function numberLook(kind: 'number' | 'integer', min: number | null, max: number | null): Look {
  const isWhole = kind === 'integer';
  return (value) => {
    if (typeof value !== 'number') return 'is no number';
    if (isWhole && !Number.isSafeInteger(value)) return 'is no whole number';
    if (Number.isNaN(value) && (min !== null || max !== null)) return 'is not a number';
    if (min !== null && value < min) return `is below ${min}`;
    return max !== null && value > max ? `is above ${max}` : undefined;
  };
}

function fieldsLook(shape: { readonly [field: string]: Shape }): Look {
  const fields = Object.entries(shape).map(([key, of]) => {
    const isOptional = key.endsWith('?');
    return { name: isOptional ? key.slice(0, -1) : key, isOptional, look: makeLook(of) };
  });
  return (value) => {
    if (!isMap(value)) return 'is no map';
    for (const { name, isOptional, look } of fields) {
      const item = (value as Readonly<Record<string, unknown>>)[name];
      if (item === undefined && isOptional) continue;
      const fault = item === undefined ? 'is missing' : look(item);
      if (fault !== undefined) return under(name, fault);
    }
    return undefined;
  };
}

function firstFault(entries: Iterable<[string | number, unknown]>, look: Look): Fault | undefined {
  for (const [name, item] of entries) {
    const fault = look(item);
    if (fault !== undefined) return under(name, fault);
  }
  return undefined;
}

/** A fault of a part, by the name of the part. */
function under(name: string | number, fault: Fault): Fault {
  return typeof fault === 'string'
    ? { path: String(name), words: fault }
    : { path: `${name}.${fault.path}`, words: fault.words };
}
