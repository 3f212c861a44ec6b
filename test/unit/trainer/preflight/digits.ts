import path from 'node:path';
import type { TeacherInput } from '../../../../src/config';
import { openData, type DataSet } from '../../../../src/data';
import { openOnnxSource, type OnnxSource } from '../../../../src/trainer/networks/onnx-source';
import { adapterOf, type AdapterSettings } from '../../../../src/trainer/networks/teacher-adapter';
import { tryTeacher, type PreflightResult } from '../../../../src/trainer/preflight';

let opened: Promise<DataSet> | undefined;

/** MNIST's digits: few to train on, 500 to validate on, all to test on. */
export function digits(): Promise<DataSet> {
  opened ??= openData(
    { format: 'mnist', validation: 500, limit: 1000 },
    { resolve: (written) => written, environment: {} },
  );
  return opened;
}

/** A network of a folder, opened with the input that a config states. */
export async function openTeacher(folder: string, name: string, input?: TeacherInput): Promise<OnnxSource> {
  const { data } = adapterOf(await digits(), { input, classOrder: undefined });
  const stated = { output: undefined, shiftSeenBy: [] };
  return openOnnxSource(path.resolve(folder, name), name, data, { threads: 1, stated, layout: input?.layout });
}

/** Tries a network of a folder as a config states it. */
export async function tried(folder: string, name: string, stated: AdapterSettings = {}): Promise<PreflightResult> {
  const data = await digits();
  const { forward, layout } = await openTeacher(folder, name, stated.input);
  const ask = async (images: Float32Array): Promise<Float32Array> =>
    (await forward.run({ images }))['logits'] ?? new Float32Array();
  const result = await tryTeacher(data, { ask, layout, stated, adapter: adapterOf(data, stated) }, () =>
    Promise.resolve(),
  );
  forward.dispose();
  if (result === undefined) throw new Error('its answers are not finite');
  return result;
}
