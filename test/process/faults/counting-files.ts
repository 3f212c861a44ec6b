// Stands in the place of src/runs/store/file-operations.ts in the bundles of build.ts.
import { fileOperations as real } from '../../../src/runs/store/file-operations';

type Operations = typeof real;
type Name = keyof Operations;

/** File operations that change a file or may fail while it is written. */
const counted: readonly Name[] = [
  'open',
  'write',
  'truncate',
  'sync',
  'syncLater',
  'rename',
  'makeFolder',
  'remove',
  'close',
];

let count = 0;
let failing = 0;
/** Makes a whole program fail each time it opens its third file whose path holds this, or a later one. */
const refused = process.env['DISTILLERY_TEST_FULL'];
let opened = 0;
let isShort = false;

/** Counts anew; the operation `at`, from 1, fails, or writes a part of its bytes before the next write fails. */
export function failAt(at: number, how: 'at once' | 'after a part'): void {
  count = 0;
  failing = at;
  isShort = how === 'after a part';
}

/** Operations since counting began. */
export function operationCount(): number {
  return count;
}

function refuse(name: Name): never {
  throw Object.assign(new Error(`ENOSPC: no space left on device, ${name}`), { code: 'ENOSPC', syscall: name });
}

function step(name: Name): boolean {
  count += 1;
  if (count !== failing) return false;
  if (isShort && name === 'write') {
    failing += 1;
    return true;
  }
  return refuse(name);
}

function counting<Key extends Name>(name: Key): Operations[Key] {
  const work = real[name] as (...parameters: unknown[]) => unknown;
  const wrapped = (...parameters: unknown[]): unknown => {
    if (!step(name)) return work(...parameters);
    const [descriptor, bytes] = parameters as [number, Uint8Array];
    return real.write(descriptor, bytes.subarray(0, Math.ceil(bytes.length / 2)));
  };
  return wrapped as Operations[Key];
}

/** As the real ones, until one is to fail. */
export const fileOperations: Operations = {
  ...real,
  ...Object.fromEntries(counted.map((name) => [name, counting(name)])),
  open: (file, flags) => {
    if (refused !== undefined && file.includes(refused)) opened += 1;
    if (opened >= 3) return refuse('open');
    return counting('open')(file, flags);
  },
};
