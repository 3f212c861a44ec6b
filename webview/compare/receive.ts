import type {
  CompareAnswer,
  ComparedCell,
  ComparedRow,
  ComparedRun,
  Comparison,
} from '../../src/panel/compare/messages';
import { listOf, recordOf, textOf, textsOf, type Fields } from '../fields';
import { Refusal } from '../refusal';

/** Reads an answer as it arrives. Throws a Refusal that says what is wrong with it. */
export function readCompareAnswer(value: unknown): CompareAnswer {
  const fields = recordOf(value, 'the answer');
  if (fields['type'] === 'problem') return { type: 'problem', message: textOf(fields, 'message') };
  if (fields['type'] !== 'comparison') throw new Refusal(`its type '${String(fields['type'])}' is unknown`);
  const runs = listOf(fields, 'runs').map(runOf);
  const comparison: Comparison = {
    type: 'comparison',
    runs,
    baseline: textOf(fields, 'baseline'),
    settings: rowsOf(fields, 'settings', runs.length),
    results: rowsOf(fields, 'results', runs.length),
    repeats: listOf(fields, 'repeats').map((one) => {
      const own = recordOf(one, 'a repeat');
      return { label: textOf(own, 'label'), result: textOf(own, 'result') };
    }),
    warnings: textsOf(fields, 'warnings'),
    others: listOf(fields, 'others').map(runOf),
  };
  return comparison;
}

function runOf(value: unknown): ComparedRun {
  const fields = recordOf(value, 'a run');
  // A status is only written down; a newer one is as good as any.
  return {
    id: textOf(fields, 'id'),
    name: textOf(fields, 'name'),
    status: textOf(fields, 'status') as ComparedRun['status'],
  };
}

function rowsOf(fields: Fields, name: string, count: number): ComparedRow[] {
  return listOf(fields, name).map((value) => {
    const row = recordOf(value, 'a row');
    const cells = listOf(row, 'cells').map(cellOf);
    if (cells.length !== count) throw new Refusal(`a row of '${name}' has ${cells.length} cells for ${count} runs`);
    return { label: textOf(row, 'label'), cells };
  });
}

function cellOf(value: unknown): ComparedCell {
  const fields = recordOf(value, 'a cell');
  const tone = (['better', 'worse', 'same'] as const).find((one) => one === fields['tone']);
  if (tone === undefined) throw new Refusal(`'tone' is unknown`);
  return { text: textOf(fields, 'text'), delta: textOf(fields, 'delta'), tone };
}
