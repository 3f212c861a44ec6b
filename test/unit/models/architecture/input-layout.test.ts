import assert from 'node:assert/strict';
import { inputLayout, type ImageShape } from '../../../../src/models/architecture';

const grey: ImageShape = [28, 28, 1];
const colour: ImageShape = [32, 32, 3];
const any = undefined;

const cases: [input: (number | undefined)[], image: ImageShape, format: 'tfjs' | 'onnx', layout: string | undefined][] =
  [
    [[784], grey, 'onnx', 'flat'],
    [[any], grey, 'tfjs', 'flat'],
    [[28, 28, 1], grey, 'onnx', 'NHWC'],
    [[1, 28, 28], grey, 'onnx', 'NCHW'],
    [[1, 28, 28], grey, 'tfjs', undefined],
    [[3, 32, 32], colour, 'onnx', 'NCHW'],
    [[3, any, any], colour, 'onnx', 'NCHW'],
    [[any, any, 3], colour, 'onnx', 'NHWC'],
    [[any, any, any], colour, 'onnx', 'NCHW'],
    [[any, any, any], colour, 'tfjs', 'NHWC'],
    [[28, 28], grey, 'onnx', 'NHW'],
    [[32, 32], colour, 'onnx', undefined],
    [[], grey, 'onnx', undefined],
  ];

describe('the layout of an input', () => {
  for (const [input, image, format, layout] of cases) {
    const lengths = input.map((length) => length ?? '?').join(', ');
    it(`[${lengths}] of ${format} takes ${image.join('×')} images as ${layout ?? 'nothing'}`, () =>
      assert.equal(inputLayout(input, image, format)?.name, layout));
  }
});
