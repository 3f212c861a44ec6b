import { isMap, ModelFault } from './fault';
import { readTopology, type FileGraph } from './topology';
import { readWeightsManifest, type WeightsManifest } from './weights-manifest';

/** A tfjs Layers model without its numbers. */
export interface ModelJson {
  readonly graph: FileGraph;
  readonly manifest: WeightsManifest;
}

/**
 * Reads the text of a tfjs Layers model's `model.json`. A byte-order mark at its beginning is passed over.
 * @throws ModelFault that names the layer or weight, or what the text is where it is no Layers model.
 */
export function readModelJson(text: string): ModelJson {
  const hint = 'name the model.json that tfjs or its converter wrote';
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ModelFault(`it is not JSON (${reason})`, hint, 'other JSON');
  }
  if (isMap(value) && value['format'] === 'graph-model') {
    const convert = 'convert to a Layers model: --output_format=tfjs_layers_model';
    throw new ModelFault('it is a tfjs graph model', convert, 'a tfjs graph model');
  }
  if (!isMap(value) || value['modelTopology'] === undefined || value['weightsManifest'] === undefined) {
    throw new ModelFault('it is JSON, but holds no model with weights', hint, 'other JSON');
  }
  return { graph: readTopology(value['modelTopology']), manifest: readWeightsManifest(value['weightsManifest']) };
}
