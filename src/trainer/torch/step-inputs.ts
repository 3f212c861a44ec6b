import type { DataSet } from '../../data';
import type { InputSpec } from '../../engine';
import type { DropoutSite } from '../../models';
import { sizeOf } from '../../models/architecture';
import { logitTables, teacherInput, type TeacherSource } from '../step/teacher-source';
import { rowsSpec, type RowTable } from '../step/row-table';
import type { TorchEngine } from './torch-engine';

/** Inputs of a step: those that each of its slots has, and those that it gathers or computes. */
export interface StepInputs {
  readonly tensors: Readonly<Record<string, InputSpec>>;
  /** Inputs whose rows the step gathers from a table there, by the places that it is given. */
  readonly gathered: readonly { readonly input: string; readonly table: number; readonly shape: readonly number[] }[];
  /** Teachers in the objective's order: an input, or a session that answers in the step. */
  readonly teachers: readonly { readonly input: string; readonly session?: number }[];
}

export interface StepInputsOptions {
  readonly engine: TorchEngine;
  readonly data: Pick<DataSet, 'shape' | 'classes'>;
  readonly batchSize: number;
  readonly hasMixedLabels: boolean;
  readonly dropoutSites: readonly DropoutSite[];
  readonly teachers: readonly TeacherSource[];
  /** The training split, where the step gathers its rows; else it is given the images. */
  readonly rows?: RowTable | undefined;
}

/** Plans the inputs of a training's steps, and hands over what they gather from. */
export async function planStepInputs(options: StepInputsOptions): Promise<StepInputs> {
  const { engine, data, batchSize, hasMixedLabels, dropoutSites, teachers, rows } = options;
  const float = (shape: readonly number[]): InputSpec => ({ shape: [batchSize, ...shape], dtype: 'float32' });
  const tensors: Record<string, InputSpec> = {
    ...(rows === undefined ? { images: float(data.shape) } : rowsSpec(batchSize)),
    labels: hasMixedLabels ? float([data.classes]) : { shape: [batchSize], dtype: 'int32' },
    ...{ weights: float([]), labelWeights: float([]) },
  };
  for (const { name, shape } of dropoutSites) tensors[name] = float(shape);
  const gathered: StepInputs['gathered'][number][] = [];
  if (rows !== undefined) {
    gathered.push({ input: 'images', table: await engine.tables.numberOf(rows), shape: data.shape });
  }
  const tables = logitTables(teachers, data.classes);
  const planned: StepInputs['teachers'][number][] = [];
  for (const [index, source] of teachers.entries()) {
    const input = teacherInput(index);
    const table = tables.get(index);
    if (table !== undefined) {
      gathered.push({ input, table: await engine.tables.numberOf(table), shape: [data.classes] });
    } else if (source.kind !== 'graph') tensors[input] = float([data.classes]);
    const session = source.kind === 'graph' ? await engine.sessionOf(source.model).present() : undefined;
    planned.push({ input, ...(session !== undefined && { session }) });
  }
  return { tensors, gathered, teachers: planned };
}

/** Bytes of a slot's tensors. */
export function bytesOf(tensors: StepInputs['tensors']): number {
  return Object.values(tensors).reduce((sum, { shape }) => sum + 4 * sizeOf(shape), 0);
}
