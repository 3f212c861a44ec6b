// Processor time of programs, on Linux.
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Milliseconds that the processes of a group have computed so far, by their names; undefined where the system does not tell.
 * @param {number} group
 * @returns {ReadonlyMap<string, number> | undefined}
 */
export function processorTime(group) {
  if (process.platform !== 'linux') return undefined;
  const found = new Map();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const end = stat.lastIndexOf(')');
      const [, , own] = stat.slice(end + 2).split(' ');
      if (Number(own) !== group) continue;
      const name = stat.slice(stat.indexOf('(') + 1, end);
      for (const thread of readdirSync(`/proc/${pid}/task`)) {
        const [nanoseconds] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
        found.set(name, (found.get(name) ?? 0) + Number(nanoseconds) / 1e6);
      }
    } catch {
      // It has ended since the folder was listed.
    }
  }
  return found;
}
