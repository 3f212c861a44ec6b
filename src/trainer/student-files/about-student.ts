import type { AboutStudent } from '../../runs';
import type { Context } from '../context/context';

/** Facts for the use of the student of a run: its input, and the names of its answers. */
export function aboutStudent({ data, manifest }: Context): AboutStudent {
  const { normalization, shape, classList, columnNames } = data;
  return {
    formatVersion: 1,
    name: manifest.name,
    run: manifest.id,
    input: {
      name: 'images',
      shape,
      ...(columnNames !== undefined && { columns: columnNames }),
      ...(data.unit === 255 && { range: [0, 1] }),
      ...(normalization !== undefined && { normalization }),
      ...fitOf(manifest.config.data),
    },
    output: { name: 'logits' },
    classes: classList.map(({ name, label }) => ({ name, label })),
  };
}

/** The same as texts by name, for the metadata of an ONNX model. */
export function metadataOf({ name, run, input, output, classes }: AboutStudent): Record<string, string> {
  const values = { input, output, classes };
  return {
    name,
    run,
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)])),
  };
}

/** The way in which pictures of other sizes are brought to the data's. */
function fitOf(data: object): Pick<AboutStudent['input'], 'fit'> {
  const fit: unknown = 'fit' in data ? data.fit : undefined;
  return fit === 'resize' || fit === 'crop' || fit === 'pad' ? { fit } : {};
}
