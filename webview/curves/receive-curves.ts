import { isCurveName, type CurveName, type Numbers } from '../../src/curves';
import type {
  CurveAnswer,
  CurveGrowth,
  ListedRun,
  PlotSide,
  RunMark,
  RunPicture,
  Strand,
} from '../../src/panel/curves/messages';
import { listOf, numberOf, recordOf, textOf, type Fields } from '../fields';
import { statusOf } from '../receive';
import { Refusal } from '../refusal';

/** Reads an answer to the curves' view, every column point by point. Throws a Refusal that says what is wrong. */
export function readCurveAnswer(value: unknown): CurveAnswer {
  const fields = recordOf(value, 'the answer');
  const { kind } = fields;
  switch (kind) {
    case 'picture': {
      const [from, to] = [numberOf(fields, 'from'), numberOf(fields, 'to')];
      if (!(from < to)) throw new Refusal(`the window from ${from} to ${to} is empty`);
      const ends = { number: numberOf(fields, 'number'), from, to, last: numberOf(fields, 'last') };
      return { kind, ...ends, runs: listOf(fields, 'runs').map(runOf), sides: listOf(fields, 'sides').map(sideOf) };
    }
    case 'growth': {
      const ends = { number: numberOf(fields, 'number'), last: numberOf(fields, 'last') };
      return { kind, ...ends, runs: listOf(fields, 'runs').map(grownOf) };
    }
    case 'runs':
      return { kind, runs: listOf(fields, 'runs').map(listedOf) };
    default:
      throw new Refusal(`the answer '${String(kind)}' is unknown`);
  }
}

function runOf(value: unknown): RunPicture {
  const fields = recordOf(value, 'a run');
  const status = fields['status'] === 'gone' ? 'gone' : statusOf(fields);
  return { ...grownOf(value), name: textOf(fields, 'name'), status };
}

function grownOf(value: unknown): CurveGrowth['runs'][number] {
  const fields = recordOf(value, 'a run');
  return {
    runId: textOf(fields, 'runId'),
    rows: numberOf(fields, 'rows'),
    rowsInside: numberOf(fields, 'rowsInside'),
    badLines: numberOf(fields, 'badLines'),
    strands: listOf(fields, 'strands').map(strandOf),
    marks: listOf(fields, 'marks').map(markOf),
    last: lastOf(fields['last']),
  };
}

function lastOf(value: unknown): RunPicture['last'] {
  const fields = recordOf(value, `'last'`);
  const last: Partial<Record<CurveName, number>> = {};
  for (const name of Object.keys(fields)) if (isCurveName(name)) last[name] = numberOf(fields, name);
  return last;
}

function markOf(value: unknown): RunMark {
  const fields = recordOf(value, 'a mark');
  return { x: numberOf(fields, 'x'), epoch: numberOf(fields, 'epoch'), isBest: fields['isBest'] === true };
}

function sideOf(value: unknown): PlotSide {
  const fields = recordOf(value, 'a side');
  return {
    plot: textOf(fields, 'plot'),
    ...(fields['low'] !== undefined && { low: numberOf(fields, 'low') }),
    ...(fields['high'] !== undefined && { high: numberOf(fields, 'high') }),
    outside: numberOf(fields, 'outside'),
    gaps: numberOf(fields, 'gaps'),
  };
}

function listedOf(value: unknown): ListedRun {
  const fields = recordOf(value, 'a run');
  const names = { runId: textOf(fields, 'runId'), name: textOf(fields, 'name') };
  return { ...names, status: statusOf(fields), createdAt: numberOf(fields, 'createdAt') };
}

function strandOf(value: unknown): Strand {
  const fields = recordOf(value, 'a curve');
  const { curve } = fields;
  if (!isCurveName(curve)) throw new Refusal(`the curve '${String(curve)}' is unknown`);
  const raw = { curve, ...columnsOf(fields, curve, ['x', 'y']) };
  if (fields['smoothX'] === undefined) return raw;
  const { x, y } = columnsOf(fields, curve, ['smoothX', 'smoothY']);
  return { ...raw, smoothX: x, smoothY: y };
}

function columnsOf(
  fields: Fields,
  curve: string,
  names: readonly [string, string],
): { x: Float64Array; y: Float32Array } {
  const x = new Float64Array(columnOf(fields[names[0]], `the places of '${curve}'`));
  const y = new Float32Array(columnOf(fields[names[1]], `the values of '${curve}'`));
  if (x.length !== y.length) throw new Refusal(`'${curve}' has ${x.length} places but ${y.length} values`);
  for (let index = 0; index < x.length; index += 1) {
    const here = x[index] ?? Number.NaN;
    if (!Number.isFinite(here)) throw new Refusal(`place ${index} of '${curve}' is no finite number`);
    const before = index === 0 ? Number.NEGATIVE_INFINITY : (x[index - 1] ?? Number.NaN);
    if (here <= before) throw new Refusal(`the places of '${curve}' do not ascend: ${here} follows ${before}`);
  }
  return { x, y };
}

/** A typed array, or a plain one of numbers where the editor's transport made it so. */
function columnOf(value: unknown, what: string): Numbers | number[] {
  if (value instanceof Float64Array || value instanceof Float32Array) return value;
  if (!Array.isArray(value) || !value.every((item) => typeof item === 'number')) {
    throw new Refusal(`${what} are no list of numbers`);
  }
  return value;
}
