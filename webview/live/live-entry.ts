import type { LiveCurve, LiveRun } from '../../src/panel/messages';
import { valueRange } from '../../src/curves';
import { drawDots, drawLine, type Frame, readTheme } from '../drawing';
import { make } from '../page/page';
import { formatStatus } from '../../src/wording';

const curveHeight = 34;
const fewPoints = 20;

/** Entry of an active run: a button with its name, progress and small curves, which opens its panel. */
export class LiveEntry {
  readonly element = document.createElement('li');
  private readonly button: HTMLElement;
  private readonly name: HTMLElement;
  private readonly words: HTMLElement;
  private readonly bar: HTMLProgressElement;
  private readonly curves: HTMLElement;
  private rows: { readonly canvas: HTMLCanvasElement; readonly value: HTMLElement }[] = [];
  private run: LiveRun | undefined;

  constructor(onOpen: () => void) {
    this.button = make('button', '', this.element, 'live-run');
    this.button.addEventListener('click', onOpen);
    const head = make('span', '', this.button, 'live-head');
    this.name = make('span', '', head, 'live-name');
    // Spaces, so that the texts are words of their own to a reader and in the button's name.
    head.append(' ');
    this.words = make('span', '', head, 'live-words');
    head.append(' ');
    this.bar = document.createElement('progress');
    this.bar.setAttribute('aria-hidden', 'true');
    this.button.append(this.bar);
    this.curves = make('span', '', this.button, 'live-curves');
  }

  show(run: LiveRun): void {
    const labels = run.curves.map(({ label }) => label).join();
    if (labels !== this.run?.curves.map(({ label }) => label).join())
      this.rows = run.curves.map((curve, index) => this.row(curve, index));
    this.run = run;
    this.name.textContent = run.name;
    this.words.textContent = run.words;
    if (run.progress > 0) this.bar.value = run.progress;
    else this.bar.removeAttribute('value');
    const values = run.curves.map(({ label, value }) => `${label} ${value}`);
    const word = formatStatus(run.status);
    const status = run.words.includes(word) ? '' : word;
    // In the order of what is seen: a person says to a program the words that they read.
    const said = [run.name, run.words, ...values, status].filter((part) => part !== '').join(', ');
    this.button.setAttribute('aria-label', `${said}. Open its panel`);
    this.draw();
  }

  draw(): void {
    this.run?.curves.forEach((curve, index) => {
      const row = this.rows[index];
      if (row === undefined) return;
      row.value.textContent = curve.value;
      drawCurve(row.canvas, curve);
    });
  }

  private row({ label }: LiveCurve, index: number): { canvas: HTMLCanvasElement; value: HTMLElement } {
    if (index === 0) this.curves.replaceChildren();
    const row = make('span', '', this.curves, 'live-curve');
    const canvas = document.createElement('canvas');
    row.append(canvas);
    const words = make('span', '', row, 'live-value');
    make('span', '', words).textContent = label;
    words.append(' ');
    const value = make('span', '', words, 'live-number');
    row.append(' ');
    return { canvas, value };
  }
}

function drawCurve(canvas: HTMLCanvasElement, { x, y }: LiveCurve): void {
  const pixelRatio = devicePixelRatio;
  const [width, height] = [Math.round(canvas.clientWidth * pixelRatio), Math.round(curveHeight * pixelRatio)];
  if (width === 0) return;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.clearRect(0, 0, width, height);
  const finite = y.filter(Number.isFinite);
  const [min, max] = [
    finite.reduce((a, b) => Math.min(a, b), Infinity),
    finite.reduce((a, b) => Math.max(a, b), -Infinity),
  ];
  const [from, to] = valueRange(min, max, { minSpan: 1e-3 });
  const frame: Frame = {
    ...{ context, pixelRatio, left: 0, top: 2 * pixelRatio, height: height - 4 * pixelRatio },
    // Leaves room for the dot of the newest point.
    width: width - 3 * pixelRatio,
    x: { from: 0, to: Math.max(1, x.at(-1) ?? 1) },
    y: { from, to, isLog: false },
  };
  const theme = readTheme();
  // Loss and accuracy are both the student's, in its colour as in every page.
  const pen = { colour: theme.tones.student, dash: [], width: 1.5, opacity: 1 };
  drawLine(frame, { x, y }, pen);
  if (x.length <= fewPoints) drawDots(frame, { x, y }, pen);
}
