import type { DataFacts } from '../../../data-sources';
import { formatCount } from '../../../wording';
import { usedTeachers } from '../../schema/objective';
import type { ResolvedConfig } from '../../schema/schema';
import type { AddFinding } from '../finding';

/** Minimum ratio of the largest class to the smallest for a finding. */
const maxImbalance = 10;
/** Numbered labels that differ from nearly each example to the next are measurements. */
const minMeasured = 50;
const examplesAClass = 5;
/** Classes that a fix writes into a config. */
const maxWritten = 50;

/** The lints of classes: names that are nearly the same, classes of one example, uneven ones, and labels that look like numbers to be predicted. */
export function lintClassCounts(config: ResolvedConfig, add: AddFinding, facts: DataFacts): void {
  const { classes, splits, columns = [] } = facts;
  const { count, classCounts } = splits.train;
  const place = ['data', config.data.classes === undefined ? 'path' : 'classes'];
  const isNumbered = classes.every(({ name, label }) => name === String(label));
  if (isNumbered && classes.length > minMeasured && classes.length * examplesAClass > count) {
    const message = `${formatCount(classes.length)} different labels in ${formatCount(count)} examples look like numbers to be predicted: that is regression, which is not distilled. Name another column, or cut the numbers into ranges.`;
    add('regression-labels', 'warning', place, message, likelierLabels(config, columns));
    return;
  }
  lintNearNames(add, place, classes);
  if (classCounts === undefined) return;
  const single = classes.filter((_, index) => classCounts[index] === 1);
  if (single.length > 0) {
    const names = single.slice(0, 5).map(({ name }) => name);
    const message = `${single.length === 1 ? 'Class' : 'Classes'} ${names.join(', ')}${single.length > names.length ? ', …' : ''} ${single.length === 1 ? 'has' : 'have'} 1 example: it is trained on, or it is tested on. Add examples, or leave the class out in data.classes.`;
    const others = classes.filter((one) => !single.includes(one));
    const written = others.map(({ name, label }) => (isNumbered ? label : name));
    add(
      'class-of-one',
      'warning',
      place,
      message,
      others.length >= 2 && others.length <= maxWritten ? written : undefined,
    );
  }
  lintImbalance(config, add, classCounts, classes);
}

/** Names of classes that case or spaces alone keep apart. One character is a letter: a and A are two classes of letters. */
function lintNearNames(add: AddFinding, place: readonly string[], classes: DataFacts['classes']): void {
  const seen = new Map<string, string>();
  for (const { name } of classes) {
    const plain = name.trim().replace(/\s+/g, ' ').toLowerCase();
    const same = seen.get(plain);
    if (same === undefined) seen.set(plain, name);
    else if (plain.length > 1) {
      const message = `The classes '${same}' and '${name}' differ in upper and lower case or in spaces alone, and are told apart as two. If they are one, write both alike in the data.`;
      add('near-class-names', 'warning', place, message);
      return;
    }
  }
}

/** Columns offered as the label in place of one of numbers. */
const maxOffered = 4;

/** Columns of a table that could be labels: those of texts first, then those that are not used; none that the config uses otherwise. */
function likelierLabels({ data }: ResolvedConfig, columns: NonNullable<DataFacts['columns']>): string[] {
  const written = data.format === 'table' ? [...(data.columns?.numbers ?? []), ...(data.columns?.texts ?? [])] : [];
  const named = (use: string): string[] => columns.filter((one) => one.use === use).map(({ name }) => name);
  const names = [...named('text'), ...named('unused')].filter((name) => !written.includes(name));
  return names.slice(0, maxOffered);
}

function lintImbalance(
  config: ResolvedConfig,
  add: AddFinding,
  counts: readonly number[],
  classes: DataFacts['classes'],
): void {
  const { temperature, data } = config;
  const isSoftened = usedTeachers(config).length > 0;
  const [min, max] = [Math.min(...counts.filter((count) => count > 0)), Math.max(...counts)];
  if (
    !isSoftened ||
    max <= maxImbalance * min ||
    temperature.strategy === 'class-frequency' ||
    data.imbalance !== undefined
  )
    return;
  const nameOf = (count: number): string => classes[counts.indexOf(count)]?.name ?? '';
  const message = `Class ${nameOf(max)} has ${formatCount(max)} examples, ${nameOf(min)} has ${formatCount(min)}. temperature: class-frequency softens by the frequency of a class.`;
  add('uneven-classes', 'information', ['temperature', 'strategy'], message);
}
