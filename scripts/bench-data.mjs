// Measures how fast a folder of JPEGs becomes rows, beside torchvision's ImageFolder and a DataLoader of two workers.
//   npm run bench:data [-- --count 3000] [-- --tries 3] [-- --json]
// Both do the same work on the same files, in turn; the least time of each counts. The time of processors is given too, since
// on a crowded machine it is the steadier one. Needs a Python with torch and torchvision.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { findPython } from './bench/torch.mjs';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '3000' },
    tries: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
});
const here = path.join(import.meta.dirname, 'bench', 'data');
const python = findPython();
if (python === undefined) {
  console.error('no Python with torch was found; name one in DISTILLERY_PYTHON');
  process.exit(2);
}

// Two threads here as well, where there are more: the pool takes as many as it may run on.
const pinned = process.platform === 'linux' && availableParallelism() > 2 ? ['taskset', '-c', '0,1'] : [];

/** Runs a program and gives the numbers that it prints last. */
function measure(...words) {
  const [command, ...rest] = [...pinned, ...words];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    encoding: 'utf8',
    cwd: path.dirname(import.meta.dirname),
  });
  if (status !== 0) throw new Error(`${words.join(' ')} failed: ${stderr}`);
  return stdout.trim().split('\n').at(-1).split(' ').map(Number);
}

const script = path.join(here, 'images.py');
const work = mkdtempSync(path.join(tmpdir(), 'distillery-bench-data-'));
const rows = [];
try {
  for (const side of [256, 64]) {
    const folder = path.join(work, String(side));
    measure(python, script, 'make', folder, String(side), values.count);
    for (const size of ['32', '64']) {
      const least = { ours: [Infinity, Infinity], torchvision: [Infinity, Infinity] };
      for (let left = Number(values.tries); left > 0; left -= 1) {
        const reader = path.join(here, 'read-images.mjs');
        const taken = {
          ours: measure(process.execPath, '--import', 'tsx', reader, folder, size),
          torchvision: measure(python, script, 'read', folder, size),
        };
        for (const name of ['ours', 'torchvision']) {
          least[name] = least[name].map((seconds, index) => Math.min(seconds, taken[name][index]));
        }
      }
      const count = Number(values.count);
      const [ours, torchvision] = [least.ours, least.torchvision].map(([seconds]) => Math.round(count / seconds));
      const [ratio, processors] = [0, 1].map((index) =>
        Number((least.torchvision[index] / least.ours[index]).toFixed(2)),
      );
      rows.push({ side, size: Number(size), ours, torchvision, ratio, processors });
      if (!values.json) {
        const rates = `${ours} images/s, torchvision ${torchvision} images/s`;
        console.log(
          `${side} px to ${size} px: ${rates}: ${ratio} times, ${processors} times by the time of processors`,
        );
      }
    }
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify(rows));
