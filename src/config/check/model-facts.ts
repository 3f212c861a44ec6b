import { describeSource, type DataFacts, type WrittenClass } from '../../data-sources';
import {
  describeArchitecture,
  modelFacts,
  ShapeError,
  type Architecture,
  type LayerFacts,
} from '../../models/architecture';
import { formatAnd, formatCount, formatCountOf, formatNumber, formatRatio } from '../../wording';
import { teachersOf, usedTeachers } from '../schema/objective';
import { answerPaths, isDescribed, isPython, type StudentModel, type TeacherModel } from '../schema/model';
import type { ResolvedConfig } from '../schema/schema';

type Model = StudentModel | TeacherModel;

/** Parameters and operations of a described model on a data set, or why its layers do not fit. */
export function factsOf(model: Architecture, { shape, classes }: DataFacts): LayerFacts | ShapeError {
  try {
    return modelFacts(model, shape, classes.length);
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

/** The number of parameters; undefined when the layers do not fit, or while the data or a file of weights is not known. */
export function parametersOf(model: Model, data: DataFacts | undefined): number | undefined {
  if (!isDescribed(model) || data === undefined) return undefined;
  const facts = factsOf(model, data);
  return facts instanceof ShapeError ? undefined : facts.parameters;
}

/**
 * The model in short, such as `mlp 784-800-800-10` or `file models/model.json`; only its preset when its layers do not fit
 * or the data is not known.
 */
export function describeModel(model: Model, data: DataFacts | undefined): string {
  if (model.preset === 'file') return `file ${model.path}`;
  if (model.preset === 'run') return `run ${model.run}`;
  if (model.preset === 'python') return model.python;
  if (model.preset === 'answers') return `answers ${answerPaths(model).join(', ')}`;
  if (data === undefined || factsOf(model, data) instanceof ShapeError) return model.preset;
  return `${model.preset} ${describeArchitecture(model, data.shape, data.classes.length)}`;
}

/** The networks that a run learns from, in short; undefined where there are none. */
export function describeTeachers(config: ResolvedConfig, data: DataFacts | undefined): string | undefined {
  const teachers = usedTeachers(config);
  const named = teachers.map(({ name, source }) => {
    const model = describeModel(source.model, data);
    return teachers.length === 1 ? model : `${name}: ${model}`;
  });
  return named.length === 0 ? undefined : named.join('; ');
}

/** The data in short, such as `idx digits, 20,000 to train on, 5,000 held back for validation`, and what of it the student sees. */
export function describeData({ data, transfer }: ResolvedConfig): string {
  const { limit, imbalance, validation } = data;
  return [
    describeSource(data),
    ...(limit === undefined ? [] : [`${formatCount(limit)} to train on`]),
    ...(imbalance === undefined ? [] : [`long-tailed by ${formatTimes(imbalance.ratio)}`]),
    `${describePart(validation)} ${typeof validation === 'string' ? '' : 'held back '}for validation`,
    ...('test' in data && data.test !== undefined ? [`${describePart(data.test)} for the test`] : []),
    ...(transfer?.leaveOut === undefined ? [] : [`student without ${classes(transfer.leaveOut)}`]),
    ...(transfer?.keep === undefined ? [] : [`student with ${classes(transfer.keep)} alone`]),
    ...((transfer?.labelFraction ?? 1) === 1 ? [] : [`${formatRatio(transfer?.labelFraction ?? 1)} of its labels`]),
  ].join(', ');
}

/** A ratio above 1: grouped like a count where it is whole. */
const formatTimes = (ratio: number): string => (Number.isInteger(ratio) ? formatCount(ratio) : formatNumber(ratio, 6));

/** A count, a share in percent, or a path. */
function describePart(part: number | string): string {
  if (typeof part === 'string') return part;
  return part < 1 ? formatRatio(part) : formatCount(part);
}

function classes(list: readonly WrittenClass[]): string {
  const named = formatAnd(list.map(String));
  return list.length === 1 ? `class ${named}` : `classes ${named}`;
}

/**
 * The student’s trained numbers, and their share of the only teacher’s; undefined where its layers do not fit or the data
 * is not known.
 */
export function describeSize(config: ResolvedConfig, data: DataFacts | undefined): string | undefined {
  const own = parametersOf(config.student.model, data);
  if (own === undefined) {
    const { model } = config.student;
    if (isPython(model)) return 'parameters as its code makes them';
    return isDescribed(model) ? undefined : 'parameters as in its file';
  }
  const count = formatCountOf(own, 'parameter');
  const [teacher, ...others] = teachersOf(config);
  const theirs = teacher && others.length === 0 ? parametersOf(teacher.source.model, data) : undefined;
  if (theirs === undefined) return count;
  return `${count}, ${formatRatio(own / theirs)} of the teacher’s`;
}
