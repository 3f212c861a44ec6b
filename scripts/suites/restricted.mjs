// Restricted Mode: an untrusted workspace is opened, with the content of a hostile clone. VS Code trusts the
// workspace of its own test runner, so these tests are an extension that runs them once the window is open.
import { chmodSync, copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runInWindows } from './in-windows.mjs';

const userSettings = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * Plants the content of a clone: a config with a mistake, a script and a Python of its own, a stopped run, a job that waits, and settings
 * that name programs.
 */
function prepareClone(workspace) {
  const broken = ['name: x', 'data: { set: mnist }', 'student: { model: { preset: mlp } }'];
  writeFileSync(
    path.join(workspace, 'broken.distill.yaml'),
    `${[...broken, 'temperature: { strategy: no-such }'].join('\n')}\n`,
  );
  const program = path.join(workspace, 'program.sh');
  writeFileSync(program, `#!/bin/sh\ntouch '${path.join(workspace, 'executed')}'\n`);
  chmodSync(program, 0o755);
  mkdirSync(path.join(workspace, '.vscode'));
  mkdirSync(path.join(workspace, '.venv', 'bin'), { recursive: true });
  copyFileSync(program, path.join(workspace, '.venv', 'bin', 'python'));
  // And in front of the PATH, as an environment that is active in the terminal is: no interpreter is asked for its version.
  mkdirSync(path.join(workspace, 'bin'));
  for (const name of ['python3', 'python']) copyFileSync(program, path.join(workspace, 'bin', name));
  writeFileSync(path.join(workspace, 'train.py'), 'open("executed", "w")\n');
  writeFileSync(path.join(workspace, 'own.distill.yaml'), 'name: own\nscript: { file: train.py }\n');
  const profiles = { theirs: { launcher: 'command', submit: [program, '{run}'] } };
  const settings = { nodePath: program, pythonPath: program, allowedFolders: ['/'], runsAtATime: 50, profiles };
  const named = Object.entries(settings).map(([name, value]) => [`distillery.${name}`, value]);
  writeFileSync(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify(Object.fromEntries(named)));
  const event = { type: 'stopped', step: 1, epoch: 1, seq: 1, attempt: 1, at: 1 };
  writeFileSync(path.join(makeRun(workspace, 'cloned', 2), 'events.jsonl'), `${JSON.stringify(event)}\n`);
  makeJob(makeRun(workspace, 'waiting', 1));
  for (const name of ['sbatch', 'squeue', 'scontrol', 'scancel']) copyFileSync(program, path.join(workspace, name));
}

/** A run that has not begun. */
function makeRun(workspace, id, createdAt) {
  const run = path.join(workspace, '.distillery', 'runs', id);
  mkdirSync(run, { recursive: true });
  const config = { name: id, data: { set: 'mnist' }, student: { model: { preset: 'mlp' } } };
  const configPath = path.join(workspace, 'quick.distill.yaml');
  const manifest = { formatVersion: 1, id, name: id, createdAt, config, configPath };
  writeFileSync(path.join(run, 'run.json'), JSON.stringify(manifest));
  return run;
}

/** The job of a run that waits at the user's cluster, as when the workspace was trusted before. */
function makeJob(run) {
  const job = {
    launcher: 'slurm',
    profile: 'ours',
    id: '7',
    name: 'waiting.1-0000',
    attempt: 1,
    host: 'here',
    submittedAt: 1,
  };
  writeFileSync(path.join(run, 'job.json'), JSON.stringify({ ...job, folderId: String(statSync(run).ino) }));
}

/** Runs the suite. Throws a sentence when the window, the host or the browser cannot be had. */
export function runRestrictedSuite(folder) {
  const report = path.join(folder, 'restricted.json');
  return runInWindows({
    folder,
    name: 'restricted',
    prepare: ({ workspace }) => {
      prepareClone(workspace);
      return {
        env: {
          DISTILLERY_TEST_RESULTS: report,
          PATH: `${path.join(workspace, 'bin')}${path.delimiter}${process.env.PATH ?? ''}`,
        },
        userSettings: { ...userSettings, 'distillery.profiles': { ours: { launcher: 'slurm', bin: workspace } } },
      };
    },
    use: async ({ open, run }) => run(await open(), report),
  });
}
