import * as z from 'zod';
import { layerSchema } from './catalogue';
import { activation, dropoutRate, units } from './fields';

const mlpSchema = z.strictObject({
  preset: z.literal('mlp').meta({ description: 'Dense layers one after another.' }),
  hidden: z
    .array(units)
    .min(1)
    .max(32)
    .meta({ description: 'The units of each hidden layer, from the input to the output.' }),
  activation: activation('relu').meta({ description: 'The activation of the hidden layers.' }),
  dropout: dropoutRate
    .default(0)
    .meta({ description: 'The share of hidden units that each training step leaves out.' }),
  inputDropout: dropoutRate.default(0).meta({ description: 'The share of inputs that each training step leaves out.' }),
  batchNorm: z.boolean().optional().meta({
    description:
      'Batch normalisation between the sums and the activation of each hidden layer, which helps on columns of many scales.',
  }),
});

const cnnSchema = z.strictObject({
  preset: z.literal('cnn-small').meta({
    description: 'Blocks of a 3×3 convolution and a pooling by 2, down to one pixel, then one dense layer.',
  }),
  filters: z.array(units).min(1).max(8).default([32, 64]).meta({ description: 'The filters of each block.' }),
  dense: units.default(128).meta({ description: 'The units of the dense layer before the output.' }),
  dropout: dropoutRate
    .default(0)
    .meta({ description: 'The share of the dense layer’s units that each step leaves out.' }),
});

const resnetSchema = z.strictObject({
  preset: z.literal('resnet-mini').meta({
    description: 'A small residual network with batch normalisation (He et al. 2016, section 4.2).',
  }),
  filters: z
    .array(units)
    .min(1)
    .max(8)
    .default([16, 32, 64])
    .meta({ description: 'The filters of each stage; from the second on, a stage halves the image.' }),
  blocks: z.int().positive().max(64).default(1).meta({ description: 'Residual blocks in each stage.' }),
});

const resnetCifarSchema = z.strictObject({
  preset: z.literal('resnet-cifar').meta({
    description:
      'The residual network for small images with 6n + 2 layers (He et al. 2016, section 4.2): n = 3 is the one of 20 layers.',
  }),
  n: z.int().positive().max(64).default(3).meta({ description: 'Residual blocks in each of its three stages.' }),
  width: units
    .default(16)
    .meta({ description: 'The filters of the first stage; the second has twice as many, the third four times.' }),
});

const mobilenetSchema = z.strictObject({
  preset: z.literal('mobilenet-mini').meta({
    description:
      'A small network of depthwise separable convolutions (Howard et al. 2017): few parameters and operations for its depth.',
  }),
  filters: z
    .array(units)
    .min(1)
    .max(8)
    .default([32, 64, 128, 256])
    .meta({ description: 'The filters of each stage; from the second on, a stage halves the image.' }),
  blocks: z.int().positive().max(64).default(2).meta({ description: 'Separable convolutions in each stage.' }),
});

const customSchema = z.strictObject({
  preset: z.literal('custom').meta({ description: 'Layers as listed.' }),
  layers: z
    .array(layerSchema)
    .min(1)
    .max(256)
    .meta({ description: 'The layers from the input on. The output layer, one logit for each class, is added.' }),
});

/** A model as a config writes it. The output layer has one logit for each class and is always added. */
export const modelSchema = z.discriminatedUnion('preset', [
  mlpSchema,
  cnnSchema,
  resnetSchema,
  resnetCifarSchema,
  mobilenetSchema,
  customSchema,
]);

export type Architecture = z.output<typeof modelSchema>;
