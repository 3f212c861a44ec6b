import { formatCount, formatStatus, missing } from '../wording';
import { isNumeric } from './axis';
import { figuresOf, formatSpread, spreadOver, type Figure } from './figures';
import { isActiveStatus } from './standing';
import type { SweepTable, SweptPoint, SweptRun, SweptSetting } from './table';

/** A column of the table of points. */
export interface Column {
  readonly key: string;
  readonly label: string;
  readonly isNumber: boolean;
  /** Its cell for a point, and for one of its runs. */
  readonly text: (point: SweptPoint) => string;
  readonly runText: (run: SweptRun) => string;
  /** Its number for order and filters; undefined where a point has none. */
  readonly number: (point: SweptPoint) => number | undefined;
}

/** The columns of a sweep: settings, seeds, then the figures that some run has, the goal first. */
export function columnsOf(table: SweepTable): Column[] {
  const runs = table.points.flatMap((point) => point.runs);
  const figures = figuresOf(table.goal).filter(
    ({ name, of }) => name === 'goal' || runs.some((run) => of(run) !== undefined),
  );
  const order = ['goal', 'difference', 'errors', 'control', 'seconds'];
  return [
    ...table.settings.map(settingColumn),
    seedsColumn,
    ...[...figures].sort((one, other) => order.indexOf(one.name) - order.indexOf(other.name)).map(figureColumn),
  ];
}

function settingColumn(setting: SweptSetting, index: number): Column {
  const isNumber = isNumeric(setting);
  return {
    ...{ key: setting.path, label: setting.label, isNumber, runText: () => '' },
    text: ({ values }) => setting.values[values[index] ?? -1]?.text ?? missing,
    number: ({ values }) => (isNumber ? setting.values[values[index] ?? -1]?.number : values[index]),
  };
}

const seedsColumn: Column = {
  ...{ key: 'seeds', label: 'seeds', isNumber: true },
  text: (point) => describeSeeds(point),
  runText: ({ seed, status }) => (status === 'finished' ? `seed ${seed}` : `seed ${seed}, ${formatStatus(status)}`),
  number: ({ runs }) => runs.filter(({ status }) => status === 'finished').length,
};

/** Runs that have a result of those that are planned, and how the others stand. */
function describeSeeds({ runs, planned }: SweptPoint): string {
  const finished = runs.filter(({ status }) => status === 'finished').length;
  const active = runs.filter(({ status }) => isActiveStatus(status) && status !== 'queued').length;
  const lost = runs.filter(({ status }) => !isActiveStatus(status) && status !== 'finished').length;
  const count = finished === planned ? formatCount(finished) : `${formatCount(finished)} of ${formatCount(planned)}`;
  const rest = [active > 0 ? `${formatCount(active)} running` : '', lost > 0 ? `${formatCount(lost)} without` : ''];
  return [count, ...rest.filter((part) => part !== '')].join(', ');
}

function figureColumn(figure: Figure): Column {
  return {
    ...{ key: figure.name, label: figure.label, isNumber: true },
    text: (point) => formatSpread(spreadOver([point], figure), figure),
    runText: (run) => {
      const value = figure.of(run);
      return value === undefined ? missing : figure.format(value);
    },
    number: (point) => spreadOver([point], figure)?.mean,
  };
}

/** A point in words: `temperature 4, soft 0.5`. */
export function describePoint({ settings }: SweepTable, { values, stage }: SweptPoint): string {
  const words = settings.map(({ label, values: all }, at) => `${label} ${all[values[at] ?? -1]?.text ?? missing}`);
  return `${words.join(', ')}${stage === 'verdict' ? ', fresh seeds' : ''}`;
}
