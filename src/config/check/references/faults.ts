import { inputLayout } from '../../../models/architecture';
import { capitalize, formatCount } from '../../../wording';
import type { CountedAnswers, ExpectedData, FileInfo, RunInfo, WhyUnfit } from './facts';
import { faultOfPlace, type ReferenceFault } from './misplaced-file';

/** The fault of a model file for data, by what was found in it; undefined where there is none or nothing is known yet. */
export function faultOfFile(
  path: string,
  facts: FileInfo | undefined,
  data: ExpectedData | undefined,
  key?: string,
): ReferenceFault | undefined {
  const wrong = (message: string, advice: string): ReferenceFault => ({ code: 'wrong-file', message, advice });
  switch (facts?.kind) {
    case undefined:
    case 'script':
      return undefined;
    case 'missing':
    case 'outside':
    case 'folder':
    case 'empty':
      return faultOfPlace(path, facts, { file: 'model file', it: 'the model', remedy: 'Export the model again.' });
    case 'other':
      return wrong(...faultOfOther(path, facts.found));
    case 'unusable':
      return wrong(`'${path}' ${facts.reason}`, facts.advice);
    case 'incomplete':
      return wrong(`'${path}' needs '${facts.missing}', which is not beside it`, 'Copy all files of the model.');
    case 'answers':
      return faultOfAnswers({ path, key }, facts, data);
    case 'network': {
      const fault = faultOfShape(`The network in '${path}'`, facts, data, isOnnx(path) ? 'onnx' : 'tfjs');
      return fault ?? faultOfWhole(`'${path}'`, facts, data);
    }
  }
}

/** Columns of answers: those of a file without the one that tells examples apart. */
export function columnsOfAnswers(
  { columns, columnNames }: CountedAnswers,
  key: string | undefined,
): number | undefined {
  const isCounted = key !== undefined && columnNames?.includes(key) === true;
  return columns === undefined || !isCounted ? columns : columns - 1;
}

function faultOfAnswers(
  { path, key }: { readonly path: string; readonly key?: string | undefined },
  answers: CountedAnswers,
  data: ExpectedData | undefined,
): ReferenceFault | undefined {
  if (data === undefined) return undefined;
  const classes = columnsOfAnswers(answers, key);
  // Rows with keys are found by them, in any order and number.
  const rows = key === undefined ? answers.rows : undefined;
  if (classes !== undefined && classes !== data.classes) {
    const message = `'${path}' has ${classes} columns, and the data has ${data.classes} classes`;
    return { code: 'class-mismatch', message, advice: 'Write one number for each class, in the order of the data’s.' };
  }
  if (rows === undefined || data.examples === undefined || rows === data.examples) return undefined;
  return {
    code: 'shape-mismatch',
    message: `'${path}' has ${formatCount(rows)} rows, and the data has ${formatCount(data.examples)} examples`,
    advice: 'Write one row for each example of the data’s files, in their order.',
  };
}

/** Message and advice for a file that is no model; the second part of what was found is the way to the model itself. */
function faultOfOther(path: string, content: string | undefined): [message: string, advice: string] {
  const [found, remedy] = (content ?? '').split('; ');
  const kind = isOnnx(path) ? 'ONNX' : 'tfjs Layers';
  const usual = isOnnx(path) ? 'Export the model again, as ONNX.' : 'Name the model.json of a Layers model.';
  const advice = remedy === undefined ? usual : `${capitalize(remedy)}.`;
  return [`'${path}' is no ${kind} model${found === '' ? '' : ` but ${found}`}`, advice];
}

/** The fault of an earlier run for data, by what was found of it; undefined where there is none or nothing is known yet. */
export function faultOfRun(
  id: string,
  facts: RunInfo | undefined,
  data: ExpectedData | undefined,
): ReferenceFault | undefined {
  switch (facts?.kind) {
    case undefined:
      return undefined;
    case 'missing':
      return {
        code: 'missing-run',
        message: `There is no run '${id}' in this workspace`,
        advice: 'Write the id of a run from the Runs view.',
      };
    case 'unfinished':
      return {
        code: 'unfinished-run',
        message: `The run '${id}' has no student yet`,
        advice: 'Let it finish, or take another one.',
      };
    case 'foreign':
      return {
        code: 'wrong-file',
        message: `The student of '${id}' is a model of Python code, which no run folder holds`,
        advice: 'Name its code with `python`, and the file `student/student.safetensors` of that run as its weights.',
      };
    case 'there':
      return (
        faultOfShape(`The student of '${id}'`, facts, data, 'tfjs') ??
        faultOfWhole(`The student of '${id}'`, facts, data)
      );
  }
}

function faultOfWhole(
  what: string,
  { whyUnfit }: { readonly whyUnfit?: WhyUnfit },
  data: ExpectedData | undefined,
): ReferenceFault | undefined {
  const unfit = data && whyUnfit?.(data);
  return unfit && { code: 'wrong-file', message: `${what} ${unfit.reason}`, advice: unfit.advice };
}

const isOnnx = (path: string): boolean => path.toLowerCase().endsWith('.onnx');

interface Taken {
  readonly input?: readonly (number | undefined)[];
  readonly classes?: number;
}

function faultOfShape(
  what: string,
  { input, classes }: Taken,
  data: ExpectedData | undefined,
  format: 'tfjs' | 'onnx',
): ReferenceFault | undefined {
  if (data === undefined) return undefined;
  const advice = 'Take a network that was made for this data.';
  if (classes !== undefined && classes !== data.classes) {
    return {
      code: 'class-mismatch',
      message: `${what} tells ${classes} classes apart, the data has ${data.classes}`,
      advice,
    };
  }
  if (input === undefined || inputLayout(input, data.shape, format, data.layout) !== undefined) return undefined;
  const taken = input.map((length) => length ?? '?').join('×') || 'single numbers';
  return { code: 'shape-mismatch', message: `${what} takes ${taken}, the data has ${data.shape.join('×')}`, advice };
}
