// Memory of objectives on tokens: what a step takes beside the logits and their gradient, as a share of the logits, for 2,048 tokens
// of a vocabulary of 50,000. On Linux, with 3 GB of memory. DISTILLERY_PYTHON names a Python that imports torch.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findPython } from '../torch.mjs';

/** Of the logits. */
const bound = 0.25;
const tokens = 2048;
/** Recorded objectives: a loss of one comparison, one of two parts, one that knows no temperature of its own, and one by rows. */
const names = ['kl', 'dkd 1 8', 'wttm', 'dtkd'];

const python = findPython();
if (python === undefined) throw new Error('no Python imports torch: name one in DISTILLERY_PYTHON');
const folder = mkdtempSync(path.join(tmpdir(), 'distillery-bench-'));
try {
  execFileSync(process.execPath, ['--import', 'tsx', 'test/python/emit-recorded.ts', folder], { stdio: 'inherit' });
  const forms = JSON.parse(readFileSync(path.join(folder, 'forms.json'), 'utf8'));
  for (const wanted of names) {
    const form = forms.find(({ name, hasMeasures }) => name === wanted && hasMeasures);
    if (form === undefined) throw new Error(`no objective is recorded as '${wanted}'`);
    const file = path.join(folder, form.file);
    const env = { ...process.env, PYTHONPATH: path.resolve('python') };
    const words = [path.resolve('scripts/bench/torch/token_memory.py'), file, String(tokens)];
    const share = Number(execFileSync(python, words, { env, encoding: 'utf8' }));
    if (!(share <= bound)) process.exitCode = 1;
    console.log(`${share <= bound ? 'PASS' : 'FAIL'}  ${wanted}: ${share.toFixed(3)} of the logits (at most ${bound})`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
