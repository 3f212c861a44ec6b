import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import type { TeacherOutput } from '../../../../src/config';
import { allRows } from '../../../../src/data';
import type { Engine } from '../../../../src/engine';
import type { NewEvent, RunManifest } from '../../../../src/runs';
import type { Context } from '../../../../src/trainer/context/context';
import { TrainingFailure } from '../../../../src/trainer/context/failure';
import type { StatedReading } from '../../../../src/trainer/networks/answers-reading';
import { openNetwork } from '../../../../src/trainer/networks/open-networks';
import { elementTypes } from '../../../documents/onnx-model';
import { classes, data } from '../synthetic';

import {
  features,
  float,
  integer,
  axes,
  cast,
  node,
  weights,
  network,
  softmax,
  exponentials,
  normalization,
} from './answering-models';
import { recordInto } from '../recorded-events';

describe('the numbers of an ONNX teacher', () => {
  let folder = '';
  let count = 0;
  let events: NewEvent[] = [];
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'distillery-meaning-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  const notices = (): string[] => events.flatMap((event) => (event.type === 'notice' ? [event.message] : []));

  /** The logits of a model for the test split. */
  const logitsOf = async (bytes: Uint8Array, stated: Partial<StatedReading> = {}): Promise<Float32Array> => {
    const name = `net${(count += 1)}.onnx`;
    writeFileSync(path.join(folder, name), bytes);
    const manifest = {
      configPath: path.join(folder, 'a.distill.yaml'),
      cacheFolder: path.join(folder, '.distillery', 'cache'),
    };
    events = [];
    const context: Partial<Context> = {
      manifest: manifest as RunManifest,
      data,
      engine: { threads: 1 } as Engine,
      events: recordInto(events),
    };
    const source = { output: undefined, shiftSeenBy: [], ...stated };
    const opened = await openNetwork(context as Context, { preset: 'file', path: name }, source);
    assert.equal(opened.kind, 'onnx');
    const { logits } = await opened.forward.run({ images: allRows(data.test, data.features) });
    opened.forward.dispose();
    assert.ok(logits instanceof Float32Array);
    return logits;
  };
  const plain = (): Promise<Float32Array> => logitsOf(network([node('Identity', ['z'], ['out'])]));

  const endings: [title: string, nodes: readonly onnx.INodeProto[], outputs?: (string | number)[]][] = [
    ['Softmax', softmax()],
    ['Softmax → Identity', softmax(node('Identity', ['p'], ['out']))],
    [
      'Softmax → Cast to float16 and back',
      softmax(cast(elementTypes.FLOAT16, 'p', 'h'), cast(elementTypes.FLOAT, 'h', 'out')),
    ],
    ['Softmax → Reshape', softmax(node('Reshape', ['p', 'shape'], ['out']))],
    [
      'Reshape → Softmax → Squeeze',
      [
        node('Reshape', ['z', 'apart'], ['r']),
        node('Softmax', ['r'], ['p'], integer('axis', 2)),
        node('Squeeze', ['p', 'axis'], ['out']),
      ],
    ],
    ['Softmax × 100', softmax(node('Mul', ['hundred', 'p'], ['out']))],
    ['Softmax → Dropout of evaluation', softmax(node('Dropout', ['p'], ['out']))],
    ['Exp ÷ ReduceSum', [...exponentials, node('Div', ['e', 's'], ['out'])]],
    [
      'Exp × the reciprocal of ReduceSum',
      [...exponentials, node('Reciprocal', ['s'], ['r']), node('Mul', ['e', 'r'], ['out'])],
    ],
    ['Exp of LogSoftmax', [node('LogSoftmax', ['z'], ['l'], integer('axis', -1)), node('Exp', ['l'], ['out'])]],
    ['Sigmoid', [node('Sigmoid', ['z'], ['out'])]],
    ['Sigmoid → Identity', [node('Sigmoid', ['z'], ['p']), node('Identity', ['p'], ['out'])]],
  ];
  for (const [title, nodes] of endings) {
    it(`are those before ${title}, bit for bit, and that is told`, async () => {
      const expected = await plain();
      assert.deepEqual(notices(), []);
      assert.deepEqual(await logitsOf(network(nodes)), expected);
      assert.equal(notices().length, 1);
      assert.match(notices()[0] ?? '', /^net\d+\.onnx ends in a (softmax|sigmoid), which is left out/);
    });
  }

  it('are those before a softmax, bit for bit, where the weights are in a file beside it', async () => {
    writeFileSync(path.join(folder, 'w.bin'), new Uint8Array(Float32Array.from(weights).buffer));
    const model = onnx.ModelProto.decode(network(softmax()));
    const weight = model.graph?.initializer?.find(({ name }) => name === 'w');
    assert.ok(weight);
    weight.rawData = new Uint8Array();
    weight.externalData = [{ key: 'location', value: 'w.bin' }];
    weight.dataLocation = onnx.TensorProto.DataLocation.EXTERNAL;
    const expected = await plain();
    assert.deepEqual(await logitsOf(onnx.ModelProto.encode(model).finish()), expected);
  });

  it('are logarithms where probabilities come from no softmax that could be left out', async () => {
    const divided = [
      node('Sigmoid', ['z'], ['e']),
      node('ReduceSum', ['e', 'axis'], ['s']),
      node('Div', ['e', 's'], ['out']),
    ];
    const actual = await logitsOf(network(divided));
    const z = await plain();
    for (let start = 0; start < z.length; start += classes) {
      const row = Array.from(z.subarray(start, start + classes), (value) => 1 / (1 + Math.exp(-value)));
      const sum = row.reduce((total, value) => total + value, 0);
      row.forEach((value, place) => {
        assert.ok(Math.abs(value / sum - Math.exp(actual[start + place] ?? Number.NaN)) < 1e-5);
      });
    }
    await logitsOf(network(divided));
    assert.match(notices().join(), /gives probabilities, and no softmax at its end could be left out/);
  });

  const logSoftmax = network([node('LogSoftmax', ['z'], ['out'], integer('axis', -1))]);
  it('are log-probabilities as they are while nothing sees their shift, and centred with a word where something does', async () => {
    const z = await plain();
    const asTheyAre = await logitsOf(logSoftmax);
    assert.deepEqual(notices(), []);
    const centred = await logitsOf(logSoftmax, { shiftSeenBy: ["the loss 'mse'"] });
    assert.equal(notices().length, 1);
    assert.match(
      notices()[0] ?? '',
      /gives log-probabilities, .* the loss 'mse' would see it: the mean .* is taken away/,
    );
    for (let start = 0; start < z.length; start += classes) {
      const row = z.subarray(start, start + classes);
      const mean = row.reduce((sum, value) => sum + value, 0) / classes;
      const logSum = Math.log(row.reduce((sum, value) => sum + Math.exp(value), 0));
      row.forEach((value, place) => {
        assert.ok(Math.abs(value - logSum - (asTheyAre[start + place] ?? Number.NaN)) < 1e-4);
        assert.ok(Math.abs(value - mean - (centred[start + place] ?? Number.NaN)) < 1e-4);
      });
    }
  });

  it('are logits as they are where something sees their shift', async () => {
    const expected = await plain();
    const identity = network([node('Identity', ['z'], ['out'])]);
    assert.deepEqual(await logitsOf(identity, { shiftSeenBy: ["the loss 'mse'"] }), expected);
  });

  const refused: [title: string, bytes: Uint8Array, stated: TeacherOutput | undefined, says: RegExp, hint: RegExp][] = [
    [
      'a sigmoid that is built of other operations',
      network([
        node('Neg', ['z'], ['n']),
        node('Exp', ['n'], ['e']),
        node('Add', ['e', 'one'], ['a']),
        node('Reciprocal', ['a'], ['out']),
      ]),
      undefined,
      /does not give logits: each of its numbers lies between 0 and 1, .* as behind a sigmoid/,
      /export it without the sigmoid/,
    ],
    [
      'logits that are called probabilities',
      network([node('Identity', ['z'], ['out'])]),
      'probabilities',
      /the config says `output: probabilities` of net\d+\.onnx, and its answers are logits/,
      /write `output: logits`/,
    ],
    [
      'a softmax whose numbers are called logits',
      network(softmax()),
      'logits',
      /says `output: logits` .* its answers are probabilities/,
      /write `output: probabilities`/,
    ],
    [
      'log-probabilities that are called probabilities',
      logSoftmax,
      'probabilities',
      /its answers are log-probabilities/,
      /write `output: log-probabilities`/,
    ],
    [
      'batch normalisation in training mode',
      network([normalization(1)]),
      undefined,
      /was exported in training mode: the node 'the BatchNormalization of out' \(BatchNormalization\) has training_mode 1/,
      /export it in evaluation mode: `model\.eval\(\)`/,
    ],
    [
      'dropout in training mode',
      network([node('Dropout', ['z', 'half', 'true'], ['out'])]),
      undefined,
      /the node 'the Dropout of out' \(Dropout\) has training_mode true, so that it drops numbers at random/,
      /evaluation mode/,
    ],
    [
      'answers that follow from the other examples of a batch',
      network([node('ReduceMean', ['z'], ['m'], axes(0)), node('Sub', ['z', 'm'], ['out'])]),
      undefined,
      /answers one example differently in two batches: class \d gets \S+ alone and \S+ among 40/,
      /evaluation mode/,
    ],
    [
      'answers that are drawn at random',
      network([node('RandomNormalLike', ['z'], ['noise']), node('Add', ['z', 'noise'], ['out'])]),
      undefined,
      /answers one example differently in two batches/,
      /draws at random/,
    ],
  ];
  for (const [title, bytes, output, says, hint] of refused) {
    it(`are refused where they are ${title}`, () =>
      assert.rejects(logitsOf(bytes, { output }), (error) => {
        assert.ok(error instanceof TrainingFailure, String(error));
        assert.match(error.message, says);
        assert.match(error.hint, hint);
        return true;
      }));
  }

  const stated: [TeacherOutput, Uint8Array][] = [
    ['logits', network([node('Identity', ['z'], ['out'])])],
    ['logits', network([node('Sigmoid', ['z'], ['out'])])],
    ['probabilities', network(softmax())],
    ['log-probabilities', logSoftmax],
  ];
  for (const [index, [output, bytes]] of stated.entries()) {
    it(`are taken as the config states them: ${output}, case ${index}`, async () => {
      assert.equal((await logitsOf(bytes, { output })).length, data.test.count * classes);
    });
  }

  it('are those of evaluation where batch normalisation is in it', async () => {
    const z = await plain();
    const actual = await logitsOf(network([normalization(0)]));
    z.forEach((value, place) => assert.ok(Math.abs((value - 1) / 2 - (actual[place] ?? Number.NaN)) < 1e-3));
  });

  it('are those of a network that quantizes by its batch, with a word on how much they differ', async () => {
    const largest = Math.max(...weights.map(Math.abs));
    const quantized = Int8Array.from(weights, (value) => Math.round((127 * value) / largest));
    const dynamic = onnx.ModelProto.decode(
      network([
        node('DynamicQuantizeLinear', ['flat'], ['q', 'q_scale', 'q_zero']),
        node('MatMulInteger', ['q', 'wq', 'q_zero'], ['i']),
        cast(elementTypes.FLOAT, 'i', 'f'),
        node('Mul', ['f', 'q_scale'], ['g']),
        node('Mul', ['g', 'w_scale'], ['out']),
      ]),
    );
    dynamic.graph?.initializer?.push(
      onnx.TensorProto.create({
        ...{ name: 'wq', dims: [features, classes], dataType: elementTypes.INT8 },
        rawData: new Uint8Array(quantized.buffer),
      }),
      onnx.TensorProto.create(float('w_scale', [1], [largest / 127])),
    );
    const expected = await plain();
    const actual = await logitsOf(onnx.ModelProto.encode(dynamic).finish());
    assert.equal(notices().length, 1, notices().join());
    assert.match(notices()[0] ?? '', /quantizes by the range of each batch: an example’s numbers differ by \S+ % of/);
    const most = Math.max(...expected.map(Math.abs));
    expected.forEach((value, place) => assert.ok(Math.abs(value - (actual[place] ?? Number.NaN)) < 0.1 * most));
  });

  it('are asked for one by one where the graph takes one example behind an open batch', async () => {
    const expected = await plain();
    const actual = await logitsOf(network([node('Identity', ['z'], ['out'])], { flatten: 'single' }));
    assert.match(notices().join(), /declares an open batch, and its graph takes one example at a time/);
    expected.forEach((value, place) => assert.ok(Math.abs(value - (actual[place] ?? Number.NaN)) < 1e-5));
  });
});
