import { formatCountOf } from '../wording';
import { ImportFault, shortened, type ForeignLog } from './foreign-log';
import { meaningOf, type TagMeaning } from './tags';

/** A training of another program by the protocol's words. */
export interface Training {
  readonly steps: readonly {
    readonly step: number;
    readonly at: number;
    readonly fields: Readonly<Record<string, number>>;
  }[];
  readonly evaluations: readonly Figures[];
  /** Numbers that were taken, in words, such as `learningRate` and `validation accuracy`. */
  readonly taken: readonly string[];
  /** Names of numbers that were not. */
  readonly left: readonly string[];
  readonly notices: readonly string[];
}

/** Figures of an evaluation. */
export interface Figures {
  readonly split: 'validation' | 'test';
  readonly step: number;
  readonly at: number;
  readonly accuracy?: number;
  readonly crossEntropy?: number;
}

/** Naming of a log's numbers, for a sentence about them. */
export interface LogNaming {
  /** Place of the log. */
  readonly place: string;
  /** Its own word for the name of a number. */
  readonly word: string;
  /** The name of the loss, where none is recognised. */
  readonly loss: string | undefined;
}

/** The training that a log is of. Throws ImportFault where it has no loss. */
export function trainingOf(log: ForeignLog, naming: LogNaming): Training {
  const gathered = new Gathered();
  const meanings = meaningsOf(log, naming.loss);
  for (const { tag, step, wallTime, value } of log.scalars) {
    const found = meanings.get(tag);
    if (found === undefined) continue;
    const at = Math.round(wallTime * 1000);
    if (found.meaning.kind === 'step') gathered.addStep(step, at, fieldNameOf(found.meaning.name), value);
    else gathered.addFigure({ ...found.meaning, step, at, value: value / found.divisor });
  }
  const { steps, without } = gathered.wholeSteps();
  if (steps.length === 0) throw new ImportFault(describeNoLoss(log, naming));
  const notices = [...log.notices];
  if (without > 0)
    notices.push(`${formatCountOf(without, 'step')} without a loss had other numbers, which are left out`);
  const percents = [...meanings].filter(([, { divisor }]) => divisor > 1).map(([tag]) => tag);
  if (percents.length > 0) notices.push(`${listNames(percents)}: numbers above 1 are taken for percent`);
  const names = [...new Set(log.scalars.map(({ tag }) => tag))];
  return {
    ...{ steps, evaluations: gathered.evaluations(), notices },
    taken: [...new Set([...meanings.values()].map(({ meaning }) => describeMeaning(meaning)))],
    left: [...log.left, ...names.filter((name) => !meanings.has(name))],
  };
}

interface Understood {
  readonly meaning: TagMeaning;
  /** 100 for accuracies in percent. */
  readonly divisor: number;
}

/** Fields of a step, and characters of their names: a line of a run's log with more than 1 MB would not be read again. */
const [maxFields, maxFieldLength] = [1000, 200];

/** Whether a step or an evaluation has room for a meaning; a loss is taken wherever it stands. */
function isHeld(meaning: TagMeaning, fields: number): boolean {
  if (meaning.kind === 'evaluation' || meaning.name === 'loss') return true;
  return fields < maxFields && meaning.name.length <= maxFieldLength;
}

/** The meaning of each name that has one, and that a step has room for. */
function meaningsOf({ scalars }: ForeignLog, loss: string | undefined): Map<string, Understood> {
  const largest = new Map<string, number>();
  for (const { tag, value } of scalars) largest.set(tag, Math.max(largest.get(tag) ?? 0, value));
  const understood = new Map<string, Understood>();
  let fields = 0;
  for (const [tag, maximum] of largest) {
    const meaning = tag === loss ? ({ kind: 'step', name: 'loss' } as const) : meaningOf(tag);
    if (meaning === undefined || !isHeld(meaning, fields)) continue;
    if (meaning.kind === 'step') fields += 1;
    const isPercent = meaning.kind === 'evaluation' && meaning.measure === 'accuracy' && maximum > 1;
    understood.set(tag, { meaning, divisor: isPercent && maximum <= 100 ? 100 : 1 });
  }
  return understood;
}

function describeMeaning(meaning: TagMeaning): string {
  if (meaning.kind === 'step') return fieldNameOf(meaning.name);
  return `${meaning.split} ${meaning.measure === 'accuracy' ? 'accuracy' : 'cross-entropy'}`;
}

class Gathered {
  private readonly steps = new Map<number, { at: number; fields: Record<string, number> }>();
  private readonly figures = new Map<string, Figures>();

  addStep(step: number, at: number, name: string, value: number): void {
    const known = this.steps.get(step) ?? { at, fields: {} };
    known.fields[name] = value;
    this.steps.set(step, known);
  }

  addFigure(one: {
    readonly split: Figures['split'];
    readonly measure: 'accuracy' | 'crossEntropy';
    readonly step: number;
    readonly at: number;
    readonly value: number;
  }): void {
    const { split, step, at, measure, value } = one;
    const key = `${split} ${step}`;
    this.figures.set(key, { ...(this.figures.get(key) ?? { split, step, at }), [measure]: value });
  }

  /** Steps with a loss in their order, and the number of those that have other measurements alone. */
  wholeSteps(): { readonly steps: Training['steps']; readonly without: number } {
    const all = [...this.steps].map(([step, one]) => ({ step, ...one }));
    const steps = all.filter(({ fields }) => fields['loss'] !== undefined).sort(byStep);
    // A line of an evaluation names its epoch too.
    const others = all.filter(({ fields }) => Object.keys(fields).some((name) => name !== 'epoch'));
    return { steps, without: others.filter(({ fields }) => fields['loss'] === undefined).length };
  }

  evaluations(): Figures[] {
    return [...this.figures.values()].sort(byStep);
  }
}

const byStep = (one: { step: number }, other: { step: number }): number => one.step - other.step;

/** Fields of a line that are no measurements. */
const reserved: ReadonlySet<string> = new Set(['type', 'seq', 'attempt', 'at', 'crc', 'phase', 'teacher', 'step']);

const fieldNameOf = (name: string): string => (reserved.has(name) ? `${name}_value` : name);

const maxNamedTags = 12;

function describeNoLoss({ scalars }: ForeignLog, { place, word }: LogNaming): string {
  const tags = [...new Set(scalars.map(({ tag }) => tag))].sort();
  if (tags.length === 0)
    return `${place} ${word === 'tag' ? 'has event files, but no scalars in them' : 'has no numbers'}`;
  return `${place} has no loss of a training among its ${word}s (${listNames(tags)}); name it with --loss ${word.toUpperCase()}`;
}

function listNames(names: readonly string[]): string {
  const more = names.length > maxNamedTags ? ` and ${names.length - maxNamedTags} more` : '';
  return `${names.slice(0, maxNamedTags).map(shortened).join(', ')}${more}`;
}
