import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { allRows, openData, type DataSet } from '../../../src/data';
import { dataSources } from '../../../src/data-sources';
import { readExamples } from '../../../src/prediction/examples';
import { encodeNpy, type StudentFacts, type RunManifest } from '../../../src/runs';
import { aboutStudent } from '../../../src/trainer/student-files/student-facts';
import { around, standardFiles } from '../data-sources/small-idx';
import { bytesOf, pictures } from '../pictures/pictures';

/** Settings of each format by whether another value makes other numbers of an example. */
const settings: Readonly<Record<string, { readonly change: readonly string[]; readonly keep: readonly string[] }>> = {
  mnist: { change: ['normalize'], keep: ['format', 'classes', 'validation', 'limit', 'imbalance', 'augment'] },
  images: {
    change: ['size', 'channels', 'fit', 'interpolation', 'normalize'],
    keep: ['format', 'path', 'list', 'columns', 'classes', 'validation', 'test', 'limit', 'imbalance', 'augment'],
  },
  parquet: {
    change: ['size', 'channels', 'fit', 'interpolation', 'normalize'],
    keep: ['format', 'path', 'columns', 'classes', 'validation', 'test', 'limit', 'imbalance', 'augment'],
  },
  idx: {
    change: ['normalize'],
    keep: ['format', 'path', 'classes', 'validation', 'test', 'limit', 'imbalance', 'augment'],
  },
  arrays: {
    change: ['layout', 'normalize'],
    keep: ['format', 'path', 'keys', 'classes', 'validation', 'test', 'limit', 'imbalance', 'augment'],
  },
  table: {
    change: ['columns', 'missing', 'header', 'separator', 'decimal', 'normalize'],
    keep: ['format', 'path', 'classes', 'validation', 'test', 'limit', 'imbalance'],
  },
  cifar: {
    change: ['normalize'],
    keep: ['format', 'path', 'labels', 'classes', 'validation', 'test', 'limit', 'imbalance', 'augment'],
  },
  // Transforms of the code are no setting: no file has been through them.
  python: {
    change: ['python', 'args', 'normalize'],
    keep: ['format', 'workers', 'classes', 'validation', 'test', 'limit', 'imbalance', 'augment'],
  },
};

const root = mkdtempSync(path.join(tmpdir(), 'distillery-examples-'));
function put(name: string, content: string | Uint8Array): void {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}

const shown = pictures.decoded.slice(0, 8);
const pictureNames = shown.map((_, index) => `pictures/test/${index % 2 ? 'rose' : 'daisy'}/${index}.png`).sort();

function makeData(): void {
  shown.forEach(({ file }, index) => {
    for (const split of ['train', 'test'])
      put(`pictures/${split}/${index % 2 ? 'rose' : 'daisy'}/${index}.png`, bytesOf(file));
  });
  const count = (length: number): number[] => Array.from({ length }, (_, place) => (place * 37) % 256);
  for (const [split, rows] of [
    ['train', 20],
    ['test', 6],
  ] as const) {
    const labels = Int32Array.from({ length: rows }, (_, row) => row % 2);
    put(`bytes/y_${split}.npy`, encodeNpy({ shape: [rows], values: labels }));
    put(`numbers/y_${split}.npy`, encodeNpy({ shape: [rows], values: labels }));
    put(`bytes/x_${split}.npy`, encodeNpy({ shape: [rows, 3, 3, 3], values: Uint8Array.from(count(27 * rows)) }));
    put(`numbers/x_${split}.npy`, encodeNpy({ shape: [rows, 4], values: Float32Array.from(count(4 * rows)) }));
    const lines = Array.from({ length: rows }, (_, row) => {
      const weight = row % 5 === 3 ? '' : `${row / 8 + 1}`;
      return [`${row * 3}`, weight, row % 3 ? 'red' : 'blue', row % 2 ? 'cat' : 'dog'];
    });
    put(`plain/${split}.csv`, ['length,weight,colour,label', ...lines.map((line) => line.join(','))].join('\n'));
    const whole = lines.map(([length = '', , colour = '', label = '']) => [length, colour, label]);
    put(`bare/${split}.csv`, whole.map(([length = '', ...more]) => [`${length},5`, ...more].join(';')).join('\n'));
  }
  for (const [name, content] of Object.entries(standardFiles(around([1, 2, 3], 90), around([3, 2, 1], 9))))
    put(`idx/${name}`, content);
}

async function open(
  data: object,
  sizes: readonly (readonly [number, number])[] = [],
): Promise<{ readonly data: DataSet; readonly about: StudentFacts }> {
  const config = configSchema.parse({ name: 'a', data, student: { model: { preset: 'mlp', hidden: [4] } } });
  const place = { resolve: (written: string) => path.join(root, written), environment: {} };
  const surroundings = {
    cacheFolder: path.join(root, 'cache'),
    takeSlot: () => Promise.resolve(() => undefined),
    onProgress: () => undefined,
    onNotice: () => undefined,
    pause: () => Promise.resolve(),
  };
  const opened = await openData(config.data, place, surroundings, sizes);
  const manifest = { name: 'a', id: 'b', config } as unknown as RunManifest;
  // As it comes from a file.
  const about = JSON.parse(JSON.stringify(aboutStudent({ data: opened, manifest }))) as StudentFacts;
  return { data: opened, about };
}

