import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { softnessOf } from '../../../src/panel/preview/describe';
import { checkConfigText, presentTeacher } from '../../../src/running';
import { cacheFolder, readEvents, readProgress, runsFolder, type RunInputs } from '../../../src/runs';
import { makeSmallRun, runAttempt, writeSmallData } from '../trainer/small-run';
import { removeWorkspace } from '../../remove-workspace';

const bundle = path.resolve('dist/distillery.js');
const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Writes the same images half as bright: a teacher answers for them nearly as before. */
function dimImages(from: string, to: string): void {
  cpSync(from, to, { recursive: true });
  for (const name of ['train-images-idx3-ubyte', 't10k-images-idx3-ubyte']) {
    const bytes = readFileSync(path.join(from, name));
    writeFileSync(
      path.join(to, name),
      bytes.map((value, index) => (index < 16 ? value : value >> 1)),
    );
  }
}

/** Outputs that a weak model tells apart. */
const known = 3;

/**
 * Weakens a tfjs model of ten classes: its logits are a millionth, so that all classes are nearly as likely, and it never chooses
 * one of the last seven.
 */
function weaken(folder: string): void {
  const { weightsManifest } = JSON.parse(readFileSync(path.join(folder, 'model.json'), 'utf8')) as {
    weightsManifest: { weights: { name: string; shape: number[] }[] }[];
  };
  const file = path.join(folder, 'weights.bin');
  const bytes = new Uint8Array(readFileSync(file));
  const values = new Float32Array(bytes.buffer);
  let start = 0;
  for (const { shape } of weightsManifest.flatMap(({ weights }) => weights)) {
    const length = shape.reduce((product, side) => product * side, 1);
    const isBias = shape.length === 1;
    if (shape.at(-1) === 10) {
      for (let at = start; at < start + length; at += 1) {
        const isKnown = (at - start) % 10 < known;
        values[at] = isKnown ? (values[at] ?? 0) * 1e-6 : isBias ? -1e-3 : 0;
      }
    }
    start += length;
  }
  writeFileSync(file, bytes);
}

const config = `name: small
data: { format: mnist, validation: 100 }
teacher: { model: { preset: file, path: teacher/model.json } }
student: { model: { preset: mlp, hidden: [32] } }
temperature: 2
train: { epochs: 1, batchSize: 64, threads: 1, optimizer: { learningRate: 0.01 } }
`;

