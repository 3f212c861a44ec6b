import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatRun } from '../../../../src/cli/tables/run-details';
import { formatList } from '../../../../src/cli/tables/run-list';
import { OptunaJournal } from '../../../../src/coordinator/optuna/optuna-journal';
import type { OptunaTrial } from '../../../../src/coordinator/optuna/optuna-lines';
import { attachTo, cancelJob, stateOfJob } from '../../../../src/launchers/jobs/job-launcher';
import { JobWatch } from '../../../../src/launchers/jobs/look-at-jobs';
import type { Launcher } from '../../../../src/launchers/launcher';
import {
  checkRun,
  describeMachine,
  folderIdOf,
  readJob,
  readJobState,
  RunCatalogue,
  store,
  type Job,
} from '../../../../src/runs';
import { spaceOf } from '../../../../src/config';
import { forgeJson } from '../forge-json';
import { inFolder } from '../in-folder';
import type { Target } from '../target';

/** In place of the number of the run folder, which each input has another of. */
const ownFolder = 'the number of the folder';

const manifest = {
  ...{
    formatVersion: 1,
    id: 'run',
    name: 'a',
    createdAt: 1,
    config: {},
    configPath: '/a.distill.yaml',
    configHash: '',
  },
  launcher: { name: 'slurm', profile: 'gpu' },
};
const job = {
  ...{ launcher: 'slurm', profile: 'gpu', id: '12', name: 'run.1-0000', attempt: 1, folderId: ownFolder },
  ...{ host: describeMachine().host, submittedAt: 1 },
};
const state = { id: '12', kind: 'running', node: 'node7', endsAt: 9e12, restarts: 1, at: 1 };
const files = { 'run.json': manifest, 'job.json': job, 'job-state.json': state };
type JobFiles = Readonly<Partial<Record<keyof typeof files, unknown>>>;

/** A run at a cluster: its job and the last word about that, which a clone may bring. */
export function jobFilesTarget(): Target {
  const runs = path.join(inFolder(), '.distillery', 'runs');
  const folder = path.join(runs, 'run');
  const check = async (input: Buffer): Promise<void> => {
    rmSync(runs, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, value] of Object.entries(filesIn(input))) {
      const text = typeof value === 'string' ? value : JSON.stringify(value ?? null);
      writeFileSync(path.join(folder, name), text.replaceAll(ownFolder, folderIdOf(folder)));
    }
    const all = await new RunCatalogue(runs).list();
    assert.equal(all.length, 1);
    assert.ok(formatList(all).includes('run') && all.every((run) => formatRun(run).includes('run')));
    await checkRun(folder, 'look');
    const handle = attachTo('slurm', folder);
    if (handle !== undefined) assert.ok(stateOfJob(handle).kind !== 'suspended');
    await look(folder);
    await inWords(() =>
      cancelJob({ launcher: 'slurm', folder }, { when: 'now', profiles: {} }, () => Promise.resolve()),
    );
  };
  const whole = Buffer.from(JSON.stringify(files));
  const withJob = (more: object): string => JSON.stringify({ ...files, 'job.json': { ...job, ...more } });
  return {
    ...{ name: 'the job of a run at a cluster', corpus: [whole], check, inputs: 60 },
    forge: (_, generator) => {
      const hints = [
        ownFolder,
        '',
        'queued',
        'ended',
        'unreachable',
        'failed',
        'cancelled',
        8.64e15,
        2 ** 48,
        '\u001b]52;c;x\u0007',
      ];
      const forged = forgeJson([job, state], generator, hints);
      const [own, last] = Array.isArray(forged) ? (forged as unknown[]) : [forged, forged];
      return Buffer.from(JSON.stringify({ ...files, 'job.json': own ?? null, 'job-state.json': last ?? null }));
    },
    worst: {
      'a long name': [1 << 15, (length) => withJob({ name: 'x'.repeat(length) })],
      'unknown fields': [
        1 << 15,
        (length) => withJob(Object.fromEntries(Array.from({ length: length / 16 }, (_, at) => [`k${at}`, 1]))),
      ],
      'a reason of lines': [
        1 << 15,
        (length) =>
          JSON.stringify({
            ...files,
            'job-state.json': { ...state, kind: 'queued', reason: '\n '.repeat(length / 4) },
          }),
      ],
    },
  };
}

