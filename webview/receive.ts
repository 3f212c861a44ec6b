import {
  curveNames,
  viewNames,
  type Columns,
  type CurveName,
  type Figure,
  type RunCard,
  type ToPanel,
  type ViewName,
} from '../src/editor/panel/messages';
import { Refusal } from './refusal';

/** What became of a message: it can be used, or it is refused with a reason that can be shown. */
export type Received = { readonly message: ToPanel } | { readonly problem: string };

/** Reads a message as it arrives: its type, every field of its card, and its curves point by point. */
export function readMessage(data: unknown): Received {
  try {
    return { message: read(data) };
  } catch (error) {
    if (error instanceof Refusal) return { problem: error.message };
    throw error;
  }
}

function read(data: unknown): ToPanel {
  const fields = recordOf(data, 'the message');
  const { type } = fields;
  switch (type) {
    case 'snapshot':
      return { type, run: cardOf(fields['run']), curves: wholeOf(curvesOf(fields['curves'])) };
    case 'append':
      return { type, runId: textOf(fields, 'runId'), curves: curvesOf(fields['curves']) };
    case 'card':
      return { type, run: cardOf(fields['run']) };
    case 'gone':
      return { type, runId: textOf(fields, 'runId') };
    case 'notice':
      return { type, runId: textOf(fields, 'runId'), message: textOf(fields, 'message') };
    case 'view':
      return { type, runId: textOf(fields, 'runId'), view: viewOf(fields), answer: fields['answer'] };
    default:
      throw new Refusal(`its type '${String(type)}' is unknown`);
  }
}

function viewOf(fields: Fields): ViewName {
  const view = viewNames.find((name) => name === fields['view']);
  if (view === undefined) throw new Refusal(`the view '${String(fields['view'])}' is unknown`);
  return view;
}

type Fields = Readonly<Record<string, unknown>>;

function recordOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null) throw new Refusal(`${what} is no object`);
  return value as Fields;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Refusal(`'${name}' is no text`);
  return value;
}

const statuses: Readonly<Record<RunCard['status'], true>> = {
  queued: true,
  running: true,
  stopping: true,
  stopped: true,
  finished: true,
  failed: true,
  lost: true,
  broken: true,
};

function statusOf(fields: Fields): RunCard['status'] {
  const status = textOf(fields, 'status');
  if (!Object.hasOwn(statuses, status)) throw new Refusal(`the status '${status}' is unknown`);
  return status as RunCard['status'];
}

function cardOf(value: unknown): RunCard {
  const fields = recordOf(value, 'the run');
  const { progress, figures, failure } = fields;
  if (typeof progress !== 'number' || !Number.isFinite(progress)) throw new Refusal(`'progress' is no number`);
  if (!Array.isArray(figures)) throw new Refusal(`'figures' is no list`);
  const text = (name: keyof RunCard): string => textOf(fields, name);
  return {
    id: text('id'),
    folder: text('folder'),
    name: text('name'),
    status: statusOf(fields),
    objective: text('objective'),
    teacher: text('teacher'),
    student: text('student'),
    data: text('data'),
    seed: text('seed'),
    engine: text('engine'),
    epoch: text('epoch'),
    progress,
    activity: text('activity'),
    result: text('result'),
    figures: figures.map(figureOf),
    ...(failure !== undefined && { failure: failureOf(failure) }),
  };
}

function figureOf(value: unknown): Figure {
  const fields = recordOf(value, 'a figure');
  return { label: textOf(fields, 'label'), value: textOf(fields, 'value'), detail: textOf(fields, 'detail') };
}

function failureOf(value: unknown): NonNullable<RunCard['failure']> {
  const fields = recordOf(value, 'the failure');
  return { message: textOf(fields, 'message'), hint: textOf(fields, 'hint') };
}

function curvesOf(value: unknown): Partial<Record<CurveName, Columns>> {
  const fields = recordOf(value, 'the curves');
  const curves: Partial<Record<CurveName, Columns>> = {};
  for (const name of curveNames) {
    if (fields[name] !== undefined) curves[name] = columnsOf(fields[name], name);
  }
  return curves;
}

function wholeOf(curves: Partial<Record<CurveName, Columns>>): Record<CurveName, Columns> {
  const whole = (name: CurveName): Columns => {
    const columns = curves[name];
    if (columns === undefined) throw new Refusal(`the curve '${name}' is missing`);
    return columns;
  };
  return {
    loss: whole('loss'),
    hard: whole('hard'),
    soft: whole('soft'),
    temperature: whole('temperature'),
    validationAccuracy: whole('validationAccuracy'),
    testAccuracy: whole('testAccuracy'),
  };
}

function columnsOf(value: unknown, name: CurveName): Columns {
  const fields = recordOf(value, `the curve '${name}'`);
  const step = columnOf(fields['step'], `the steps of '${name}'`);
  const values = columnOf(fields['value'], `the values of '${name}'`);
  if (step.length !== values.length) {
    throw new Refusal(`'${name}' has ${step.length} steps but ${values.length} values`);
  }
  for (let index = 0; index < step.length; index += 1) {
    const here = step[index] ?? Number.NaN;
    if (!Number.isFinite(here)) throw new Refusal(`step ${index} of '${name}' is no finite number`);
    const before = index === 0 ? Number.NEGATIVE_INFINITY : (step[index - 1] ?? Number.NaN);
    if (here <= before) throw new Refusal(`the steps of '${name}' do not ascend: ${here} follows ${before}`);
  }
  return { step, value: values };
}

/** A typed array, or a plain one of numbers where the editor's transport made it so. */
function columnOf(value: unknown, what: string): Float64Array {
  if (value instanceof Float64Array) return value;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'number')) {
    throw new Refusal(`${what} are no list of numbers`);
  }
  return Float64Array.from(value);
}