/** Settings of data, and the files that hold its test examples in their order. */
const cases: (readonly [data: Readonly<Record<string, unknown>>, files: readonly string[]])[] = [];
for (const fit of ['resize', 'crop', 'pad']) {
  for (const interpolation of ['bilinear', 'bicubic']) {
    const images = { format: 'images', path: 'pictures', fit, interpolation };
    cases.push([{ ...images, size: [5, 9], channels: 'rgb', normalize: 'auto' }, pictureNames]);
    cases.push([{ ...images, size: 6, channels: 'gray', normalize: { mean: 0.1307, std: 0.3081 } }, pictureNames]);
  }
}
for (const normalize of ['auto', 'none']) {
  cases.push(
    [{ format: 'arrays', path: 'bytes', layout: 'NCHW', normalize }, ['bytes/x_test.npy']],
    [{ format: 'arrays', path: 'bytes', layout: 'NHWC', normalize }, ['bytes/x_test.npy']],
    [{ format: 'arrays', path: 'numbers', normalize }, ['numbers/x_test.npy']],
    [{ format: 'table', path: 'plain', missing: 'mean', normalize }, ['plain/test.csv']],
    [
      {
        ...{ format: 'table', path: 'bare', header: false, separator: ';', decimal: ',', normalize },
        columns: { label: '3', numbers: ['1'], texts: ['2'] },
      },
      ['bare/test.csv'],
    ],
    [{ format: 'idx', path: 'idx', normalize }, []],
  );
}

describe('a file that a student is asked about', () => {
  before(makeData);
  after(() => rmSync(root, { recursive: true, force: true }));

  it('is prepared by every setting of data that changes an example: none is unknown here', () => {
    for (const { name, schema } of dataSources) {
      const { change = [], keep = [] } = settings[name] ?? {};
      assert.deepEqual([...change, ...keep].sort(), Object.keys(schema.shape).sort(), name);
      const tried = new Set(cases.flatMap(([data]) => (data['format'] === name ? Object.keys(data) : [])));
      // The built-in set and CIFAR are bytes, as those of idx files; parquet files hold pictures as folders do; and what a
      // person's own code prepared is asked about as an array alone.
      if (!['mnist', 'cifar', 'parquet', 'python'].includes(name))
        assert.deepEqual(
          change.filter((key) => !tried.has(key)),
          [],
          name,
        );
    }
  });

  for (const [settingsOfData, files] of cases) {
    it(`becomes the numbers that the run tested on: ${JSON.stringify(settingsOfData)}`, async () => {
      const { data, about } = await open(settingsOfData);
      const names = files.length > 0 ? files : [writeBytes(data)];
      const found = [];
      for (const name of names) found.push(...(await readExamples(path.join(root, name), about)));
      assert.equal(found.length, data.test.count);
      const expected = allRows(data.test, data.features);
      found.forEach(({ values }, place) =>
        assert.deepEqual(values, expected.slice(place * data.features, (place + 1) * data.features)),
      );
    });
  }

  for (const fit of ['resize', 'crop']) {
    it(`becomes them by way of the size that a teacher looks at, where that is larger: ${fit}`, async () => {
      const images = { format: 'images', path: 'pictures', size: [5, 9], fit, interpolation: 'bicubic' };
      const { data, about } = await open(images, [[12, 20]]);
      assert.deepEqual(about.input.resizedFrom, [12, 20]);
      const expected = allRows(data.test, data.features);
      for (const [place, name] of pictureNames.entries()) {
        const [found] = await readExamples(path.join(root, name), about);
        assert.deepEqual(found?.values, expected.slice(place * data.features, (place + 1) * data.features));
      }
    });
  }

  /** The test examples of byte images in an array, as a person would save them. */
  function writeBytes({ test, features, shape, normalization }: DataSet): string {
    const {
      mean: [mean = 0],
      std: [std = 1],
    } = normalization ?? { mean: [0], std: [1] };
    const values = Uint8Array.from(allRows(test, features), (value) => Math.round(255 * (value * std + mean)));
    put('bytes.npy', encodeNpy({ shape: [test.count, ...shape], values }));
    return 'bytes.npy';
  }

  it('is refused with its row where a number is missing that nothing was trained to stand for', async () => {
    const { about } = await open({ format: 'table', path: 'plain', missing: 'row' });
    await assert.rejects(readExamples(path.join(root, 'plain/test.csv'), about), {
      message: `${path.join(root, 'plain/test.csv')}: row 4 has no value of 'weight'; give it one, or train with data.missing: mean`,
    });
  });

  it('is refused with its columns where one is not there, or holds no numbers', async () => {
    const { about } = await open({ format: 'table', path: 'plain', missing: 'mean' });
    const file = path.join(root, 'other.csv');
    put('other.csv', 'length,colour\n1,red\n');
    await assert.rejects(readExamples(file, about), {
      message: `${file} has no column 'weight'; its columns are length, colour`,
    });
    put('other.csv', 'length,weight,colour\n1,2,red\n1,heavy,red\n');
    await assert.rejects(readExamples(file, about), {
      message: `${file}: row 2 has 'heavy' in 'weight', which is no number; mend the value`,
    });
  });

  it('is refused where it is a picture and the student learned from what a person’s own code gives; an array is taken', async () => {
    const { about } = await open({ format: 'arrays', path: 'bytes', layout: 'NCHW', normalize: 'none' });
    const { name: inputName, shape } = about.input;
    const own: StudentFacts = { ...about, input: { name: inputName, shape, preparedBy: 'data.py:make' } };
    const [name = ''] = pictureNames;
    await assert.rejects(readExamples(path.join(root, name), own), {
      message: `${path.join(root, name)}: the student learned from what data.py:make gives, whose transforms this file has not been through; write an example of it as .npy`,
    });
    put('one.npy', encodeNpy({ shape: [3, 3, 3], values: Float32Array.from({ length: 27 }, (_, at) => at / 7) }));
    const [example] = await readExamples(path.join(root, 'one.npy'), own);
    assert.equal(example?.values.length, 27);
  });
});
