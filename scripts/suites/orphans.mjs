// No test may leave a process behind. All that a suite starts inherits a mark in its environment, by which it is known even
// when it has left its parent's group and session. Where there is no /proc nothing is found.
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';

const name = 'DISTILLERY_TEST_MARK';
/** Time in ms that signalled processes have to end. */
const graceMs = 5_000;

/** Marks all that this process starts from now on. */
export function markProcesses() {
  process.env[name] = randomBytes(8).toString('hex');
}

/** Waits for marked processes that are not below this one to be gone, ends those that stay, and gives their command lines. */
export async function endOrphans() {
  const deadline = Date.now() + graceMs;
  let left = orphans();
  while (left.length > 0 && Date.now() < deadline) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    left = orphans();
  }
  for (const { pid } of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  return left.map(({ words }) => words);
}

function orphans() {
  const all = processes();
  const parents = new Map(all.map(({ pid, parent }) => [pid, parent]));
  const isBelow = (pid) => {
    for (let one = pid; one !== undefined && one > 1; one = parents.get(one)) if (one === process.pid) return true;
    return false;
  };
  return all.filter(({ pid, isMarked }) => isMarked && !isBelow(pid));
}

function processes() {
  const mark = `${name}=${process.env[name]}`;
  return read('/proc', (folder) => readdirSync(folder), []).flatMap((entry) => {
    if (!/^\d+$/.test(entry)) return [];
    const text = (file) => read(`/proc/${entry}/${file}`, (path) => readFileSync(path, 'utf8'), '');
    const stat = text('stat');
    // The name stands in parentheses and may hold any; the state and the parent follow the last one.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (parent === undefined || state === 'Z') return [];
    const isMarked = text('environ').split('\0').includes(mark);
    return [{ pid: Number(entry), parent: Number(parent), isMarked, words: text('cmdline').split('\0').join(' ') }];
  });
}

/** A process may end between the look at the list and the look at its files. */
function read(path, reader, absent) {
  try {
    return reader(path);
  } catch {
    return absent;
  }
}
