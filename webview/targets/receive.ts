import {
  isSelection,
  splitNames,
  type EvaluationChoice,
  type Overview,
  type Pictures,
  type Rows,
  type Samples,
  type SplitName,
  type TargetsAnswer,
} from '../../src/panel/targets/messages';
import { listOf, numberOf, recordOf, textOf, textsOf, wholeOf, type Fields } from '../fields';
import { Refusal } from '../refusal';

/** Reads an answer as it arrives. Throws a Refusal that says what is wrong with it. */
export function readTargetsAnswer(value: unknown): TargetsAnswer {
  const fields = recordOf(value, 'the answer');
  const { type } = fields;
  switch (type) {
    case 'overview':
      return overviewOf(fields);
    case 'samples':
      return samplesOf(fields);
    case 'rows':
      return rowsOf(fields);
    case 'pictures':
      return picturesOf(fields);
    case 'problem':
      return { type, message: textOf(fields, 'message') };
    default:
      throw new Refusal(`its type '${String(type)}' is unknown`);
  }
}

function overviewOf(fields: Fields): Overview {
  const temperature = numberOf(fields, 'temperature');
  if (!(temperature > 0)) throw new Refusal(`the temperature ${temperature} is not above 0`);
  return {
    type: 'overview',
    classNames: textsOf(fields, 'classNames'),
    evaluations: listOf(fields, 'evaluations').map(choiceOf),
    teachers: textsOf(fields, 'teachers'),
    temperature,
  };
}

function choiceOf(value: unknown): EvaluationChoice {
  const fields = recordOf(value, 'an evaluation');
  const { checkpoint } = fields;
  if (checkpoint !== 'best' && checkpoint !== 'last') throw new Refusal(`'checkpoint' is neither best nor last`);
  return {
    key: textOf(fields, 'key'),
    checkpoint,
    split: splitOf(fields),
    step: wholeOf(fields, 'step'),
    epoch: numberOf(fields, 'epoch'),
    count: wholeOf(fields, 'count'),
  };
}

function splitOf(fields: Fields): SplitName {
  const split = splitNames.find((name) => name === fields['split']);
  if (split === undefined) throw new Refusal(`the split '${String(fields['split'])}' is unknown`);
  return split;
}

function samplesOf(fields: Fields): Samples {
  const integers = (name: string): Int32Array => numbersOf(fields, name, Int32Array);
  const floats = (name: string): Float32Array => numbersOf(fields, name, Float32Array);
  const samples = {
    type: 'samples' as const,
    evaluation: textOf(fields, 'evaluation'),
    teacher: wholeOf(fields, 'teacher'),
    labels: integers('labels'),
    studentChoices: integers('studentChoices'),
    teacherChoices: integers('teacherChoices'),
    loss: floats('loss'),
    divergence: floats('divergence'),
  };
  const { labels, studentChoices, teacherChoices, loss, divergence } = samples;
  const isWhole = [studentChoices, loss].every(({ length }) => length === labels.length);
  const isTaught = [0, labels.length].includes(divergence.length) && divergence.length === teacherChoices.length;
  if (!isWhole || !isTaught) throw new Refusal('the columns of the examples are not equally long');
  return samples;
}

function rowsOf(fields: Fields): Rows {
  const { selection } = fields;
  if (!isSelection(selection)) throw new Refusal(`'selection' is none`);
  const [student, taught] = [numbersOf(fields, 'student', Float32Array), numbersOf(fields, 'taught', Float32Array)];
  const rows = wholeOf(fields, 'rows');
  if (rows > 0 && student.length % rows !== 0) throw new Refusal(`${student.length} logits are no ${rows} rows`);
  if (taught.length !== 0 && taught.length !== student.length) throw new Refusal('the teacher has other classes');
  const address = { evaluation: textOf(fields, 'evaluation'), teacher: wholeOf(fields, 'teacher') };
  return { type: 'rows', ...address, selection, rows, total: wholeOf(fields, 'total'), student, taught };
}

function picturesOf(fields: Fields): Pictures {
  const samples = [...numbersOf(fields, 'samples', Int32Array)];
  const [height, width] = [wholeOf(fields, 'height'), wholeOf(fields, 'width')];
  const channels = wholeOf(fields, 'channels');
  const pixels = numbersOf(fields, 'pixels', Uint8Array);
  if (pixels.length !== samples.length * height * width * channels) throw new Refusal('the pixels do not fit');
  return { type: 'pictures', split: splitOf(fields), samples, height, width, channels, pixels };
}

/** A typed array, or a plain one of numbers where the editor's transport made it so. */
function numbersOf<Column extends Int32Array | Float32Array | Uint8Array>(
  fields: Fields,
  name: string,
  kind: (new (length: number) => Column) & { from(values: ArrayLike<number>): Column },
): Column {
  const value = fields[name];
  if (value instanceof kind) return value;
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return kind.from(value);
  throw new Refusal(`'${name}' is no list of numbers`);
}
