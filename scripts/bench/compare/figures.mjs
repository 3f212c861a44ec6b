import { spawnSync } from 'node:child_process';
import { median } from '../timing.mjs';

/** Arguments of each bench, which asks both commits for the same: rows that came later are not compared. */
const rowsOf = {
  panel: ['bundle', 'finished', 'compared', 'targets', 'live'],
  faults: ['corruption', 'flood', 'host-kills', 'kills', 'operations', 'torn-line', 'two-windows'],
};

/** Figures of the JSON that a bench prints, by name. */
const readers = {
  editor: ({ results }) =>
    results.map(({ document, language, question, medianMs }) => [`${document} ${language}, ${question}, ms`, medianMs]),
  panel: (results) =>
    results.flatMap(({ row, details }) => numbersIn(details).map(([name, value]) => [`${row}: ${name}`, value])),
  faults: (results) =>
    results.flatMap(({ name, passed, seconds }) => [
      [`${name}: failed`, passed ? 0 : 1],
      [`${name}: seconds`, seconds],
    ]),
};

/**
 * The figures of a bench in a checkout, `[name, number]`. A bench that misses a bound still has figures; throws where it prints none, with
 * the end of what it said.
 */
export function figuresOf(folder, bench, { only, seconds }) {
  const rows = (only ?? rowsOf[bench] ?? []).flatMap((row) => ['--row', row]);
  const words = [...rows, ...(bench === 'panel' ? ['--seconds', seconds] : [])];
  const { stdout, stderr } = spawnSync('npm', ['run', '--silent', `bench:${bench}`, '--', '--json', ...words], {
    ...{ cwd: folder, encoding: 'utf8', maxBuffer: 64 << 20, shell: process.platform === 'win32' },
  });
  const start = stdout.search(/^[[{]$/m);
  if (start < 0) throw new Error(`bench:${bench} in ${folder} printed no figures: ${(stderr + stdout).slice(-1000)}`);
  return readers[bench](JSON.parse(stdout.slice(start)));
}

/** The numbers within details, each with its path; a list is given by its median. */
function numbersIn(details, name = '') {
  if (typeof details === 'number') return [[name, details]];
  if (Array.isArray(details) && details.every((value) => typeof value === 'number')) {
    return details.length === 0 ? [] : [[`${name}, median`, median(details)]];
  }
  if (typeof details !== 'object' || details === null) return [];
  return Object.entries(details).flatMap(([key, value]) => numbersIn(value, name === '' ? key : `${name}.${key}`));
}
