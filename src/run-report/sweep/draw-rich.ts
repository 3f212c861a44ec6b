import { markup, type Markup } from '../../markup';
import {
  figureOf,
  importanceOf,
  parallelCoordinates,
  type FigureName,
  type Scale,
  type SweepTable,
} from '../../sweep-figures';
import { formatPercent } from '../../wording';
import { image, round, text, width, type DrawnChart } from './svg-parts';

const frame = { side: 60, top: 56, bottom: 18, height: 300 } as const;

/** Points as lines over the settings and a figure; the best one has a colour of its own. */
export function drawParallel(table: SweepTable, name: FigureName): DrawnChart {
  const { axes, lines } = parallelCoordinates(table, name);
  const step = (width - 2 * frame.side) / Math.max(1, axes.length - 1);
  const across = (axis: number): number => frame.side + axis * step;
  const up = (share: number): number => frame.height - frame.bottom - share * (frame.height - frame.top - frame.bottom);
  const drawn = lines.map(({ at, strength, isBest, label }) => {
    const d = `M${at.map((share, axis) => `${round(across(axis))} ${round(up(share))}`).join('L')}`;
    const look = isBest
      ? markup`stroke="#d55e00" stroke-width="2.4"`
      : markup`stroke="#0072b2" stroke-opacity="${Math.round(18 + 62 * strength) / 100}"`;
    return markup`<path d="${d}" fill="none" ${look}><title>${label}</title></path>`;
  });
  const scales = axes.flatMap((axis, index) => drawAxis(axis, across(index), up, index === axes.length - 1));
  const { title } = figureOf(table.goal, name);
  return image(`${title}, by all settings`, frame.height, [...drawn, ...scales]);
}

function drawAxis({ label, ticks }: Scale, x: number, up: (share: number) => number, isLast: boolean): Markup[] {
  const line = markup`<path d="M${round(x)} ${round(up(1))}V${round(up(0))}" stroke="#555555"/>`;
  const marks = ticks.map(({ at, label: words }) =>
    text(isLast ? x + 5 : x - 5, up(at) + 4, words, isLast ? 'start' : 'end'),
  );
  return [line, text(x, frame.top - 12, label, 'middle'), ...marks];
}

const barHeight = 24;
const bars = { left: 170, right: 60 } as const;

/** The importance of each setting for a figure as bars; none where too few runs have it. */
export function drawImportance(table: SweepTable, name: FigureName): DrawnChart[] {
  const found = importanceOf(table, name);
  if (found === undefined) return [];
  const room = width - bars.left - bars.right;
  const rows = found.flatMap(({ label, share }, index) => {
    const y = 34 + index * barHeight;
    const bar = markup`<rect x="${bars.left}" y="${y}" width="${round(Math.max(1, share * room))}" height="14" rx="2" fill="#0072b2"/>`;
    const number = text(bars.left + share * room + 6, y + 12, formatPercent(share, 0), 'start');
    return [text(bars.left - 8, y + 12, label, 'end'), bar, number];
  });
  const { label } = figureOf(table.goal, name);
  return [image(`Which setting decides: ${label}`, 44 + found.length * barHeight, rows)];
}
