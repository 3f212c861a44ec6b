import { makeIconButton, nameButton } from '../../page/icon-button';
import { make } from '../../page/page';
import type { PlotDefinition } from '../scene';

export interface ChartToolActions {
  readonly onLog: () => void;
  readonly onEnlarge: () => void;
  readonly onCopy: (format: 'png' | 'svg') => void;
}

/** Switches of one chart: its log scale, its size, and copies of it. */
export class ChartTools {
  private readonly log: HTMLButtonElement | undefined;
  private readonly size: HTMLButtonElement;
  private readonly title: string;

  constructor(host: HTMLElement, { title, log }: PlotDefinition, { onLog, onEnlarge, onCopy }: ChartToolActions) {
    this.title = title;
    if (log !== undefined) {
      this.log = document.createElement('button');
      this.log.className = 'switch log-switch';
      this.log.textContent = 'log';
      this.log.setAttribute('aria-label', `${title} on a log scale`);
      this.log.addEventListener('click', onLog);
      host.append(this.log);
    }
    const tools = make('span', '', host, 'chart-tools');
    this.size = makeIconButton('', `Enlarge ${title}`, 'enlarge', onEnlarge);
    this.size.classList.add('enlarge');
    const [png, svg] = [
      makeIconButton('', `Copy ${title} as an image (PNG)`, 'image', () => onCopy('png')),
      makeIconButton('', `Copy ${title} as SVG`, 'copy', () => onCopy('svg')),
    ];
    png.classList.add('copy-png');
    svg.classList.add('copy-svg');
    tools.append(png, svg, this.size);
  }

  show({ isLog, isEnlarged }: { readonly isLog: boolean; readonly isEnlarged: boolean }): void {
    this.log?.setAttribute('aria-pressed', String(isLog));
    if (this.log !== undefined) this.log.title = isLog ? 'Draw on a linear scale' : 'Draw on a log scale';
    if (this.size.getAttribute('aria-pressed') === String(isEnlarged)) return;
    this.size.setAttribute('aria-pressed', String(isEnlarged));
    const label = isEnlarged ? `Show all charts beside ${this.title}` : `Enlarge ${this.title}`;
    nameButton(this.size, label, isEnlarged ? 'reduce' : 'enlarge');
  }
}