describe('the inputs of runs, on the command line', function () {
  this.timeout(120_000);
  let workspace: string;
  let data: string;
  let dimmed: string;

  const distillery = (words: readonly string[], from = data): { code: number | null; out: string; err: string } => {
    const env = { ...process.env, DISTILLERY_DATA: from, DISTILLERY_CHANGED_INPUTS: '1' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], {
      ...{ cwd: workspace, encoding: 'utf8', env },
    });
    return { code: status, out: stdout, err: stderr };
  };
  const run = (words: readonly string[] = [], from = data): string => {
    const before = new Set(readdirSync(runsFolder(workspace)));
    const { code, err } = distillery(['run', 'small.distill.yaml', ...words], from);
    assert.equal(code, 0, err);
    return readdirSync(runsFolder(workspace)).find((id) => !before.has(id)) ?? assert.fail(err);
  };
  const inputsOf = async (id: string): Promise<RunInputs> =>
    (await readProgress(path.join(runsFolder(workspace), id))).inputs ?? assert.fail(id);
  const entropyAtOne = (words: readonly string[] = [], from = data): number | undefined => {
    const { code, out, err } = distillery(['preview', 'small.distill.yaml', '--json', ...words], from);
    assert.equal(code, 0, err);
    const { softTargets } = JSON.parse(out) as {
      softTargets: { targets: { temperature: number; entropy: number }[] }[];
    };
    return softTargets[0]?.targets.find(({ temperature }) => temperature === 1)?.entropy;
  };
  /** Performs a command that trains, and asks it to stop after its first epoch. Gives the exit code. */
  const interrupted = async (
    words: readonly string[],
    from: string,
    isUnderWay = (): boolean => true,
  ): Promise<number | null> => {
    const env = { ...process.env, DISTILLERY_DATA: from };
    const child = spawn(process.execPath, [bundle, ...words], { cwd: workspace, env });
    let [printed, isInterrupted] = ['', false];
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => {
      if (isInterrupted) return;
      printed += chunk.toString('utf8');
      isInterrupted = /student +epoch/.test(printed) && isUnderWay();
      if (isInterrupted) child.kill('SIGINT');
    });
    return new Promise((resolve) => child.on('close', resolve));
  };
  /** Entropy at T = 1 in the editor's preview. */
  const shownEntropyAtOne = async (): Promise<number | undefined> => {
    process.env['DISTILLERY_DATA'] = data;
    const file = path.join(workspace, 'small.distill.yaml');
    const text = readFileSync(file, 'utf8');
    const checked = await checkConfigText({ file, text, workspace, allowedFolders: [], runs: [] });
    delete process.env['DISTILLERY_DATA'];
    assert.ok(checked.config);
    const isPresent = presentTeacher(checked.facts?.identity, checked);
    const [softness] = await softnessOf(checked.config, cacheFolder(workspace), isPresent);
    return softness?.rows.find(({ temperature }) => temperature === 1)?.entropy;
  };
  const teacherFile = (name: string): string => path.join(workspace, 'teacher', name);
  /** Puts a model in the place of the teacher. */
  const place = (from: string): void => cpSync(from, path.join(workspace, 'teacher'), { recursive: true });

  let good: string;
  let bad: string;
  before(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-inputs-'));
    [data, dimmed, good, bad] = ['data', 'dimmed', 'good', 'bad'].map((name) => path.join(workspace, name)) as [
      ...[string, string, string, string],
    ];
    mkdirSync(data);
    mkdirSync(runsFolder(workspace), { recursive: true });
    writeSmallData(data);
    dimImages(data, dimmed);
    const trained = makeSmallRun(path.join(workspace, 'models'), 'good', { cache: 'cache' });
    assert.equal((await runAttempt(trained, { data })).code, 0);
    cpSync(path.join(trained, 'student'), good, { recursive: true });
    cpSync(good, bad, { recursive: true });
    // Better than chance, or no run would begin; most answers are wrong, and the entropy is ln 10.
    weaken(bad);
    writeFileSync(path.join(workspace, 'small.distill.yaml'), config);
    place(bad);
  });
  after(() => removeWorkspace(workspace));

  const ofBad = { id: '' };
  it('are recorded with the SHA-256 of each file, as sha256sum gives it, and are in every export', async () => {
    ofBad.id = run();
    const { teachers = [], train, test } = await inputsOf(ofBad.id);
    assert.deepEqual(teachers, [
      {
        name: 'teacher',
        files: ['model.json', 'weights.bin'].map((name) => ({
          ...{ path: `teacher/${name}`, sha256: sha256(teacherFile(name)) },
        })),
      },
    ]);
    assert.deepEqual([train?.count, test?.count], [800, 200]);
    const weights = sha256(teacherFile('weights.bin'));
    for (const format of ['html', 'csv', 'json']) {
      const { out } = distillery(['export', ofBad.id, '--format', format]);
      for (const hash of [weights, train?.sha256 ?? 'no hash']) assert.ok(out.includes(hash), `${format} has ${hash}`);
    }
    const shown = distillery(['show', ofBad.id]).out;
    assert.match(shown, new RegExp(`^teacher, teacher/weights\\.bin +${weights}$`, 'm'));
    assert.match(shown, /^teacher, key in the cache +[0-9a-f]{64}$/m);
    const student = path.join(runsFolder(workspace), ofBad.id, 'student', 'metrics.json');
    assert.ok(readFileSync(student, 'utf8').includes(weights));
  });

  it('are compared by their content where no setting differs', () => {
    const other = run([], dimmed);
    const { out } = distillery(['compare', ofBad.id, other]);
    assert.match(out, /^data: train +[0-9a-f]{8} +[0-9a-f]{8}$/m);
    assert.match(out, /^data: test +[0-9a-f]{8} +[0-9a-f]{8}$/m);
    assert.match(out, /^warning: the test data differ/m);
    assert.doesNotMatch(out, /^(labels|teacher,)/m);
    const { inputs } = JSON.parse(distillery(['compare', ofBad.id, other, '--json']).out) as {
      inputs: { input: string; values: string[] }[];
    };
    assert.deepEqual(
      inputs.map(({ input }) => input),
      ['data: train', 'data: validation', 'data: test'],
    );
  });

  it('decide what a config is warned of: a weak teacher is none once its file was replaced', () => {
    run(['--set', 'teacher=null', '--set', 'loss.soft=0', '--set', 'loss.hard=1']);
    const validate = (from?: string): string => distillery(['validate', 'small.distill.yaml'], from).err;
    assert.match(validate(), /there is nothing to learn from it/);
    assert.doesNotMatch(validate(dimmed), /nothing to learn/, 'other data');
    place(good);
    assert.doesNotMatch(validate(), /nothing to learn/, 'another file');
    place(bad);
    assert.match(validate(), /there is nothing to learn from it/);
  });

  it('decide which soft targets a preview shows: those of the present content of the file and the data', async () => {
    place(bad);
    assert.ok(Math.abs((entropyAtOne() ?? 0) - Math.log(10)) < 1e-4, String(entropyAtOne()));
    place(good);
    assert.equal(entropyAtOne(), undefined, 'no run has asked the new file');
    assert.equal(await shownEntropyAtOne(), undefined);
    const ofGood = run();
    const soft = entropyAtOne() ?? Infinity;
    assert.ok(soft < 1.5, String(soft));
    assert.ok(Math.abs(((await shownEntropyAtOne()) ?? 0) - soft) < 1e-3);
    assert.equal(entropyAtOne([], dimmed), undefined, 'of other data nothing is kept');
    const { out } = distillery(['compare', ofBad.id, ofGood]);
    assert.match(out, /^teacher, teacher\/weights\.bin +[0-9a-f]{8} +[0-9a-f]{8}$/m);
    assert.doesNotMatch(out, /^(data: |labels|teacher, teacher\/model)/m);
    place(bad);
    assert.ok(Math.abs((entropyAtOne() ?? 0) - Math.log(10)) < 1e-4, String(entropyAtOne()));
  });

  it('are those of another run’s student too', () => {
    const taught = run([
      '--set',
      'teacher=null',
      '--set',
      'loss.soft=0',
      '--set',
      'loss.hard=1',
      '--set',
      'train.epochs=4',
    ]);
    const model = ['--set', `teacher.model={ preset: run, run: ${taught} }`];
    run(model);
    assert.ok(entropyAtOne(model) !== undefined);
    const weights = path.join(runsFolder(workspace), taught, 'student', 'weights.bin');
    const bytes = readFileSync(weights);
    writeFileSync(weights, new Uint8Array(bytes.length));
    assert.equal(entropyAtOne(model), undefined);
    writeFileSync(weights, bytes);
  });

  it('refuse to go on with changed data, naming both hashes, and go on with it knowingly', async () => {
    const long = ['small.distill.yaml', '--set', 'train.epochs=2000', '--set', 'name=long'];
    assert.equal(await interrupted(['run', ...long], data), 130);
    const id = readdirSync(runsFolder(workspace)).find((one) => one.includes('-long-')) ?? assert.fail();
    const folder = path.join(runsFolder(workspace), id);
    const { train: before } = await inputsOf(id);
    const checkpoint = sha256(path.join(folder, 'checkpoints', 'last.weights'));
    const refused = distillery(['resume', id], dimmed);
    assert.equal(refused.code, 1, refused.err);
    const failure = readEvents(folder).events.at(-1);
    assert.equal(failure?.type, 'failed');
    const [change] = failure.changes ?? [];
    assert.deepEqual([change?.input, change?.before], ['data: train', before?.sha256]);
    const [from, to] = [before?.sha256, change?.after].map((hash) => hash?.slice(0, 8) ?? 'none');
    assert.ok(refused.err.includes(`data: train ${from} → ${to}`), refused.err);
    assert.match(refused.err, /resume the run with --changed-inputs/);
    assert.equal(sha256(path.join(folder, 'checkpoints', 'last.weights')), checkpoint);
    assert.ok(readEvents(folder).events.every((event) => event.attempt === 1 || event.type !== 'step'));

    const hasGoneOn = (): boolean =>
      readEvents(folder).events.some((event) => event.type === 'step' && event.attempt === 3);
    assert.equal(await interrupted(['resume', id, '--changed-inputs'], dimmed, hasGoneOn), 130);
    const { events } = readEvents(folder);
    assert.ok(hasGoneOn());
    const notices = events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
    assert.ok(notices.some((message) => /^goes on with changed inputs, as it was asked to: data: train/.test(message)));
    const changed = `data: train ${from} → ${to}`;
    assert.ok(distillery(['show', id]).out.includes(changed));
    assert.ok(distillery(['export', id, '--format', 'html']).out.includes(changed));
    const { out } = distillery(['compare', id, ofBad.id]);
    assert.ok(out.includes(`warning: the inputs of ${id} changed between its attempts: ${changed}`), out);
    assert.equal((await inputsOf(id)).train?.sha256, change?.after);
  });
});