/** Looks at a run's job by a cluster that says what it said before, and by one that is away. */
async function look(folder: string): Promise<void> {
  const before = readJob(folder);
  const asBefore = {
    look: (jobs: readonly { readonly job: Job }[]) =>
      Promise.resolve(jobs.map(({ job: { id } }) => ({ id, kind: 'running' as const }))),
  };
  const away = { look: () => Promise.reject(new Error('it does not answer')) };
  for (const launcher of [asBefore, away]) {
    const watch = new JobWatch(() => launcher as unknown as Launcher, { now: () => 1e12, claim: () => true });
    await watch.look([{ folder, status: 'lost' }], { gpu: { launcher: 'slurm' } });
    const after = readJob(folder);
    assert.equal(after === undefined, before === undefined);
    if (after !== undefined) assert.ok(readJobState(folder, after) !== undefined, 'it is read again');
  }
}

/** Damaged bytes are no such input: then they are the job. */
function filesIn(input: Buffer): JobFiles {
  try {
    const value = JSON.parse(input.toString('utf8')) as unknown;
    if (typeof value === 'object' && value !== null && 'job.json' in value && 'run.json' in value) return value;
  } catch {
    // The bytes are the job.
  }
  return { ...files, 'job.json': input.toString('latin1') };
}

async function inWords(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    const isSentence = error instanceof Error && !(error instanceof TypeError) && !(error instanceof RangeError);
    if (!isSentence || error instanceof assert.AssertionError || error.message.length < 12) throw error;
  }
}

const study = {
  ...{ name: 'a', direction: 'max' as const },
  parameters: () => spaceOf({ over: { 'temperature.value': [1, 2, 4] } }),
};
const trialOf = (value: number, trial: OptunaTrial['state']): OptunaTrial => ({
  ...{ values: [value], state: trial, value: trial === 'complete' ? 0.5 : undefined },
  ...{ curve: () => [0.25, 0.5], runs: [`run-${value}`], startedAt: 1 },
});
const points = [trialOf(1, 'complete'), trialOf(2, 'running'), trialOf(4, 'waiting')];

/** The journal of a sweep, into which other programs write too. */
export function journalTarget(): Target {
  const folder = path.join(inFolder(), '.distillery', 'runs', 'sweep');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'optuna-journal.log');
  new OptunaJournal(folder, study).update(points);
  const whole = store.read(file);
  const note = Buffer.from(
    `${JSON.stringify({ op_code: 8, worker_id: 'dashboard', trial_id: 0, user_attr: { note: 'é' } })}\n`,
  );
  const check = (bytes: Buffer): void => {
    writeFileSync(file, bytes);
    new OptunaJournal(folder, study).update(points);
    const once = store.read(file);
    const kept = bytes.subarray(0, bytes.lastIndexOf(10) + 1);
    assert.ok(once.subarray(0, kept.length).equals(kept), 'whole lines of others stay');
    const added = once
      .subarray(kept.length)
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '');
    assert.ok(added.every((line) => typeof JSON.parse(line) === 'object'));
    new OptunaJournal(folder, study).update(points);
    assert.ok(store.read(file).equals(once), 'what is there is added no second time');
  };
  const lines = (length: number, each: number, lineAt: (at: number) => object): string =>
    Array.from({ length: length / each }, (_, at) => `${JSON.stringify(lineAt(at))}\n`).join('');
  const creation = (at: number): object => ({ op_code: 4, state: 4, user_attrs: { point: at } });
  return {
    ...{ name: 'the journal of a sweep', corpus: [whole, Buffer.concat([note, whole, note])], check, inputs: 100 },
    forge: (original, generator) => {
      const values = original
        .toString('utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown);
      const forged = forgeJson(values, generator, [0, 1, 2, 3, 4, 6, 7, { point: 1 }, { point: 1e9 }, 'a']);
      return Buffer.from(
        [forged]
          .flat()
          .map((line) => `${JSON.stringify(line ?? null)}\n`)
          .join(''),
      );
    },
    worst: {
      'trials that begin and end': [
        1 << 16,
        (length) => {
          const count = length / 150;
          const changes = lines(length, 150, (at) => ({ op_code: 6, trial_id: at, state: 0 }));
          return `${lines(length, 150, creation)}${changes}${lines(length, 150, (at) => ({ op_code: 6, trial_id: count - at, state: 1 }))}`;
        },
      ],
      'trials of one point': [1 << 16, (length) => lines(length, 60, () => creation(0))],
      'results of one trial': [
        1 << 16,
        (length) => lines(length, 60, (at) => ({ op_code: 7, trial_id: 0, step: at, intermediate_value: 1 })),
      ],
      studies: [1 << 16, (length) => lines(length, 30, () => ({ op_code: 0, study_name: 'a' }))],
      'one line': [1 << 16, (length) => 'x'.repeat(length)],
      'empty lines': [1 << 16, (length) => '\n'.repeat(length)],
      'brackets that open': [1 << 16, (length) => `${'['.repeat(1000)}\n`.repeat(length / 1001)],
    },
  };
}
