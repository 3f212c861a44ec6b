import type { ResolvedConfig } from '../../config';
import type { DataSet } from '../../data';
import type { StudentFacts } from '../../runs';
import type { Context } from '../context/context';

/** Facts for the use of the student of a run: its input, and the names of its answers. */
export function aboutStudent({ data, manifest }: Pick<Context, 'data' | 'manifest'>): StudentFacts {
  const { classList } = data;
  return {
    formatVersion: 1,
    name: manifest.name,
    run: manifest.id,
    input: { name: 'images', ...inputOf(data), ...preparationOf(manifest.config.data) },
    output: { name: 'logits' },
    classes: classList.map(({ name, label }) => ({ name, label })),
  };
}

/** Facts of a student as texts by name, for the metadata of an ONNX model. */
export function metadataOf({ name, run, input, output, classes }: StudentFacts): Record<string, string> {
  const values = { input, output, classes };
  return {
    name,
    run,
    ...Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)])),
  };
}

/** Shape and numbers of the input, as they were measured on the data. */
function inputOf({ shape, unit, columnNames, normalization, fill, raw }: DataSet): Omit<StudentFacts['input'], 'name'> {
  return {
    shape,
    ...(columnNames !== undefined && { columns: columnNames }),
    ...(unit === 255 && { range: [0, 1] }),
    ...(raw !== undefined && { resizedFrom: raw.shape.slice(0, 2) }),
    ...(fill !== undefined && { fill }),
    ...(normalization !== undefined && { normalization }),
  };
}

/** The settings of the data by which a file becomes an example, so that others do the same. */
function preparationOf(data: ResolvedConfig['data']): Partial<StudentFacts['input']> {
  if ('python' in data) return { preparedBy: data.python };
  if ('fit' in data) return { fit: data.fit, interpolation: data.interpolation };
  if ('layout' in data) return data.layout === undefined ? {} : { layout: data.layout };
  if (!('separator' in data)) return {};
  const { header, separator, decimal } = data;
  const written = {
    ...(!header && { header }),
    ...(separator !== undefined && { separator }),
    ...(decimal !== undefined && { decimal }),
  };
  return Object.keys(written).length === 0 ? {} : { table: written };
}
