import { viewNames, type Figure, type RunCard, type ToPanel, type ViewName } from '../src/panel/messages';
import { listOf, numberOf, recordOf, textOf, type Fields } from './fields';
import { Refusal } from './refusal';

/** What became of a message: it can be used, or it is refused with a reason that can be shown. */
export type Received = { readonly message: ToPanel } | { readonly problem: string };

/** Reads a message as it arrives: its type and every field of its card. What is for a view the view reads itself. */
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

/** Each status, so that a new one is not forgotten here. */
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

export function statusOf(fields: Fields): RunCard['status'] {
  const status = textOf(fields, 'status');
  if (!Object.hasOwn(statuses, status)) throw new Refusal(`the status '${status}' is unknown`);
  return status as RunCard['status'];
}

function cardOf(value: unknown): RunCard {
  const fields = recordOf(value, 'the run');
  const { failure } = fields;
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
    progress: numberOf(fields, 'progress'),
    activity: text('activity'),
    result: text('result'),
    figures: listOf(fields, 'figures').map(figureOf),
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
