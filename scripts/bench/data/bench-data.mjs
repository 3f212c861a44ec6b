// Measures own data against its bounds: how fast a folder of JPEGs becomes rows beside torchvision, opening a cached set, an epoch
// beside its steps, memory, large tables, and facts for the editor.
//   npm run bench:data [-- --only images,open,epoch,memory,table,facts] [-- --count 3000] [-- --tries 3] [-- --json]
// Each bound is a line, PASS, FAIL or SKIP. Ends with 0 where all passed, 1 where one failed, 2 where none did and some were skipped.
// torchvision does the same work on the same files, in turn, its ImageFolder and a DataLoader of two workers. The median of the
// tries counts. The time of processors is given too, since on a crowded machine it is the steadier one. torchvision's Python is
// DISTILLERY_PYTHON, `.cache/python`, or one on the PATH; without it those rows are left out, and a line says so.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { median } from '../timing.mjs';
import { findPython } from '../torch.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'images,open,epoch,memory,table,facts' },
    count: { type: 'string', default: '3000' },
    tries: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const here = import.meta.dirname;
const tries = Array.from({ length: Number(values.tries) });
const work = mkdtempSync(path.join(tmpdir(), 'distillery-bench-data-'));
// Two threads here as well, where there are more: the pool takes as many as it may run on.
const pinned = process.platform === 'linux' && availableParallelism() > 2 ? ['taskset', '-c', '0,1'] : [];

/** Runs a program and gives the numbers that it prints last. */
function measure(...words) {
  const [command, ...rest] = [...pinned, ...words];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    encoding: 'utf8',
    cwd: path.resolve(import.meta.dirname, '../../..'),
  });
  if (status !== 0) throw new Error(`${words.join(' ')} failed: ${stderr}`);
  return stdout.trim().split('\n').at(-1).split(' ').map(Number);
}

const run = (script, ...words) =>
  measure(process.execPath, '--import', 'tsx', path.join(here, script), ...words.map(String));

/** Medians of the columns of some lines of numbers. */
const medians = (lines) => lines[0].map((_, column) => median(lines.map((line) => line[column])));

const rows = [];
/** Reports a figure with its bound; `isMet` says whether it keeps it. */
function report(name, figure, bound, isMet, more = '') {
  rows.push({ name, figure, bound, isMet });
  if (!values.json) console.log(`${isMet ? 'PASS' : 'FAIL'} ${name}: ${figure} (${bound})${more}`);
}

/** Reports a bound that could not be held against anything, and the reason. */
function leaveOut(name, reason) {
  rows.push({ name, reason });
  if (!values.json) console.log(`SKIP ${name}: ${reason}`);
}

function images() {
  const python = findPython();
  if (python === undefined) {
    const reason = 'no Python with torch was found; name one in DISTILLERY_PYTHON';
    leaveOut('JPEGs, times torchvision’s speed', reason);
    return;
  }
  const script = path.join(here, 'images.py');
  for (const side of [256, 64]) {
    const folder = path.join(work, String(side));
    measure(python, script, 'make', folder, String(side), values.count);
    for (const size of ['32', '64']) {
      const taken = tries.map(() => [
        ...run('read-images.mjs', folder, size),
        ...measure(python, script, 'read', folder, size),
      ]);
      const [ours, ourCpu, theirs, theirCpu] = medians(taken);
      const ratio = theirs / ours;
      const rates = [ours, theirs].map((seconds) => Math.round(Number(values.count) / seconds));
      const more = `; ${rates[0]} and ${rates[1]} images/s; ${(theirCpu / ourCpu).toFixed(2)} by the time of processors`;
      const name = `JPEGs of ${side} px to ${size} px, times torchvision’s speed`;
      report(name, ratio.toFixed(2), 'at least 1', ratio >= 1, more);
    }
  }
}

const many = 100_000;
let manyFolder;
function folderOfMany() {
  if (manyFolder === undefined) {
    manyFolder = path.join(work, 'many');
    run('large-folder.mjs', 'make', manyFolder, many);
  }
  return manyFolder;
}

function open() {
  const [ms, cpu] = medians(tries.map(() => run('large-folder.mjs', 'open', folderOfMany())));
  const more = `; ${Math.round(cpu)} ms of processors`;
  report('opening a cached set of 100,000 images', `${Math.round(ms)} ms`, 'under 1,000 ms', ms < 1000, more);
}

function facts() {
  const [first, known, again] = medians(tries.map(() => run('large-folder.mjs', 'facts', folderOfMany())));
  report('facts of 100,000 files at first', `${Math.round(first)} ms`, 'under 2,000 ms', first < 2000);
  const more = `; looked at anew behind in ${Math.round(again)} ms`;
  report('facts that are known', `${known.toFixed(1)} ms`, 'within 20 ms', known <= 20, more);
}

function epoch() {
  for (const [kind, count] of [
    ['in memory', 20_000],
    ['read by row', 100_000],
  ]) {
    const folder = path.join(work, kind);
    run('write-rows.mjs', folder, 32, count);
    const [ratio] = medians(tries.map(() => run('epoch.mjs', folder, 32, 6400)));
    report(`an epoch beside its steps, rows ${kind}`, ratio.toFixed(3), 'at most 1.05', ratio <= 1.05);
    rmSync(folder, { recursive: true, force: true });
  }
}

function memory() {
  const folder = path.join(work, 'large');
  const side = 64;
  run('write-rows.mjs', folder, side, Math.ceil(4e9 / (3 * side * side)));
  const [megabytes] = run('resident.mjs', folder, side);
  report('memory with 4 GB of rows', `${Math.round(megabytes)} MB`, 'under 700 MB', megabytes < 700);
  rmSync(folder, { recursive: true, force: true });
}

function table() {
  const file = path.join(work, 'large.csv');
  const size = 100;
  run('large-table.mjs', 'make', file, size);
  const [whole, before] = run('large-table.mjs', 'open', file);
  const ratio = (whole - before) / size;
  const more = `; ${Math.round(whole)} MB in all`;
  report(`memory for a csv of ${size} MB, times its size`, ratio.toFixed(2), 'at most 1.8', ratio <= 1.8, more);
  rmSync(file);
}

const parts = { images, open, epoch, memory, table, facts };
try {
  for (const name of values.only.split(',')) {
    if (!(name in parts)) throw new Error(`there is no part '${name}': ${Object.keys(parts).join(', ')}`);
    parts[name]();
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify(rows));
const failed = rows.filter(({ isMet }) => isMet === false).length;
const skipped = rows.filter(({ isMet }) => isMet === undefined).length;
if (!values.json) console.log(`${rows.length - failed - skipped} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed > 0 ? 1 : skipped > 0 ? 2 : 0;
