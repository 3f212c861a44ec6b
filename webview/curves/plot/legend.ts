import type { CurveName } from '../../../src/curves';
import { dashes } from '../../drawing';
import { penOf, referencePen } from '../chart';
import { labelOf, type PlotDefinition, type Scene } from '../scene';

const svg = 'http://www.w3.org/2000/svg';

interface Sample {
  readonly button: HTMLButtonElement;
  readonly line: Element;
  readonly words: Text;
}

/** Legend of a plot: names and samples of its curves, each a button that hides or shows the curve, and of its references. */
export class Legend {
  private readonly rows = new Map<CurveName, Sample>();
  private readonly beside: HTMLElement;
  private besideKey = '';

  constructor(
    private readonly host: HTMLElement,
    private readonly definition: PlotDefinition,
    onToggle: (name: CurveName) => void,
  ) {
    for (const { name, label } of definition.curves) {
      const button = document.createElement('button');
      button.className = 'series';
      button.dataset['curve'] = name;
      button.addEventListener('click', () => onToggle(name));
      const { swatch, line } = makeSwatch();
      const words = document.createTextNode(label);
      button.append(swatch, words);
      host.append(button);
      this.rows.set(name, { button, line, words });
    }
    this.beside = document.createElement('span');
    this.beside.className = 'references';
    host.append(this.beside);
  }

  /** Shows which curves are there and drawn, in the colours of the scene; where runs are compared a colour is a run's, and samples are neutral. */
  show(scene: Scene, isThere: (name: CurveName) => boolean): void {
    const isCompared = scene.runs.length > 1;
    const [own] = scene.runs;
    const run = own ?? { slot: 0, runId: '', isTeacher: false };
    let shown = 0;
    for (const [index, curve] of this.definition.curves.entries()) {
      const row = this.rows.get(curve.name);
      if (row === undefined) continue;
      const { colour, dash, width } = penOf({ ...scene, highlighted: undefined }, run, curve, index);
      row.line.setAttribute('stroke', isCompared ? scene.theme.tones.neutral : colour);
      row.line.setAttribute('stroke-width', String(Math.max(1.5, width)));
      row.line.setAttribute('stroke-dasharray', (isCompared ? (dashes[index] ?? []) : dash).join(' '));
      const label = labelOf(curve, [run]);
      if (row.words.data !== label) row.words.data = label;
      const isHidden = scene.hidden.has(curve.name);
      // A curve that is hidden by default has a button only once it was asked for.
      row.button.hidden = !isThere(curve.name) || (curve.isExtra === true && isHidden);
      row.button.setAttribute('aria-pressed', String(!isHidden));
      row.button.title = isHidden ? `Show ${label}` : `Hide ${label}`;
      if (!row.button.hidden) shown += 1;
    }
    this.showReferences(scene);
    this.host.hidden = shown === 0;
  }

  private showReferences(scene: Scene): void {
    const references = this.definition.hasReferences === true ? scene.references : [];
    const pens = references.map((reference) => ({ label: reference.label, ...referencePen(scene, reference) }));
    const key = JSON.stringify(pens);
    if (key === this.besideKey) return;
    this.besideKey = key;
    const items = pens.map(({ label, colour, dash }) => {
      const { swatch, line } = makeSwatch();
      for (const [name, value] of [
        ['stroke', colour],
        ['stroke-width', '2'],
        ['stroke-dasharray', dash.join(' ')],
      ] as const) {
        line.setAttribute(name, value);
      }
      const item = document.createElement('span');
      item.className = 'series';
      item.append(swatch, label);
      return item;
    });
    this.beside.replaceChildren(...items);
  }
}

function makeSwatch(): { swatch: Element; line: Element } {
  const swatch = document.createElementNS(svg, 'svg');
  swatch.setAttribute('viewBox', '0 0 16 8');
  swatch.setAttribute('class', 'swatch');
  swatch.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(svg, 'line');
  for (const [name, value] of Object.entries({ x1: 0, x2: 16, y1: 4, y2: 4 })) line.setAttribute(name, String(value));
  swatch.append(line);
  return { swatch, line };
}
