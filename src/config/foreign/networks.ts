import type { Notes } from './translation';

/** A network of another tool by its name there. */
export interface NamedNetwork {
  readonly name: string;
  /** `student` or `teacher`. */
  readonly role: string;
  /** Whether it begins with weights that were trained before. */
  readonly isPretrained: boolean;
  /** Whether pictures are small, as those of CIFAR are: names such as `resnet20` then mean He's networks for them. */
  readonly isSmall: boolean;
  /** Arguments that torchvision's function takes too. */
  readonly classes?: number;
}

/** Networks that torchvision has by the same name (torchvision.models). */
const ofTorchvision =
  /^(alexnet|vgg\d+(_bn)?|resnet(18|34|50|101|152)|wide_resnet(50|101)_2|densenet(121|161|169|201)|mobilenet_v[23]\w*|shufflenet_v2_\w+|efficientnet_\w+|inception_v3|googlenet|squeezenet\w+|mnasnet\w+|regnet_\w+|convnext_\w+|vit_\w+|swin_\w+)$/;

/** Residual networks for small pictures with 6n + 2 layers, four times as wide where `x4` says so. */
const resnetOfSmall = /^resnet(\d+)(x4)?$/;

/**
 * The model that a config of ours writes for a network: the same where a preset is the same, torchvision's function where it has
 * one by that name, else a preset that stands in for it, which is noted.
 */
export function modelOf(network: NamedNetwork, notes: Notes): Readonly<Record<string, unknown>> {
  const name = network.name.toLowerCase();
  const residual = network.isSmall ? residualOf(name) : undefined;
  if (residual !== undefined) return ofResidual(network, residual, notes);
  if (!network.isSmall && ofTorchvision.test(name)) {
    notes.take(`${network.role} ${network.name}, by torchvision`);
    const weights = network.isPretrained && { weights: 'DEFAULT' };
    // Published weights are of 1,000 classes, and torchvision refuses them for another number.
    const classes = !network.isPretrained && network.classes !== undefined && { num_classes: network.classes };
    return { python: `torchvision.models:${name}`, args: { ...weights, ...classes } };
  }
  const standIn = standInFor(network);
  notes.leave(
    `${network.name} is no preset of Distillery: ${describe(standIn)} stands in for the ${network.role}; a network of your own is python: FILE.py:FUNCTION`,
  );
  leaveWeights(network, notes);
  return standIn;
}

interface Residual {
  readonly blocks: number;
  readonly isWide: boolean;
}

function residualOf(name: string): Residual | undefined {
  const [, layers, wide] = resnetOfSmall.exec(name) ?? [];
  const blocks = (Number(layers) - 2) / 6;
  return Number.isInteger(blocks) && blocks >= 1 && blocks <= 64 ? { blocks, isWide: wide !== undefined } : undefined;
}

function ofResidual(
  network: NamedNetwork,
  { blocks, isWide }: Residual,
  notes: Notes,
): Readonly<Record<string, unknown>> {
  if (isWide) {
    notes.leave(
      `the first layer of ${network.name} has 32 filters there and 64 here, as many as its first stage; all others are the same`,
    );
  } else notes.take(`${network.role} ${network.name}`);
  leaveWeights(network, notes);
  return { preset: 'resnet-cifar', n: blocks, width: isWide ? 64 : 16 };
}

function leaveWeights({ name, isPretrained, role }: NamedNetwork, notes: Notes): void {
  if (isPretrained)
    notes.leave(`the trained weights of ${name} are a checkpoint of PyTorch: the ${role} is trained here first`);
}

function standInFor({ name, role, isSmall }: NamedNetwork): Readonly<Record<string, unknown>> {
  if (/mobile|shuffle|mv\d|shuv/i.test(name)) return { preset: 'mobilenet-mini' };
  if (!isSmall) return { preset: 'resnet-mini', filters: [32, 64, 128, 256], blocks: role === 'teacher' ? 2 : 1 };
  return role === 'teacher' ? { preset: 'resnet-cifar', n: 5, width: 32 } : { preset: 'resnet-cifar', n: 3 };
}

function describe(model: Readonly<Record<string, unknown>>): string {
  const { preset, ...settings } = model;
  const written = Object.entries(settings).map(([key, value]) => `${key} ${JSON.stringify(value)}`);
  return written.length === 0 ? String(preset) : `${String(preset)} with ${written.join(', ')}`;
}
