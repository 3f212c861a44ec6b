import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { augmentSchema, mixRows, PictureChanger, type Change, type PictureShape } from '../../../src/augmentation';
import { Generator } from '../../../src/random';

type Section = NonNullable<Change['crop']>;
interface Case {
  readonly change: 'crop' | 'flip' | 'rotation' | 'brightness' | 'contrast' | 'cutout';
  readonly shape: PictureShape;
  readonly picture: readonly number[];
  readonly result: readonly number[];
  readonly section?: Section;
  readonly degrees?: number;
  readonly factor?: number;
  readonly fill?: number;
}
interface Values {
  readonly sections: readonly {
    readonly shape: readonly [number, number];
    readonly scale: readonly number[];
    readonly ratio: readonly number[];
    readonly seeds: readonly number[];
    readonly sections: readonly Section[];
  }[];
  readonly cases: readonly Case[];
  readonly mixup: { width: number; share: number; rows: readonly number[]; result: readonly number[] };
}

const values = JSON.parse(readFileSync('test/fixtures/augmentation/torchvision.json', 'utf8')) as Values;

function changeOf({ change, section, degrees = 0, factor = 1 }: Case): Change {
  switch (change) {
    case 'crop':
      return { isMirrored: false, ...(section && { crop: section }) };
    case 'flip':
      return { isMirrored: true };
    case 'rotation':
      return { isMirrored: false, rotation: degrees };
    case 'brightness':
      return { isMirrored: false, brightness: factor };
    case 'contrast':
      return { isMirrored: false, contrast: factor };
    case 'cutout':
      return { isMirrored: false, ...(section && { cutout: section }) };
  }
}

function near(found: Float32Array, wanted: readonly number[]): void {
  assert.equal(found.length, wanted.length);
  // float32 on both sides: torch adds up in another order.
  wanted.forEach((value, place) => assert.ok(Math.abs((found[place] ?? NaN) - value) < 2e-6, `${place}: ${value}`));
}

describe('changes of pictures are torchvision’s', () => {
  for (const { shape, scale, ratio, seeds, sections } of values.sections) {
    it(`draws the sections of ${shape.join('×')} at ${scale.join(' to ')}`, () => {
      const settings = augmentSchema.parse({ crop: { scale, ratio } });
      const changer = new PictureChanger(settings, [...shape, 1], true);
      const generator = new Generator(...seeds);
      assert.deepEqual(
        sections.map(() => changer.draw(generator).crop),
        sections,
      );
    });
  }

  values.cases.forEach((one, index) => {
    it(`${index + 1}: ${one.change} of ${one.shape.join('×')} ${JSON.stringify(one.section ?? one.degrees ?? one.factor ?? '')}`, () => {
      const settings = augmentSchema.parse({ fill: (one.fill ?? 0) * 255 });
      const picture = Float32Array.from(one.picture);
      new PictureChanger(settings, one.shape, true).apply(changeOf(one), picture);
      near(picture, one.result);
    });
  });

  it('mixes each row with the one before', () => {
    const { width, share, rows, result } = values.mixup;
    const mixed = Float32Array.from(rows);
    mixRows(mixed, width, rows.length / width, share);
    near(mixed, result);
  });
});
