import { formatNumber } from '../../../src/wording';
import { axes, type Axis } from '../../../src/curves';
import { makeButton } from '../../page/controls';
import type { CurveChoices } from './curve-choices';
import { make } from '../../page/page';
import { extraCurves } from '../scene';

export interface ToolbarActions {
  readonly onChoose: (choices: Partial<CurveChoices>) => void;
  readonly onResetZoom: () => void;
}

const axisNames: Readonly<Record<Axis, string>> = { step: 'step', epoch: 'epoch', time: 'time (s)' };

/** Labels before the controls that they name, and the smoothing that smooths nothing. */
const labels = { axis: 'against ', smoothing: 'smoothing ', off: 'off' };

/** Toolbar for all plots: the axis, smoothing, raw terms, outliers and the zoom. */
export class CurveToolbar {
  private readonly axis: HTMLSelectElement;
  private readonly hasRaw: HTMLInputElement;
  private readonly setsAside: HTMLInputElement;
  private readonly smoothing: HTMLInputElement;
  private readonly weight: HTMLElement;
  private readonly reset: HTMLElement;
  private hidden: CurveChoices['hidden'] = [];

  constructor(host: HTMLElement, { onChoose, onResetZoom }: ToolbarActions) {
    host.setAttribute('role', 'toolbar');
    host.setAttribute('aria-label', 'How the curves are drawn');
    this.reset = make('span', 'plot-buttons', host);
    this.reset.append(makeButton('reset-zoom', 'Reset zoom', onResetZoom));
    const axisLabel = make('label', '', host);
    axisLabel.append(labels.axis);
    this.axis = document.createElement('select');
    this.axis.id = 'axis';
    for (const name of axes) this.axis.append(new Option(axisNames[name], name));
    this.axis.addEventListener('change', () => {
      onChoose({ axis: axes.find((name) => name === this.axis.value) ?? 'step' });
    });
    axisLabel.append(this.axis);
    const smoothingLabel = make('label', '', host);
    smoothingLabel.append(labels.smoothing);
    this.smoothing = input('smoothing', 'range', smoothingLabel);
    Object.assign(this.smoothing, { min: '0', max: '100', step: '1' });
    this.weight = make('output', 'smoothing-weight', smoothingLabel);
    this.smoothing.addEventListener('input', () => onChoose({ smoothing: weightOf(Number(this.smoothing.value)) }));
    this.hasRaw = checkbox('raw-terms', 'raw terms', host);
    this.hasRaw.addEventListener('change', () => {
      const others = this.hidden.filter((name) => !extraCurves.includes(name));
      onChoose({ hidden: this.hasRaw.checked ? others : [...others, ...extraCurves] });
    });
    this.setsAside = checkbox('set-aside', 'clip outliers', host);
    this.setsAside.addEventListener('change', () => onChoose({ setsAside: this.setsAside.checked }));
  }

  show(choices: CurveChoices): void {
    this.axis.value = choices.axis;
    this.hidden = choices.hidden;
    this.hasRaw.checked = !extraCurves.every((name) => choices.hidden.includes(name));
    this.setsAside.checked = choices.setsAside;
    this.smoothing.value = String(positionOf(choices.smoothing));
    const isOff = choices.smoothing === 0;
    const weight = formatNumber(choices.smoothing, 3);
    this.weight.textContent = isOff ? labels.off : weight;
    this.smoothing.setAttribute('aria-valuetext', isOff ? labels.off : `weight ${weight}`);
    this.reset.hidden = choices.zoom === undefined;
  }
}

/** Weight at a slider position: 0, then from 0.5 to 0.999 in equal ratios of 1 − weight, finest for long averages. */
function weightOf(position: number): number {
  return position === 0 ? 0 : Number((1 - 0.5 * 0.002 ** ((position - 1) / 99)).toFixed(4));
}

function positionOf(weight: number): number {
  return weight === 0 ? 0 : Math.round(1 + (99 * Math.log((1 - weight) / 0.5)) / Math.log(0.002));
}

function input(id: string, type: string, parent: Element): HTMLInputElement {
  const node = document.createElement('input');
  Object.assign(node, { id, type });
  parent.append(node);
  return node;
}

function checkbox(id: string, text: string, parent: Element): HTMLInputElement {
  const label = make('label', '', parent);
  const node = input(id, 'checkbox', label);
  label.append(` ${text}`);
  return node;
}
