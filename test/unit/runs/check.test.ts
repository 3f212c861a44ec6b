import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { formatCheck } from '../../../src/cli/commands/runs/check';
import { configSchema } from '../../../src/config/schema/schema';
import {
  checkRun,
  createRun,
  describeMachine,
  EvaluationWriter,
  folderIdOf,
  openEventWriter,
  processStartTime,
  readEvents,
  runsFolder,
  writeWeightsFile,
} from '../../../src/runs';

const config = configSchema.parse({
  name: 'a',
  data: { set: 'mnist' },
  student: { model: { preset: 'mlp', hidden: [4] } },
});

describe('checking a run folder', () => {
  let workspace: string;
  let folder: string;
  beforeEach(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-check-'));
    const run = { folder: runsFolder(workspace), configText: 'name: a\n', configPath: '/a.distill.yaml', config };
    ({ folder } = await createRun(run));
    const writer = openEventWriter(folder, 1);
    for (const message of ['one', 'two', 'three']) writer.write({ type: 'notice', message });
    writer.close();
    for (const name of ['last', 'previous', 'best']) writeCheckpoint(name, path.basename(folder));
  });
  afterEach(() => rmSync(workspace, { recursive: true, force: true }));

  const at = (...names: string[]): string => path.join(folder, ...names);
  function writeCheckpoint(name: string, identity: string): void {
    mkdirSync(at('checkpoints'), { recursive: true });
    writeWeightsFile(at('checkpoints', `${name}.weights`), {
      header: { identity, step: 1 },
      arrays: [Float32Array.of(1, 2)],
    });
  }
  const damage = (file: string): void => {
    const bytes = readFileSync(file);
    bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
    writeFileSync(file, bytes);
  };

  it('finds nothing in a whole one', async () => {
    assert.deepEqual((await checkRun(folder, 'look')).findings, []);
    assert.match(formatCheck(await checkRun(folder, 'look')), /: nothing is wrong$/);
  });

  const damages: readonly [string, () => void, file: string, message: RegExp, repaired?: RegExp][] = [
    ['a torn manifest', () => writeFileSync(at('run.json'), '{ "id'), 'run.json', /cannot be resumed/],
    [
      'a config copy that was edited',
      () => appendFileSync(at('config.distill.yaml'), 'x'),
      'config.distill.yaml',
      /not the text that the run began with/,
    ],
    [
      'a torn last line',
      () => appendFileSync(at('events.jsonl'), '{"type":"no'),
      'events.jsonl',
      /last line is not ended: 11 bytes/,
      /these 11 bytes of no event were cut off/,
    ],
    [
      'bad lines',
      () => appendFileSync(at('events.jsonl'), 'x\n\u0000\n'),
      'events.jsonl',
      /lines 4, 5 cannot be read and are passed over/,
    ],
    [
      'a line that is missing',
      () => {
        const lines = readFileSync(at('events.jsonl'), 'utf8').split('\n');
        writeFileSync(at('events.jsonl'), [lines[0], ...lines.slice(2)].join('\n'));
        rmSync(at('events.index'));
      },
      'events.jsonl',
      /1 of its events are missing/,
    ],
    [
      'a line that is there twice',
      () => {
        const lines = readFileSync(at('events.jsonl'), 'utf8').split('\n');
        appendFileSync(at('events.jsonl'), `${lines[1]}\n`);
      },
      'events.jsonl',
      /1 of its lines have a number that was there before/,
    ],
    [
      'a damaged index',
      () => damage(at('events.index')),
      'events.index',
      /the index fits the first 0 of \d+ bytes/,
      /made again from the log/,
    ],
    [
      'a damaged checkpoint',
      () => damage(at('checkpoints', 'last.weights')),
      'checkpoints/last.weights',
      /its checksum is wrong; the run goes on from the checkpoint before it/,
    ],
    [
      'the checkpoint of another run',
      () => writeCheckpoint('best', 'another'),
      'checkpoints/best.weights',
      /belongs to another run; the best epoch is sought anew/,
    ],
    [
      'a request that is stale',
      () => writeFileSync(at('requests', 'stop'), 'old'),
      'requests/stop',
      /asks an attempt to stop that is over/,
      /the request was removed/,
    ],
    [
      'an unfinished file',
      () => writeFileSync(at('checkpoints', 'last.weights.999999999.part'), 'x'),
      'checkpoints/last.weights.999999999.part',
      /its writer ended before it was whole/,
      /the unfinished file was removed/,
    ],
    ['a torn owner', () => writeFileSync(at('owner.json'), '{'), 'owner.json', /not known whether the run is alive/],
    ['a torn exit', () => writeFileSync(at('exit.json'), ''), 'exit.json', /not known how the trainer ended/],
    [
      'a damaged index of evaluations',
      () => {
        mkdirSync(at('evaluations'));
        writeFileSync(at('evaluations', 'index.json'), '{}');
      },
      'evaluations/index.json',
      /is damaged/,
    ],
    [
      'a student whose weights are cut off',
      () => {
        mkdirSync(at('student'));
        const weights = [{ name: 'w', shape: [2, 3], dtype: 'float32' }];
        writeFileSync(at('student', 'model.json'), JSON.stringify({ weightsManifest: [{ weights }] }));
        writeFileSync(at('student', 'weights.bin'), Buffer.alloc(20));
      },
      'student/model.json',
      /it promises 24 bytes of weights, and weights\.bin has 20/,
    ],
  ];
  for (const [name, harm, file, message, repaired] of damages) {
    it(`finds ${name}${repaired === undefined ? '' : ' and repairs it'}`, async () => {
      harm();
      const found = (await checkRun(folder, 'look')).findings;
      assert.deepEqual(
        found.map((finding) => finding.file),
        [file],
      );
      assert.match(found[0]?.message ?? '', message);
      assert.equal(found[0]?.isRepairable, repaired !== undefined);
      const events = readEvents(folder).events.length;
      const mended = (await checkRun(folder, 'repair')).findings;
      if (repaired === undefined) assert.equal(mended[0]?.repaired, undefined);
      else assert.match(mended[0]?.repaired ?? '', repaired);
      assert.equal(readEvents(folder).events.length, events, 'no event is lost');
      const left = (await checkRun(folder, 'look')).findings;
      assert.equal(left.length, repaired === undefined ? 1 : 0);
    });
  }

  it('finds an index of evaluations that counts other examples than its arrays have', async () => {
    const writer = new EvaluationWriter({ runFolder: folder, cacheFolder: path.join(workspace, 'cache'), classes: 2 });
    const logits = Float32Array.of(1, 2, 3, 4);
    writer.putSplit('test', { labels: Int32Array.of(0, 1), teachers: [{ name: 'a', logits }] });
    writer.putStudent({ checkpoints: ['best'], split: 'test', step: 1, epoch: 1, logits: logits.slice().reverse() });
    assert.deepEqual((await checkRun(folder, 'look')).findings, []);
    const index = readFileSync(at('evaluations', 'index.json'), 'utf8');
    writeFileSync(at('evaluations', 'index.json'), index.replace('"count": 2', '"count": 3'));
    const { findings } = await checkRun(folder, 'look');
    const wrong = findings.map(({ file, message }) => `${file.replace(/-[0-9a-f]{12}/, '')} ${message}`);
    assert.equal(wrong.length, 3);
    assert.match(wrong[0] ?? '', /^evaluations\/labels-test\.npy .* holds no 3 labels$/);
    assert.match(wrong[1] ?? '', /^evaluations\/teacher-test\.npy .* has the shape 2×2, not 3×2$/);
    assert.match(wrong[2] ?? '', /^evaluations\/student-test-epoch-1\.npy .* has the shape 2×2, not 3×2$/);
  });

  it('makes the last line whole again where only its newline was missing', async () => {
    const bytes = readFileSync(at('events.jsonl'));
    writeFileSync(at('events.jsonl'), bytes.subarray(0, -1));
    await checkRun(folder, 'repair');
    assert.deepEqual(readFileSync(at('events.jsonl')), bytes);
  });

  it('repairs nothing of a run that is alive', async () => {
    const startTime = processStartTime(process.pid) ?? '';
    const ids = { pid: process.pid, trainerPid: process.pid, startTime, trainerStartTime: startTime };
    writeFileSync(
      at('owner.json'),
      JSON.stringify({ ...ids, ...describeMachine(), token: 't', attempt: 1, folderId: folderIdOf(folder) }),
    );
    writeFileSync(at('requests', 'stop'), 'old');
    const checked = await checkRun(folder, 'repair');
    assert.match(checked.refusal ?? '', /the run is alive; stop it before repairing it/);
    assert.match(formatCheck(checked), /nothing was repaired: the run is alive/);
    assert.ok(existsSync(at('requests', 'stop')));
  });
});
