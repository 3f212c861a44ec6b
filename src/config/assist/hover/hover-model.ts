import type { DataFacts } from '../../../data-sources';
import { chainFacts, describeArchitecture, layerFacts, ShapeError, type Layer } from '../../../models/architecture';
import { formatBytes, formatCount, formatNumber, formatRatio } from '../../../wording';
import { factsOf, parametersOf } from '../../check/model-facts';
import { teachersOf } from '../../schema/objective';
import { isDescribed, type StudentModel, type TeacherModel } from '../../schema/model';
import type { ResolvedConfig } from '../../schema/schema';

/** Keys of a model whose numbers are those of the whole. */
const wholes = new Set([undefined, 'preset', 'hidden', 'filters', 'dense', 'blocks', 'layers']);

/** Shape, parameters and operations of the model or layer at a path. */
export function modelFactsAt(path: readonly string[], config: ResolvedConfig, data: DataFacts): string | undefined {
  const isListed = path[0] === 'teachers';
  const rest = path.slice(isListed ? 2 : 1);
  const owner = isListed ? config.teachers?.[Number(path[1])] : ownerOf(path[0], config);
  if (owner === undefined || (rest.length > 0 && rest[0] !== 'model')) return undefined;
  const [, key, index] = rest;
  const { model } = owner;
  if (key === 'layers' && index !== undefined && model.preset === 'custom') {
    return aboutLayer(model.layers, Number(index), data);
  }
  return wholes.has(key) ? aboutModel(model, path[0] === 'student', config, data) : undefined;
}

function ownerOf(
  key: string | undefined,
  { student, teacher }: ResolvedConfig,
): { readonly model: StudentModel | TeacherModel } | undefined {
  if (key === 'student') return student;
  return key === 'teacher' ? teacher : undefined;
}

function aboutModel(
  model: StudentModel | TeacherModel,
  isStudent: boolean,
  config: ResolvedConfig,
  data: DataFacts,
): string | undefined {
  const facts = isDescribed(model) ? factsOf(model, data) : undefined;
  if (!isDescribed(model) || facts === undefined || facts instanceof ShapeError) return undefined;
  const shares = isStudent
    ? teachersOf(config).flatMap(({ name, source }) => {
        const theirs = parametersOf(source.model, data);
        return theirs === undefined ? [] : [shareOf(name, formatRatio(facts.parameters / theirs))];
      })
    : [];
  const share = shares.length === 0 ? '' : `, ${shares.join(', ')}`;
  const weights = `${formatBytes(4 * facts.parameters)} of weights`;
  return `\`${describeArchitecture(model, data.shape, data.classes.length)}\`: ${formatCount(facts.parameters)} parameters${share}, ${mega(facts.operations)} MFLOP for one example, ${weights}`;
}

/** A share of a teacher's parameters. The only teacher is called `teacher`. */
const shareOf = (name: string, share: string): string =>
  name === 'teacher' ? `${share} of the teacher’s` : `${share} of ${name}’s`;

function aboutLayer(layers: readonly Layer[], index: number, { shape }: DataFacts): string | undefined {
  const layer = layers[index];
  if (layer === undefined) return undefined;
  try {
    const input = chainFacts(layers.slice(0, index), shape).output;
    const { output, parameters, operations } = layerFacts(layer, input);
    return `Layer ${index + 1}: ${input.join('×')} → ${output.join('×')}, ${formatCount(parameters)} parameters, ${mega(operations)} MFLOP for one example`;
  } catch (error) {
    if (error instanceof ShapeError) return undefined;
    throw error;
  }
}

/** Operations in millions: three significant digits, or a whole number from 1000 on. */
function mega(operations: number): string {
  const millions = operations / 1e6;
  return millions < 999.5 ? formatNumber(millions, 3) : formatCount(millions);
}
