import { stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { resolveInside } from '../../paths';
import type { FileInfo } from '../../config';
import { beginsAsOnnx, describeContent, tellingBytes } from '../content';
import { readOnnxOutline, type OnnxOutline, type OnnxValue } from './outline';
import { WireFault } from './wire';

/** What an ONNX file takes and gives, by its own declarations: nothing of ONNX Runtime is needed. */
export async function factsOfOnnx(handle: FileHandle, file: string, size: number): Promise<FileInfo> {
  let outline: OnnxOutline;
  try {
    outline = await readOnnxOutline(handle, size);
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    return notRead(handle, size, error);
  }
  return (await faultOfWeights(outline, path.dirname(file))) ?? factsOf(outline);
}

/** What a file is that cannot be read as ONNX: something else, or the rest of a model. */
async function notRead(handle: FileHandle, size: number, { message }: WireFault): Promise<FileInfo> {
  const first = Buffer.alloc(Math.min(tellingBytes, size));
  await handle.read(first, 0, first.length, 0);
  if (beginsAsOnnx(first)) {
    return { kind: 'unusable', reason: `is cut off or damaged: ${message}`, advice: 'Copy or export it again.' };
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

function factsOf({ inputs, outputs }: OnnxOutline): FileInfo {
  const unusable = (reason: string, advice: string): FileInfo => ({ kind: 'unusable', reason, advice });
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) {
    return unusable(`has ${inputs.length} inputs where one is needed, the images`, 'Export it with one input.');
  }
  const output = outputs.length === 1 ? outputs[0] : outputs.find(({ name }) => name === 'logits');
  if (output === undefined) {
    const names = outputs.map(({ name }) => name).join(', ') || 'none';
    return unusable(
      `has the outputs ${names}, none of them called 'logits'`,
      "Export it with one output, or call the right one 'logits'.",
    );
  }
  for (const [verb, value] of [
    ['takes', input],
    ['gives', output],
  ] as const) {
    if (value.type !== undefined && value.type !== 'float32') {
      return unusable(`${verb} '${value.name}' as ${value.type}`, 'Export it for float32.');
    }
  }
  const given = output.shape?.slice(1);
  if (given !== undefined && given.length !== 1) {
    return unusable(`gives '${output.name}' as ${shown(output)}`, 'Take one that gives one number for each class.');
  }
  const classes = given?.[0];
  return {
    kind: 'network',
    ...(input.shape === undefined ? {} : { input: input.shape.slice(1) }),
    ...(classes === undefined ? {} : { classes }),
  };
}

const shown = ({ shape = [] }: OnnxValue): string => `[${shape.map((length) => length ?? '?').join(', ')}]`;
