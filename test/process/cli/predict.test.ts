import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as onnxRuntime from 'onnxruntime-node';
import { decodeNpy, encodeNpy, readStudentFacts, readEvaluationIndex } from '../../../src/runs';
import { writeSmallData } from '../trainer/small-run';
import { removeWorkspace } from '../../remove-workspace';

const bundle = path.resolve('dist/distillery.js');
const root = mkdtempSync(path.join(tmpdir(), 'distillery-predict-'));
const config = `name: small
data: { format: idx, path: data, validation: 100, classes: [nil, one, two, three, four, five, six, seven, eight, nine] }
teacher:
  model: { preset: mlp, hidden: [16] }
  train: { epochs: 1, batchSize: 64 }
student: { model: { preset: mlp, hidden: [16] } }
train: { epochs: 2, batchSize: 64, threads: 1 }
`;

function distillery(...words: readonly string[]): {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
} {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bundle, ...words], { cwd: root, encoding: 'utf8' });
  return { status, out: stdout, err: stderr };
}

describe('the student of a run', function () {
  this.timeout(60_000);
  let run = '';
  let folder = '';
  before(() => {
    mkdirSync(path.join(root, 'data'));
    writeSmallData(path.join(root, 'data'));
    writeFileSync(path.join(root, 'package.json'), '{}');
    writeFileSync(path.join(root, 'small.distill.yaml'), config);
    const { status, err } = distillery('run', 'small.distill.yaml');
    assert.equal(status, 0, err);
    [run = ''] = readdirSync(path.join(root, '.distillery/runs'));
    folder = path.join(root, '.distillery/runs', run);
    const images = readFileSync(path.join(root, 'data/t10k-images-idx3-ubyte')).subarray(16);
    const values = Float32Array.from(images, (byte) => byte / 255);
    writeFileSync(path.join(root, 'test.npy'), encodeNpy({ shape: [200, 20, 20, 1], values }));
  });
  after(() => removeWorkspace(root));

  /** Classes of the test examples by the run's own evaluation. */
  function kept(): string[] {
    const index = readEvaluationIndex(folder);
    const best = index?.evaluations.find(({ split, checkpoint }) => split === 'test' && checkpoint === 'best');
    assert.ok(index !== undefined && best !== undefined);
    const { values } = decodeNpy(readFileSync(path.join(folder, 'evaluations', best.logits.name)), best.logits.name);
    return Array.from({ length: 200 }, (_, example) => {
      const logits = [...values.subarray(example * 10, example * 10 + 10)];
      return index.classNames?.[logits.indexOf(Math.max(...logits))] ?? '';
    });
  }

  it('has its classes, range and shape beside it, and the same in its ONNX file', async () => {
    const about = readStudentFacts(folder);
    assert.deepEqual(
      [about.run, about.input, about.classes[1]],
      [run, { name: 'images', shape: [20, 20, 1], range: [0, 1] }, { name: 'one', label: 1 }],
    );
    assert.match(readFileSync(path.join(folder, 'student/labels.txt'), 'utf8'), /^nil\none\n(\w+\n){7}nine\n$/);
    const model = readFileSync(path.join(folder, 'student/student.onnx')).toString('latin1');
    assert.ok(model.includes(JSON.stringify(about.classes)) && model.includes(JSON.stringify(about.input)));
    await (await onnxRuntime.InferenceSession.create(path.join(folder, 'student/student.onnx'))).release();
  });

  it('gives all test examples the classes that its run evaluated', () => {
    const { status, out, err } = distillery('predict', run, 'test.npy', '--json');
    assert.equal(status, 0, err);
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { classes: { name: string }[] });
    assert.deepEqual(
      answers.map(({ classes }) => classes[0]?.name),
      kept(),
    );
    const { out: text } = distillery('predict', run, 'test.npy', '--top', '1');
    assert.match(text, /^test\.npy\[0\]: \w+ [\d.]+ %\n/);
  });

  it('is used by the program for Node as it is printed', async () => {
    const { out } = distillery('use', run);
    const [, code = ''] = /^Node .*\n\n([^]*?)\n\n\nThe browser/m.exec(out) ?? [];
    symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'), 'junction');
    const file = path.join(root, 'use.mjs');
    writeFileSync(file, code.replaceAll('".distillery', `"${root.split(path.sep).join('/')}/.distillery`));
    const { classify } = (await import(pathToFileURL(file).href)) as {
      readonly classify: (numbers: Float32Array) => Promise<string>;
    };
    const { values } = decodeNpy(readFileSync(path.join(root, 'test.npy')), 'test.npy');
    const answers = [];
    for (let example = 0; example < 200; example += 1) {
      answers.push(await classify(values.slice(example * 400, example * 400 + 400)));
    }
    assert.deepEqual(answers, kept());
  });

  it('says which file it cannot take, and why', () => {
    writeFileSync(path.join(root, 'small.npy'), encodeNpy({ shape: [2, 3], values: new Float32Array(6) }));
    const cases: readonly [string, RegExp][] = [
      ['none.png', /^none\.png is not there\n$/],
      ['data', /^data is a folder; name the files in it\n$/],
      ['small.distill.yaml', /^small\.distill\.yaml is no jpeg, png, webp, bmp or gif\n$/],
      [
        'small.npy',
        /^small\.npy holds examples of 3 numbers, and the student takes 20 × 20 × 1; save them as \[examples, 20, 20, 1\]\n$/,
      ],
    ];
    for (const [file, expected] of cases) {
      const { status, err } = distillery('predict', run, file);
      assert.deepEqual([status, expected.test(err)], [1, true], err);
    }
    rmSync(path.join(folder, 'student/student.json'));
    assert.match(
      distillery('predict', run, 'test.npy').err,
      /was exported by an earlier version: student\/student\.json is missing; run the config again\n$/,
    );
  });
});
