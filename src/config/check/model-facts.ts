import {
  describeArchitecture,
  modelFacts,
  ShapeError,
  type Architecture,
  type LayerFacts,
} from '../../models/architecture';
import { dataSets } from '../schema/data-sets';
import { teachersOf, usedTeachers } from '../schema/objective';
import { isDescribed, type StudentModel, type TeacherModel } from '../schema/model';
import type { ResolvedConfig } from '../schema/schema';

type Model = StudentModel | TeacherModel;

/** Parameters and operations of a described model on a data set, or why its layers do not fit. */
export function factsOf(model: Architecture, set: keyof typeof dataSets): LayerFacts | ShapeError {
  try {
    return modelFacts(model, dataSets[set].shape, dataSets[set].classes);
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
}

/** The number of parameters; undefined when the layers do not fit, or are known only when a file is read. */
export function parametersOf(model: Model, set: keyof typeof dataSets): number | undefined {
  if (!isDescribed(model)) return undefined;
  const facts = factsOf(model, set);
  return facts instanceof ShapeError ? undefined : facts.parameters;
}

/** The model in short, such as `mlp 784-800-800-10` or `file models/model.json`; only its preset when its layers do not fit. */
export function describeModel(model: Model, set: keyof typeof dataSets): string {
  if (model.preset === 'file') return `file ${model.path}`;
  if (model.preset === 'run') return `run ${model.run}`;
  if (factsOf(model, set) instanceof ShapeError) return model.preset;
  return `${model.preset} ${describeArchitecture(model, dataSets[set].shape, dataSets[set].classes)}`;
}

/** The networks that a run learns from, in short; undefined where there are none. */
export function describeTeachers(config: ResolvedConfig): string | undefined {
  const teachers = usedTeachers(config);
  const named = teachers.map(({ name, source }) => {
    const model = describeModel(source.model, config.data.set);
    return teachers.length === 1 ? model : `${name}: ${model}`;
  });
  return named.length === 0 ? undefined : named.join('; ');
}

/** The data in short, such as `mnist, 20,000 to train on, 5,000 held back for validation`, and what of it the student sees. */
export function describeData({ data, transfer }: ResolvedConfig): string {
  const { set, train, imbalance, validation } = data;
  return [
    set,
    ...(train === undefined ? [] : [`${train.toLocaleString('en')} to train on`]),
    ...(imbalance === undefined ? [] : [`long-tailed by ${imbalance.ratio.toLocaleString('en')}`]),
    `${validation.toLocaleString('en')} held back for validation`,
    ...(transfer?.leaveOut === undefined ? [] : [`student without ${classes(transfer.leaveOut)}`]),
    ...(transfer?.keep === undefined ? [] : [`student with ${classes(transfer.keep)} alone`]),
    ...((transfer?.labelFraction ?? 1) === 1 ? [] : [`${percent(transfer?.labelFraction ?? 1)} of its labels`]),
  ].join(', ');
}

function classes(list: readonly number[]): string {
  return `${list.length === 1 ? 'class' : 'classes'} ${list.join(' and ')}`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

/** The student’s trained numbers, and their share of the only teacher’s; undefined where its layers do not fit. */
export function describeSize(config: ResolvedConfig): string | undefined {
  const own = parametersOf(config.student.model, config.data.set);
  if (own === undefined) return isDescribed(config.student.model) ? undefined : 'parameters as in its file';
  const count = `${own.toLocaleString('en-US')} parameters`;
  const [teacher, ...others] = teachersOf(config);
  const theirs = teacher && others.length === 0 ? parametersOf(teacher.source.model, config.data.set) : undefined;
  if (theirs === undefined) return count;
  return `${count}, ${Number(((100 * own) / theirs).toPrecision(3))} % of the teacher’s`;
}
