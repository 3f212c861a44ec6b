import assert from 'node:assert/strict';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onnx } from 'onnx-proto';
import { InferenceSession } from 'onnxruntime-node';
import type { FileInfo } from '../../../../src/config';
import { factsOfModelFile } from '../../../../src/model-files';
import {
  elementTypes,
  onnxModel as model,
  onnxValue as value,
  onnxWeight as weight,
} from '../../../documents/onnx-model';
import { cpuTime } from '../../../growth';

const types = elementTypes;
const beside = (location: string): onnx.IGraphProto => ({
  initializer: [
    weight('w', {
      rawData: new Uint8Array(),
      dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
      externalData: [
        { key: 'location', value: location },
        { key: 'length', value: '31360' },
      ],
    }),
  ],
});

const unusable = (reason: string, advice: string): FileInfo => ({ kind: 'unusable', reason, advice });
const bytes = (...first: number[]): Uint8Array => Uint8Array.from([...first, ...new Array<number>(100).fill(0)]);
const text = (content: string): Uint8Array => Buffer.from(content);

const cases: [title: string, content: Uint8Array, facts: FileInfo][] = [
  ['images with their channels last', model(), { kind: 'network', input: [28, 28, 1], classes: 10 }],
  [
    'channels first and a fixed batch',
    model({ input: [value('x', [1, 1, 28, 28])], output: [value('y', [1, 100])] }),
    { kind: 'network', input: [1, 28, 28], classes: 100 },
  ],
  [
    'lengths that are left open',
    model({ input: [value('x', ['N', 'H', 'W', 3])], output: [value('y', ['N', 'C'])] }),
    { kind: 'network', input: [undefined, undefined, 3] },
  ],
  ['shapes that are not said', model({ input: [value('x', undefined)], output: [{ name: 'y' }] }), { kind: 'network' }],
  [
    'a weight that is declared as an input too, as older files do',
    model({ input: [value('images', ['N', 784]), value('w', [784, 10])] }),
    { kind: 'network', input: [784], classes: 10 },
  ],
  [
    'several outputs, one of them the logits',
    model({ output: [value('features', ['N', 64]), value('logits', ['N', 7])] }),
    { kind: 'network', input: [28, 28, 1], classes: 7 },
  ],
  ['weights beside it', model(beside('here.bin')), { kind: 'network', input: [28, 28, 1], classes: 10 }],
  ['weights that are gone', model(beside('gone.bin')), { kind: 'incomplete', missing: 'gone.bin' }],
  ['weights elsewhere', model(beside('../here.bin')), { kind: 'incomplete', missing: '../here.bin' }],
  ['weights by an absolute path', model(beside('/etc/hostname')), { kind: 'incomplete', missing: '/etc/hostname' }],
  [
    'two inputs',
    model({ input: [value('a', ['N', 784]), value('b', ['N', 784])] }),
    unusable('has 2 inputs where one is needed, the images', 'Export it with one input.'),
  ],
  [
    'no output of that name',
    model({ output: [value('a', ['N', 10]), value('b', ['N', 10])] }),
    unusable(
      "has the outputs a, b, none of them called 'logits'",
      'Name the right one in outputName, or export it with one output.',
    ),
  ],
  [
    'an output that is declared twice',
    model({ output: [value('logits', ['N', 10]), value('logits', ['N', 10])] }),
    unusable("declares the output 'logits' twice", 'Export it with each output once.'),
  ],
  [
    'bytes for images',
    model({ input: [value('x', ['N', 784], types.UINT8)] }),
    unusable("takes 'x' as uint8", 'Export it for float32 or float16.'),
  ],
  [
    'an answer for each place',
    model({ output: [value('y', ['N', 10, 7, 7])] }),
    unusable("gives 'y' as [?, 10, 7, 7]", 'Take one that gives one number for each class.'),
  ],
  ['nothing', new Uint8Array(), { kind: 'empty' }],
  ['a NumPy array', bytes(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1), { kind: 'other', found: 'a NumPy array' }],
  ['an IDX file', bytes(0, 0, 8, 3), { kind: 'other', found: 'an IDX file' }],
  ['a table', text('1,2,3\n4,5,6\n'), { kind: 'other', found: 'a table of text' }],
  ['a model.json', text('{ "modelTopology": {} }'), { kind: 'other', found: 'JSON' }],
  ['a PyTorch checkpoint', bytes(0x50, 0x4b, 3, 4), { kind: 'other', found: 'a zip archive, as PyTorch writes' }],
  ['a Keras file', bytes(0x89, 0x48, 0x44, 0x46), { kind: 'other', found: 'an HDF5 file, as Keras writes' }],
  ['noise', text('nothing that is known'), { kind: 'other' }],
  [
    'what a fetch left undone',
    text('version https://git-lfs.github.com/spec/v1\noid sha256:1\n'),
    { kind: 'other', found: 'a Git LFS pointer; run `git lfs pull` to fetch the file itself' },
  ],
  [
    'a model without a graph',
    onnx.ModelProto.encode({ irVersion: 8, producerName: 'test' }).finish(),
    unusable('is cut off or damaged: it holds no graph with its operators', 'Copy or export it again.'),
  ],
  [
    'half of a model',
    model().subarray(0, 20_000),
    unusable(
      `is cut off or damaged: it ends at least ${model().length - 20_006} bytes too early`,
      'Copy or export it again.',
    ),
  ],
];

