import { z } from 'zod';
import { ShapeError } from './layer';

export const activations = [
  'linear',
  'relu',
  'relu6',
  'leakyRelu',
  'elu',
  'selu',
  'gelu',
  'swish',
  'tanh',
  'sigmoid',
  'softplus',
] as const;

export type ActivationName = (typeof activations)[number];

/** Fields that several layers share. */
export const units = z.int().positive().max(65536);

export const activation = (standard: ActivationName): z.ZodDefault<z.ZodEnum<{ [Name in ActivationName]: Name }>> =>
  z.enum(activations).default(standard);

export const initializer = z.enum(['he', 'glorot']).default('he').meta({
  description:
    'How weights begin. `he`: normal with variance 2/inputs (He et al. 2015); `glorot`: uniform with variance 2/(inputs + outputs) (Glorot and Bengio 2010).',
});

export const dropoutRate = z.number().min(0).max(0.95);

const side = z.int().positive().max(1024);

/** One number for both directions, or [height, width]. */
export const sides = z.union([side, z.tuple([side, side])]);

export const padding = z.enum(['same', 'valid']).meta({
  description: '`same`: zeros around, so that stride 1 keeps the size; `valid`: only where the window fits.',
});

/** Both directions of `sides`. */
export function bothSides(value: z.output<typeof sides>): [number, number] {
  return typeof value === 'number' ? [value, value] : value;
}

/** The size that a window leaves of one direction. Throws a ShapeError that names the layer when it does not fit. */
export function windowed(layer: string, length: number, window: number, stride: number, pad: 'same' | 'valid'): number {
  if (pad === 'same') return Math.ceil(length / stride);
  if (window > length) throw new ShapeError(`${layer}: a window of ${window} does not fit into ${length} pixels`);
  return Math.floor((length - window) / stride) + 1;
}
