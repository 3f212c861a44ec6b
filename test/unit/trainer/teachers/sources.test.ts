import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { configSchema, isDescribed } from '../../../../src/config';
import { allRows, gatherBatch, Generator, transferSet } from '../../../../src/data';
import { createEngine, exportOnnx, type Engine } from '../../../../src/engine';
import { buildModel, encodeLayersModel, type Model } from '../../../../src/models';
import type { NewEvent, RunManifest } from '../../../../src/runs';
import type { Context } from '../../../../src/trainer/context/context';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import { openNetwork, openStudent } from '../../../../src/trainer/networks/open-networks';
import { forwardProgram } from '../../../../src/trainer/step/step-program';
import { teacherFeeds, teacherInput } from '../../../../src/trainer/step/teacher-source';
import { trainStudent } from '../../../../src/trainer/student';
import { obtainTeacher } from '../../../../src/trainer/teachers/teacher';
import { classes, data } from '../synthetic';
import { recordInto } from '../recorded-events';

const mlp = { preset: 'mlp', hidden: [7] };
const architecture = configSchema.shape.student.parse({ model: mlp }).model;

describe('networks from files', function () {
  this.timeout(30_000);
  let workspace = '';
  let engine: Engine;
  let events: NewEvent[] = [];
  let expected: Float32Array;
  let count = 0;

  const build = (outputs: number): Model => {
    const generator = new Generator(5);
    if (!isDescribed(architecture)) throw new Error('a described network is wanted');
    return buildModel(architecture, {
      ...{ input: data.shape, classes: outputs, engine, prefix: `made${(count += 1)}` },
      nextNormal: () => generator.nextNormal(),
      nextUniform: () => generator.nextUniform(),
    });
  };
  const write = async (folder: string, outputs = classes): Promise<Model> => {
    const model = build(outputs);
    const files = await encodeLayersModel(model, (variable) => engine.read(variable));
    mkdirSync(path.join(workspace, folder), { recursive: true });
    writeFileSync(path.join(workspace, folder, 'model.json'), files.modelJson);
    writeFileSync(path.join(workspace, folder, 'weights.bin'), files.weights);
    const program = forwardProgram('student', model, { batchSize: 1, shape: data.shape, classes: outputs });
    writeFileSync(path.join(workspace, folder, 'network.onnx'), await exportOnnx(engine, program));
    return model;
  };

  before(async () => {
    workspace = mkdtempSync(path.join(tmpdir(), 'distillery-sources-'));
    ({ engine } = await createEngine({ preferred: 'onnx', threads: 1 }));
    const model = await write('models');
    await write('five', 5);
    await write('.distillery/runs/earlier/student');
    const forward = await engine.compile(
      forwardProgram('f', model, { batchSize: data.test.count, shape: data.shape, classes }),
    );
    expected = (await forward.run({ images: allRows(data.test, data.features) }))['logits'] ?? new Float32Array();
    const onnxBytes = readFileSync(path.join(workspace, 'models/network.onnx'));
    const changed = (name: string, change: (model: onnx.ModelProto) => void): void => {
      const made = onnx.ModelProto.decode(onnxBytes);
      change(made);
      writeFileSync(path.join(workspace, 'models', name), onnx.ModelProto.encode(made).finish());
    };
    const float: number = onnx.TensorProto.DataType.FLOAT;
    const initializers = onnx.ModelProto.decode(onnxBytes).graph?.initializer ?? [];
    const place = initializers.findIndex(({ dataType }) => dataType === float);
    const { name, dims, dataType, rawData } = onnx.TensorProto.create(initializers[place]);
    writeFileSync(path.join(workspace, 'models/weight.bin'), rawData);
    const replaced = (file: string, tensor: onnx.ITensorProto): void =>
      changed(file, ({ graph }) => graph?.initializer?.splice(place, 1, onnx.TensorProto.create(tensor)));
    const beside = (location: string): onnx.ITensorProto => ({
      ...{ name, dims, dataType, externalData: [{ key: 'location', value: location }] },
      dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
    });
    replaced('beside.onnx', beside('weight.bin'));
    replaced('escaping.onnx', beside('../../secret.bin'));
    replaced('absolute.onnx', beside('/etc/hostname'));
    const wrong = new Float32Array(rawData.length / 4).fill(Number.NaN);
    replaced('nan.onnx', { name, dims, dataType, rawData: new Uint8Array(wrong.buffer) });
    replaced('claims.onnx', { name, dims: [1e9, 1e9], dataType, rawData });
    changed('unknown.onnx', ({ graph }) => graph?.node?.forEach((node) => (node.opType &&= 'Fancy')));
    changed('long.onnx', ({ graph }) => {
      const last = graph?.node?.at(-1)?.output?.[0] ?? '';
      for (let index = 0; index < 200_000; index += 1) {
        graph?.node?.push(onnx.NodeProto.create({ opType: 'Fancy', input: [last], output: [`more${index}`] }));
      }
    });
    writeFileSync(path.join(workspace, 'models/cut.onnx'), onnxBytes.subarray(0, onnxBytes.length - 40));
    writeFileSync(path.join(workspace, 'models/empty.json'), '');
    const text = readFileSync(path.join(workspace, 'models/model.json'), 'utf8');
    writeFileSync(path.join(workspace, 'models/outside.json'), text.replace('weights.bin', '../../secret.bin'));
    writeFileSync(path.join(workspace, 'models/short.json'), text.replace('weights.bin', 'short.bin'));
    writeFileSync(path.join(workspace, 'models/short.bin'), new Uint8Array(12));
    symlinkSync(tmpdir(), path.join(workspace, 'models/link'));
    symlinkSync(__filename, path.join(workspace, 'models/elsewhere.json'));
  });
  after(async () => {
    await engine.dispose();
    rmSync(workspace, { recursive: true });
  });

  const contextFor = (written: object): Context => {
    const runFolder = path.join(workspace, '.distillery', 'runs', `run${(count += 1)}`);
    mkdirSync(runFolder, { recursive: true });
    const base = { name: 'a', data: { set: 'mnist' }, student: { model: mlp } };
    const config = configSchema.parse({ ...base, train: { epochs: 1, batchSize: 32 }, ...written });
    const manifest: RunManifest = {
      ...{ formatVersion: 1, id: 'run', name: 'a', createdAt: 1, config, configHash: '', versions: {} },
      configPath: path.join(workspace, 'a.distill.yaml'),
      cacheFolder: path.join(workspace, '.distillery', 'cache'),
    };
    writeFileSync(path.join(runFolder, 'run.json'), JSON.stringify(manifest));
    events = [];
    return {
      ...{ runFolder, manifest, data, engine, rejected: [], attempt: 1, transfer: transferSet(data, config.transfer) },
      events: recordInto(events),
      pause: () => Promise.resolve(),
    };
  };
  const teacherOf = async (model: object, name: string): ReturnType<typeof obtainTeacher> => {
    const context = contextFor({ teacher: { model } });
    const { teacher } = context.manifest.config;
    assert.ok(teacher);
    return obtainTeacher(context, teacher, await openNetwork(context, teacher.model), name);
  };

  const infer = async (model: Model, images: Float32Array): Promise<Float32Array> => {
    const program = forwardProgram('inference', model, { batchSize: 16, shape: data.shape, classes });
    const step = await engine.compile(program);
    const { logits } = await step.run({ images });
    step.dispose();
    return logits ?? new Float32Array();
  };

  const sources: [title: string, model: object][] = [
    ['a tfjs Layers model', { preset: 'file', path: 'models/model.json' }],
    ['an ONNX file', { preset: 'file', path: 'models/network.onnx' }],
    ['an ONNX file with weights beside it', { preset: 'file', path: 'models/beside.onnx' }],
    ["an earlier run's student", { preset: 'run', run: 'earlier' }],
  ];
  for (const [title, model] of sources) {
    it(`${title} is a teacher that answers as it did where it was made, also in the step`, async () => {
      const teacher = await teacherOf(model, `t${(count += 1)}`);
      assert.equal(teacher.logits.test.length, expected.length);
      expected.forEach((value, place) =>
        assert.ok(Math.abs(value - (teacher.logits.test[place] ?? Number.NaN)) < 1e-5),
      );
      const order = Int32Array.from({ length: 10 }, (_, index) => index);
      const batch = gatherBatch(data, data.test, order, 0, 16);
      const source = teacher.source(true);
      assert.notEqual(source.kind, 'cached');
      const sizes = { batchSize: 16, classes, epoch: 0 };
      const inStep =
        source.kind === 'graph'
          ? await infer(source.model, batch.images)
          : (await teacherFeeds([source], batch, sizes))[teacherInput(0)];
      assert.ok(inStep instanceof Float32Array);
      inStep
        .subarray(0, 10 * classes)
        .forEach((value, place) => assert.ok(Math.abs(value - (expected[place] ?? NaN)) < 1e-5));
      const said = events.filter((event) => event.type === 'evaluation').map(({ phase, split }) => `${phase} ${split}`);
      assert.deepEqual(said, ['teacher validation', 'teacher test']);
    });
  }

  for (const [title, model] of sources.filter(([name]) => name.startsWith('an ONNX file'))) {
    it(`${title} answers the same where the native ONNX Runtime cannot be loaded`, async () => {
      process.env['DISTILLERY_ONNX_RUNTIME'] = 'wasm';
      try {
        const { logits } = await teacherOf(model, `t${(count += 1)}`);
        assert.equal(logits.test.length, expected.length);
        expected.forEach((value, place) => assert.ok(Math.abs(value - (logits.test[place] ?? Number.NaN)) < 1e-5));
      } finally {
        delete process.env['DISTILLERY_ONNX_RUNTIME'];
      }
    });
  }

  it('its key is in the log, and its logits are kept under it', async () => {
    const context = contextFor({ teacher: { model: { preset: 'file', path: 'models/network.onnx' } } });
    const { teacher } = context.manifest.config;
    assert.ok(teacher);
    await obtainTeacher(context, teacher, await openNetwork(context, teacher.model));
    const logged = events.find((event) => event.type === 'teacher');
    assert.ok(logged);
    assert.equal(logged.name, 'teacher');
    assert.match(logged.key, /^[0-9a-f]{64}$/);
    readFileSync(path.join(workspace, '.distillery/cache/teachers', logged.key, 'train.npy'));
  });

  it('a student from a file starts from its weights', async () => {
    const still = { epochs: 1, batchSize: 90, optimizer: { name: 'sgd', learningRate: 1e-9 } };
    const context = contextFor({ student: { model: { preset: 'file', path: 'models/model.json' } }, train: still });
    await trainStudent(context, [], await openStudent(context, context.manifest.config.student.model));
    const test = events.findLast((event) => event.type === 'evaluation' && event.split === 'test');
    const errors = Array.from(data.test.labels).filter((label, row) => {
      const values = Array.from(expected.subarray(row * classes, (row + 1) * classes));
      return values.indexOf(Math.max(...values)) !== label;
    }).length;
    assert.equal(test?.type === 'evaluation' ? test.errors : undefined, errors);
  });

  const refused: [title: string, model: object, says: RegExp][] = [
    ['a file that is not there', { preset: 'file', path: 'models/none.json' }, /models\/none\.json is not there/],
    ['a path out of the workspace', { preset: 'file', path: '../x.json' }, /leads out of/],
    ['a link out of the workspace', { preset: 'file', path: 'models/link/x.json' }, /is not there|leads out of/],
    ['a link to a file out of it', { preset: 'file', path: 'models/elsewhere.json' }, /is a link that leads out of/],
    ['0 bytes', { preset: 'file', path: 'models/empty.json' }, /is empty/],
    [
      'weights out of the model’s folder',
      { preset: 'file', path: 'models/outside.json' },
      /needs '\.\.\/\.\.\/secret\.bin', which is not beside it/,
    ],
    [
      'weights that are cut off',
      { preset: 'file', path: 'models/short.json' },
      /'models\/short\.json' has 12 bytes of weights beside it where it needs \d+/,
    ],
    [
      'another class count',
      { preset: 'file', path: 'five/model.json' },
      /'five\/model\.json' tells 5 classes apart, the data has 10/,
    ],
    [
      'another class count in ONNX',
      { preset: 'file', path: 'five/network.onnx' },
      /'five\/network\.onnx' tells 5 classes apart, the data has 10/,
    ],
    ['an ONNX file that is cut off', { preset: 'file', path: 'models/cut.onnx' }, /cut\.onnx/],
    [
      'ONNX weights out of its folder',
      { preset: 'file', path: 'models/escaping.onnx' },
      /needs '\.\.\/\.\.\/secret\.bin', which is not beside it/,
    ],
    [
      'ONNX weights by an absolute path',
      { preset: 'file', path: 'models/absolute.onnx' },
      /needs '\/etc\/hostname', which is not beside it/,
    ],
    ['an ONNX weight that claims more', { preset: 'file', path: 'models/claims.onnx' }, /should have 10{18} numbers/],
    [
      'an unknown ONNX operator',
      { preset: 'file', path: 'models/unknown.onnx' },
      /unknown\.onnx cannot be opened.*Fancy/,
    ],
    ['a very long ONNX graph', { preset: 'file', path: 'models/long.onnx' }, /long\.onnx cannot be opened/],
    [
      'weights that are not finite',
      { preset: 'file', path: 'models/nan.onnx' },
      /nan\.onnx gives the logit NaN for train/,
    ],
    ['a run that is not there', { preset: 'run', run: 'nobody' }, /nobody\/student\/model\.json is not there/],
  ];
  for (const [title, model, says] of refused) {
    it(`${title} is refused before anything trains`, () =>
      assert.rejects(teacherOf(model, `t${(count += 1)}`), (error) => {
        assert.ok(error instanceof TrainingFailure, String(error));
        assert.match(error.message, says);
        assert.ok(error.hint !== '' && !events.some(({ type }) => type === 'step'));
        return true;
      }));
  }

  for (const written of ['/abs/model.json', 'C:/model.json', 'a\\model.json', 'model.h5']) {
    it(`the path ${written} is refused in the config`, () =>
      assert.equal(configSchema.shape.student.safeParse({ model: { preset: 'file', path: written } }).success, false));
  }
});
