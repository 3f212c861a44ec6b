import { SvgSurface, type Surface } from '../../drawing';
import { showNotice, writeText } from '../../page/card';
import { labelOf } from '../scene';
import type { Chart } from './chart';
import { drawChart, gutters } from './draw-chart';
import { referencePen } from './draw-references';
import { penOf } from './draw-run';

/** Size of a copy in CSS pixels, and pixels of a PNG for each of them. */
const size = { width: 720, height: 360 } as const;
const pngRatio = 2;
/** Height of the title and the legend. */
const headHeight = 30;

/** Copies a chart to the clipboard and says so; where that is not allowed, it says why and what to do instead. */
export async function copyChart(chart: Chart, format: 'png' | 'svg'): Promise<void> {
  try {
    if (format === 'svg') await navigator.clipboard.writeText(chartSvg(chart));
    else await navigator.clipboard.write([new ClipboardItem({ 'image/png': chartPng(chart) })]);
    writeText('copied', `${chart.definition.title} is copied as ${format.toUpperCase()}.`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    showNotice(`The chart could not be copied: ${reason}. Export the run instead.`);
  }
}

/** A chart with its title and legend as an SVG image. */
export function chartSvg(chart: Chart): string {
  const surface = new SvgSurface(size.width, size.height);
  drawSheet(surface, chart, 1);
  return surface.toString();
}

async function chartPng(chart: Chart): Promise<Blob> {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [size.width * pngRatio, size.height * pngRatio];
  const context = canvas.getContext('2d');
  if (context !== null) drawSheet(context, chart, pngRatio);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('the browser made no image of the chart');
  return blob;
}

/** Draws the title, the legend and the chart on the editor's background. */
function drawSheet(context: Surface, chart: Chart, ratio: number): void {
  const { scene, definition } = chart;
  const { font, tones, background } = scene.theme;
  context.fillStyle = background;
  context.fillRect(0, 0, size.width * ratio, size.height * ratio);
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  context.font = `600 ${font.replace(/([\d.]+)px/, `${13 * ratio}px`)}`;
  context.fillStyle = tones.neutral;
  const middle = (headHeight / 2) * ratio;
  context.fillText(definition.title, 10 * ratio, middle);
  let x = 10 * ratio + context.measureText(definition.title).width + 16 * ratio;
  context.font = font.replace(/([\d.]+)px/, `${11 * ratio}px`);
  for (const { label, colour, dash } of entriesOf(chart)) {
    context.strokeStyle = colour;
    context.lineWidth = 2 * ratio;
    context.setLineDash(dash.map((length) => length * ratio));
    context.beginPath();
    context.moveTo(x, middle);
    context.lineTo(x + 18 * ratio, middle);
    context.stroke();
    context.setLineDash([]);
    context.fillStyle = tones.neutral;
    context.fillText(label, x + 23 * ratio, middle);
    x += 23 * ratio + context.measureText(label).width + 14 * ratio;
  }
  const box = {
    left: gutters.left * ratio,
    top: (headHeight + gutters.top) * ratio,
    width: (size.width - gutters.left - gutters.right) * ratio,
    height: (size.height - headHeight - gutters.top - gutters.bottom) * ratio,
  };
  drawChart(context, box, ratio, chart);
}

/** Entries of the legend: the curves of one run, or the compared runs. */
function entriesOf({ scene, definition }: Chart): { label: string; colour: string; dash: readonly number[] }[] {
  const { runs, hidden, references } = scene;
  const beside = definition.hasReferences === true ? references : [];
  const ofReferences = beside.map((reference) => ({ label: reference.label, ...referencePen(scene, reference) }));
  const [own] = runs;
  if (own === undefined) return ofReferences;
  const shown = definition.curves.flatMap((curve, index) =>
    hidden.has(curve.name) || !runs.some(({ lines }) => lines.has(curve.name)) ? [] : [{ curve, index }],
  );
  if (runs.length > 1) {
    const [first] = shown;
    if (first === undefined) return ofReferences;
    return runs
      .map((run) => ({ label: run.name, ...penOf(scene, run, first.curve, first.index) }))
      .concat(ofReferences);
  }
  return shown
    .map(({ curve, index }) => ({ label: labelOf(curve, [own]), ...penOf(scene, own, curve, index) }))
    .concat(ofReferences);
}
