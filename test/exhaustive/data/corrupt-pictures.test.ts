import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { openData, type DataSet } from '../../../src/data';
import { pictureNamed } from '../../unit/pictures/pictures';

const total = 10_000;
const nameOf = (index: number): string => `${index % 2 === 0 ? 'a' : 'b'}/${String(index).padStart(5, '0')}.jpg`;

describe('a corrupt JPEG among 10,000', function () {
  this.timeout(120_000);
  let root = '';
  let notices: string[] = [];
  const put = (index: number, content: Buffer): void => writeFileSync(path.join(root, 'set', nameOf(index)), content);
  const jpeg = pictureNamed('jpeg 4:2:0');
  // Two of them: where all are one, validation and test would hold the same examples.
  const jpegs = [jpeg, pictureNamed('jpeg 4:4:4')];
  const cut = jpeg.subarray(0, jpeg.length / 2);

  before(() => {
    root = mkdtempSync(path.join(tmpdir(), 'distillery-corrupt-'));
    for (const name of ['a', 'b']) mkdirSync(path.join(root, 'set', name), { recursive: true });
    for (let index = 0; index < total; index += 1) put(index, jpegs[(index * index) % 7 < 3 ? 0 : 1] ?? jpeg);
    put(4321, cut);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  const open = (): Promise<DataSet> => {
    notices = [];
    const data = { format: 'images', path: 'set', size: 8, test: 0.1 };
    const options = configSchema.parse({ name: 'a', data, student: { model: { preset: 'mlp', hidden: [4] } } }).data;
    const place = { resolve: (written: string) => path.join(root, written), environment: {} };
    return openData(options, place, {
      cacheFolder: path.join(root, '.distillery', 'cache'),
      takeSlot: () => Promise.resolve(() => undefined),
      onProgress: () => undefined,
      onNotice: (message) => notices.push(message.replaceAll(root, '')),
      pause: () => Promise.resolve(),
    });
  };

  it('is left out, counted and named, and the rows behind it keep their labels', async () => {
    const { train, validation, test } = await open();
    assert.equal(notices.at(-1), '1 of 10,000 pictures cannot be read and are left out: b/04321.jpg is cut short');
    const labels = [train, validation, test].flatMap((split) => [...split.labels]);
    assert.deepEqual(
      [0, 1].map((label) => labels.filter((one) => one === label).length),
      [5000, 4999],
    );
    await open();
    assert.deepEqual(notices, [], 'the second run takes the rows from the cache');
  });

  it('ends the run where it is one of more than a hundredth', async () => {
    for (let index = 0; index < 100; index += 1) put(100 * index, cut);
    await assert.rejects(
      open(),
      /^DataFault: 101 of the first [\d,]+ pictures cannot be read, such as a\/00000\.jpg, which is cut short$/,
    );
  });
});
