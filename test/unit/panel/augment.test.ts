import assert from 'node:assert/strict';
import { parseConfig } from '../../../src/config';
import type { SampleRows } from '../../../src/data-sources';
import { describeAugmentation, type Samples } from '../../../src/panel/augment/describe';
import { readToAugment, type AugmentContent } from '../../../src/panel/messages';

const student = 'student: { model: { preset: mlp, hidden: [30] } }\n';
const contentOf = (augment: string, samples: Samples, seed = 1, before?: AugmentContent): AugmentContent =>
  describeAugmentation(
    parseConfig(`name: a\nseed: ${seed}\ndata: { set: mnist, augment: { ${augment} } }\n${student}`, 'yaml'),
    samples,
    before,
  );
const rows = (shape: SampleRows['shape'], make: (place: number) => number, isFloat = false): SampleRows => {
  const size = shape[0] * shape[1] * shape[2];
  const numbers = Array.from({ length: size }, (_, place) => make(place));
  const row = isFloat ? Float32Array.from(numbers) : Uint8Array.from(numbers);
  return { shape, samples: ['cat', 'dog'].map((className, label) => ({ className, label, index: 10 * label, row })) };
};

describe('the content of the preview of changed pictures', () => {
  it('has each picture, and eight versions that the seed decides', () => {
    const bytes = rows([4, 4, 3], (place) => (place * 5) % 256);
    const content = contentOf('brightness: 0.4', bytes);
    assert.deepEqual(
      content.pictures.map(({ className, versions }) => [className, versions.length]),
      [
        ['cat', 8],
        ['dog', 8],
      ],
    );
    const [first] = content.pictures;
    assert.deepEqual([...(first?.original.pixels ?? [])], [...(bytes.samples[0]?.row ?? [])]);
    const factor = Number(/^brightness ×(\d\.\d\d)$/.exec(first?.versions[0]?.change ?? '')?.[1]);
    const [before, after] = [first?.original.pixels[20] ?? 0, first?.versions[0]?.pixels[20] ?? 0];
    assert.ok(Math.abs(after - before * factor) <= 1, `${before} × ${factor} is ${after}`);
    assert.deepEqual(contentOf('brightness: 0.4', bytes), content);
    assert.notDeepEqual(contentOf('brightness: 0.4', bytes, 2).pictures, content.pictures);
    assert.ok(readToAugment({ ...content, type: 'augment' }));
  });

  it('makes large pictures smaller by means, and brings numbers without bounds into sight', () => {
    const large = contentOf(
      'cutout: 1',
      rows([320, 480, 3], (place) => (place % 3 === 0 ? 200 : 10)),
    );
    assert.deepEqual([large.height, large.width], [106, 160]);
    assert.deepEqual([...(large.pictures[0]?.original.pixels.subarray(0, 3) ?? [])], [200, 10, 10]);
    const floats = contentOf(
      'cutout: 1',
      rows([2, 2, 1], (place) => place - 1, true),
    );
    assert.deepEqual([...(floats.pictures[0]?.original.pixels ?? [])], [0, 85, 170, 255]);
    for (const content of [large, floats]) assert.ok(readToAugment({ ...content, type: 'augment' }));
  });

  it('says why there are none, and keeps those before an error of the config', () => {
    const bytes = rows([4, 4, 1], (place) => place);
    assert.match(contentOf('flip: false', bytes).notice, /changes nothing yet: write, for example, rotation: 10/);
    assert.match(
      contentOf('rotation: 5', { fault: 'The pictures cannot be shown: x.' }).notice,
      /cannot be shown: x\./,
    );
    const before = contentOf('rotation: 5', bytes);
    const broken = contentOf('rotation: [', bytes, 1, before);
    assert.match(broken.notice, /^The config has errors: this is how it was/);
    assert.equal(broken.pictures, before.pictures);
  });
});
