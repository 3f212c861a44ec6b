import { parseConfig } from './check/parse';
import { readTree } from './text/read-tree';
import { nodeAt, type Language } from './text/tree';
import { writeFlow } from './text/write';
import { inLineEndsOf } from './edit/line-ends';
import { applyEdits, setValueEdits, type TextEdit } from './edit/edits';
import { toSixDigits } from '../sweeps';
import { highestTemperature, searchDefaults, searchRanges, temperaturesIn, tune } from './tuning';

/** Kinds of sweeps over a temperature: each of some values, or a search near the best ones so far. */
export type TemperatureSweep = 'grid' | 'tpe';

/** Parameters of a strategy that a sweep varies at once: more would make a grid of hundreds of runs. */
const maxParameters = 2;

/**
 * Edits that give a config a sweep over its temperature: the value of a constant, or the temperatures of its strategy, with seeds
 * and fresh ones for the verdict. Throws a sentence where the config has errors or a sweep already.
 */
export function temperatureSweepEdits(text: string, language: Language, kind: TemperatureSweep): TextEdit[] {
  const { config, root } = parseConfig(text, language);
  if (nodeAt(root, ['sweep']) !== undefined) {
    throw new Error('the config has a sweep already: change what it varies, or remove it first');
  }
  if (config?.sweep !== undefined) {
    throw new Error(`the config has a sweep already, by the word '${tune}' of its temperature: remove it first`);
  }
  if (config === undefined) throw new Error('the config has errors, so no sweep could be added; mend them first');
  if (config.teacher === undefined && config.teachers === undefined) {
    throw new Error('the config has no teacher, and without one a temperature changes nothing');
  }
  const { seeds, method, budget, then } = searchDefaults;
  const search = kind === 'tpe' ? { method, budget } : {};
  const sweep = { over: overOf(config.temperature, kind), seeds, ...search, then };
  const edits = language === 'yaml' ? blockEdits(text, sweep) : [];
  const found = edits.length > 0 && isSound(text, edits) ? edits : setValueEdits(text, language, ['sweep'], sweep);
  if (found.length === 0) throw new Error('the config cannot be changed here; write the sweep by hand');
  return found;
}

/** Temperatures of a strategy by their paths, with the values or the range to try. */
function overOf(temperature: Readonly<Record<string, unknown>>, kind: TemperatureSweep): Record<string, unknown> {
  const over = kind === 'grid' ? gridValues(temperature) : searchRanges(temperature);
  if (over !== undefined) return over;
  throw new Error(
    `the strategy '${String(temperature['strategy'])}' has no temperature to vary; write the sweep by hand`,
  );
}

function gridValues(temperature: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined {
  if (temperature['strategy'] === 'constant') return { 'temperature.value': [1, 2, 4, 8, 20] };
  const entries = temperaturesIn(temperature)
    .slice(0, maxParameters)
    .map(([key, own]) => {
      const values = [own / 2, own, own * 2].map((one) => toSixDigits(Math.min(one, highestTemperature)));
      return [`temperature.${key}`, [...new Set(values)]] as const;
    });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A block at the end of a YAML text, each setting on a line of its own. */
function blockEdits(text: string, { over, ...rest }: { readonly over: Record<string, unknown> }): TextEdit[] {
  const line = (indent: string, key: string, value: unknown): string =>
    `${indent}${key}: ${writeFlow(value, 'yaml')}\n`;
  const lines = [
    'sweep:\n  over:\n',
    ...Object.entries(over).map(([key, value]) => line('    ', key, value)),
    ...Object.entries(rest).map(([key, value]) => line('  ', key, value)),
  ];
  const separator = text.endsWith('\n') ? '' : '\n';
  return inLineEndsOf(text, [{ start: text.length, end: text.length, newText: `${separator}${lines.join('')}` }]);
}

function isSound(text: string, edits: readonly TextEdit[]): boolean {
  const { root, problems } = readTree(applyEdits(text, edits), 'yaml');
  return problems.length === 0 && nodeAt(root, ['sweep', 'over']) !== undefined;
}
