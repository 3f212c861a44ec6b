import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { quote, quoteAll } from '../../../../src/launchers/jobs/quote';
import { fillTemplate } from '../../../../src/launchers/command/template';
import { arrayScript, jobScript } from '../../../../src/launchers/slurm/script';

const hostile = [
  "it's",
  '"; rm -rf / #',
  '$(id)',
  '`id`',
  '$HOME',
  'a b\tc',
  'line\nbreak',
  '\\',
  "\\'",
  '-n',
  '*',
  'ü→😀',
  '!!',
  '',
  '{line}',
];

describe('words that a shell of a cluster reads', () => {
  // Windows has no POSIX shell, and no cluster's machine is one.
  const test = process.platform === 'win32' ? () => undefined : it;
  test('come out as they were, whatever they hold', () => {
    const program = 'process.stdout.write(JSON.stringify(process.argv.slice(1)))';
    const line = quoteAll([process.execPath, '-e', program, '--', ...hostile]);
    assert.deepEqual(JSON.parse(execFileSync('sh', ['-c', line], { encoding: 'utf8' })), hostile);
  });

  it('hold no NUL', () => {
    assert.throws(() => quote('a\0b'), /^Error: a word with a NUL cannot be handed to a program$/);
  });
});

describe('the script of a job', () => {
  const run = { folder: "/w/$(id)/it's\n#SBATCH --uid=0", words: ['node', 'supervisor.js', "/w/$(id)/it's"] };

  it('has options of the profile alone, whatever a path holds', () => {
    const profile = { launcher: 'slurm', partition: 'gpu', gpus: 'a100:2', time: '12:00:00', warning: 60 } as const;
    const lines = ['module load cuda', '#SBATCH --constraint=big'];
    const [head = ''] = jobScript(run, { ...profile, lines }).split("[ -f '");
    assert.equal(
      head,
      [
        ...['#!/bin/sh', '#SBATCH --partition=gpu', '#SBATCH --gpus=a100:2', '#SBATCH --time=12:00:00'],
        ...['#SBATCH --signal=B:USR2@60', '#SBATCH --requeue', '#SBATCH --constraint=big', 'module load cuda', ''],
      ].join('\n'),
    );
  });

  it('has a warning that leaves a run three quarters of its time', () => {
    const warningOf = (time?: string, warning?: number): string | undefined => {
      const profile = { launcher: 'slurm' as const, ...(time !== undefined && { time }), ...(warning && { warning }) };
      return /--signal=B:USR2@(\d+)/.exec(jobScript(run, profile))?.[1];
    };
    const times = [undefined, '1', '10', '1:00', '2:00:00', '1-0', '0-0:04', 'x'];
    assert.deepEqual(
      times.map((time) => warningOf(time)),
      ['120', '15', '120', '15', '120', '120', '60', '120'],
    );
    assert.equal(warningOf('10', 300), '150');
  });

  it('begins the task of an array that it is, and keeps to the limit', () => {
    const text = arrayScript([run, { folder: '/w/b', words: ['node', 'b'] }], 2, { launcher: 'slurm' });
    assert.match(text, /^#SBATCH --array=0-1%2$/m);
    assert.match(text, /^1\)\n {2}\[ -f '\/w\/b\/run.json' \] \|\| exit 72\n.*\n {2}exec 'node' 'b'\n {2};;$/m);
  });
});

describe('the words of a command', () => {
  const values = { run: ['node', 'a b'], folder: '/w/r1' };

  it('stand for a run word by word, or as one line for a shell', () => {
    assert.deepEqual(fillTemplate(['sky', 'exec', 'c', '--', '{run}'], values), [
      'sky',
      'exec',
      'c',
      '--',
      'node',
      'a b',
    ]);
    assert.deepEqual(fillTemplate(['ssh', 'host', '{line}'], values), ['ssh', 'host', "'node' 'a b'"]);
    assert.deepEqual(fillTemplate(['x', '--name={id}', '{run}'], values), ['x', '--name=r1', 'node', 'a b']);
  });

  it('are not filled in twice', () => {
    const folder = '/w/{line}';
    assert.deepEqual(fillTemplate(['{folder}', '{run}'], { run: ['{folder}'], folder }), ['/w/{line}', '{folder}']);
  });

  it('that start nothing of ours are refused', () => {
    assert.throws(
      () => fillTemplate(['ssh', 'host'], values),
      /^Error: 'submit' of the profile starts nothing of ours: it needs the word \{run\}, or \{line\} for a shell such as that of ssh$/,
    );
  });
});