describe('what an ONNX file says of itself', () => {
  let folder = '';
  const place = (name: string): string => path.join(folder, name);
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'onnx-facts-'));
    await writeFile(place('here.bin'), new Uint8Array(784 * 10 * 4));
  });
  after(() => rm(folder, { recursive: true }));

  const factsOf = async (content: Uint8Array): Promise<FileInfo> => {
    await writeFile(place('a.onnx'), content);
    return factsOfModelFile(place('a.onnx'), 'a.onnx');
  };
  for (const [title, content, facts] of cases) it(title, async () => assert.deepEqual(await factsOf(content), facts));

  it('is what ONNX Runtime says of it', async () => {
    const session = await InferenceSession.create(model());
    const shapes = [...session.inputMetadata, ...session.outputMetadata].map((one) => (one.isTensor ? one.shape : []));
    const [input, output] = shapes.map((shape) => shape.slice(1));
    assert.deepEqual(await factsOf(model()), { kind: 'network', input, classes: output?.[0] });
    await session.release();
  });

  it('however much of it is missing, or whichever byte is another', async () => {
    const whole = Buffer.from(model({ initializer: [weight('w', { dims: [4], rawData: new Uint8Array(16) })] }));
    for (let length = 1; length < whole.length; length += 1) {
      const facts = await factsOf(whole.subarray(0, length));
      assert.ok(facts.kind === 'other' || facts.kind === 'unusable', `${length}: ${facts.kind}`);
    }
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ (1 + ((at * 37) % 255));
      assert.equal(typeof (await factsOf(changed)).kind, 'string');
    }
  });

  it('of a file of gigabytes, by reading only its outline', async () => {
    const head = onnx.ModelProto.encode({ irVersion: 8, producerName: 'test' }).finish();
    // A graph whose weight claims three gigabytes of zeros; on disk they take no room.
    await writeFile(place('a.onnx'), Buffer.concat([head, Buffer.from([0x4a, 0x80, 0xbc, 0xc1, 0x96, 0x0b])]));
    await truncate(place('a.onnx'), head.length + 6 + 3_000_000_000);
    const took = await cpuTime(async () =>
      assert.deepEqual(
        await factsOfModelFile(place('a.onnx'), 'a.onnx'),
        unusable('is cut off or damaged: it holds no graph with its operators', 'Copy or export it again.'),
      ),
    );
    assert.ok(took < 5000, `${took} ms`);
  });

  it('of a file of many tiny parts, in bounded time', async () => {
    const facts = await factsOf(Buffer.alloc(3_000_000, Uint8Array.from([0x08, 0x08])));
    assert.equal(facts.kind, 'other');
  });
});
