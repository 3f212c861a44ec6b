import { stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { resolveInside } from '../../paths';
import type { FileInfo } from '../../config';
import { beginsAsOnnx, describeContent, tellingBytes } from '../content';
import { readOnnxOutline, type OnnxOutline, type OnnxValue } from './outline';
import { TooManyFields, WireFault } from './wire';

/** Facts of an ONNX file by its own declarations, without ONNX Runtime. @param outputName output that a config names */
export async function factsOfOnnx(
  handle: FileHandle,
  file: string,
  size: number,
  outputName?: string,
): Promise<FileInfo> {
  let outline: OnnxOutline;
  try {
    outline = await readOnnxOutline(handle, size);
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    return factsOfUnread(handle, size, error);
  }
  return (await faultOfWeights(outline, path.dirname(file))) ?? factsOf(outline, outputName);
}

/** Facts of a file that cannot be read as ONNX: another kind of file, or a part of a model. */
async function factsOfUnread(handle: FileHandle, size: number, fault: WireFault): Promise<FileInfo> {
  const first = Buffer.alloc(Math.min(tellingBytes, size));
  await handle.read(first, 0, first.length, 0);
  if (beginsAsOnnx(first)) {
    if (fault instanceof TooManyFields) return { kind: 'network' };
    const reason = `is cut off or damaged: ${fault.message}`;
    return { kind: 'unusable', reason, advice: 'Copy or export it again.' };
  }
  const found = describeContent(first);
  return { kind: 'other', ...(found === undefined ? {} : { found }) };
}

/** Weights in files of their own must lie beside the model. */
async function faultOfWeights({ external }: OnnxOutline, folder: string): Promise<FileInfo | undefined> {
  for (const name of external) {
    const target = path.isAbsolute(name) ? undefined : resolveInside(folder, name);
    const isThere =
      target !== undefined &&
      (await stat(target).then(
        (one) => one.isFile(),
        () => false,
      ));
    if (!isThere) return { kind: 'incomplete', missing: name };
  }
  return undefined;
}

function factsOf({ inputs, outputs, inTraining }: OnnxOutline, outputName: string | undefined): FileInfo {
  if (inTraining !== undefined) {
    return unusable(
      `was exported in training mode: the node '${inTraining.name}' (${inTraining.opType}) has training_mode 1, so that it normalises by the other examples of a batch`,
      'Export it in evaluation mode: `model.eval()` before `torch.onnx.export`.',
    );
  }
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) {
    return unusable(`has ${inputs.length} inputs where one is needed, the images`, 'Export it with one input.');
  }
  const twice = outputs.find(({ name }, index) => outputs.findIndex((other) => other.name === name) < index);
  if (twice !== undefined) {
    return unusable(`declares the output '${twice.name}' twice`, 'Export it with each output once.');
  }
  const only = outputs.length === 1 && outputName === undefined;
  const output = only ? outputs[0] : outputs.find(({ name }) => name === (outputName ?? 'logits'));
  if (output === undefined) {
    const names = outputs.map(({ name }) => name).join(', ') || 'none';
    return outputName === undefined
      ? unusable(
          `has the outputs ${names}, none of them called 'logits'`,
          'Name the right one in outputName, or export it with one output.',
        )
      : unusable(`has the outputs ${names}, none of them called '${outputName}'`, 'Name one of them in outputName.');
  }
  return factsOfShapes(input, output);
}

function factsOfShapes(input: OnnxValue, output: OnnxValue): FileInfo {
  for (const [verb, value] of [
    ['takes', input],
    ['gives', output],
  ] as const) {
    if (value.type !== undefined && value.type !== 'float32' && value.type !== 'float16') {
      return unusable(`${verb} '${value.name}' as ${value.type}`, 'Export it for float32 or float16.');
    }
  }
  // A network for one example may give its numbers without a batch.
  const isForOne = input.shape?.[0] === 1 && output.shape?.length === 1;
  const given = isForOne ? output.shape : output.shape?.slice(1);
  if (given !== undefined && given.length !== 1) {
    const advice =
      given.length === 0
        ? 'Export it with a batch before the classes, such as [batch, 10].'
        : 'Take one that gives one number for each class.';
    return unusable(`gives '${output.name}' as ${shown(output)}`, advice);
  }
  const classes = given?.[0];
  return {
    kind: 'network',
    ...(input.shape === undefined ? {} : { input: input.shape.slice(1) }),
    ...(classes === undefined ? {} : { classes }),
  };
}

const unusable = (reason: string, advice: string): FileInfo => ({ kind: 'unusable', reason, advice });

const shown = ({ shape = [] }: OnnxValue): string => `[${shape.map((length) => length ?? '?').join(', ')}]`;
