import { readdirSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { findProgram } from './chromium.mjs';
import { provide } from './cache.mjs';

/** The path of a folder with the data files of scikit-learn's wheel: digits.csv.gz, wine_data.csv, breast_cancer.csv. Throws a sentence where it cannot be had. */
export function provideScikitLearnData() {
  const folder = provide('scikit-learn-data', (target) => {
    const python = process.env.DISTILLERY_PYTHON ?? findProgram('python3');
    if (python === undefined) throw new Error('no Python: name one in DISTILLERY_PYTHON');
    run(python, ['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary=:all:', 'scikit-learn'], target);
    const [wheel] = readdirSync(target).filter((name) => name.endsWith('.whl'));
    run(python, ['-c', unzip, wheel ?? ''], target);
    rmSync(path.join(target, wheel ?? ''));
  });
  return path.join(folder, 'sklearn/datasets/data');
}

const unzip = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1])
wheel.extractall('.', [name for name in wheel.namelist() if name.startswith('sklearn/datasets/data/')])
`;

function run(program, words, cwd) {
  const { status, stderr } = spawnSync(program, words, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words[0]} ${words[1]} … failed: ${stderr.trim()}`);
}
