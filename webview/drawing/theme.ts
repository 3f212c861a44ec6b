import { FrameTask } from '../page/frame-task';
import type { Tone } from './tone';

export interface Theme {
  readonly foreground: string;
  readonly grid: string;
  readonly font: string;
  readonly background: string;
  readonly tones: Readonly<Record<Tone, string>>;
  /** Colours of compared runs, by pin slot. */
  readonly runs: readonly string[];
}

/** Dash patterns by curve, so that curves differ without colour: solid, dashed, dotted and two more. */
export const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2]];

/** Okabe and Ito's colours (2008) beyond the two of base.css; the yellow is darkened on white. */
const onDark = ['#009e73', '#cc79a7', '#f0e442', '#d55e00', '#9aa5ff', '#bbbbbb'] as const;
const onLight = ['#008060', '#b0578a', '#8a8000', '#c04c00', '#5b5bd6', '#666666'] as const;

/** Reads the editor's present colours and font. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const foreground = read('--vscode-foreground', '#888888');
  const quiet = read('--vscode-descriptionForeground', foreground);
  const isLight = /vscode-(light|high-contrast-light)/.test(document.body.className);
  const [student, teacher] = [read('--student', foreground), read('--teacher', foreground)];
  return {
    foreground: quiet,
    // In high contrast the border colour is opaque, and a grid in it would cover the curves.
    grid: isHighContrast() ? 'rgba(128, 128, 128, 0.3)' : 'rgba(128, 128, 128, 0.18)',
    font: `11px ${read('--vscode-font-family', 'sans-serif')}`,
    background: read('--vscode-editor-background', 'transparent'),
    tones: {
      ...{ student, teacher, control: quiet, neutral: foreground },
      temperature: read('--temperature', foreground),
    },
    runs: [student, teacher, ...(isLight ? onLight : onDark)],
  };
}

/** Colour of a compared run. Colours repeat, as there are more slots than colours; emphasis tells equal ones apart. */
export function colourOf({ runs, foreground }: Theme, slot: number): string {
  return runs[slot % runs.length] ?? foreground;
}

function isHighContrast(): boolean {
  return document.body.classList.contains('vscode-high-contrast');
}

/** Calls back at most once a frame when the theme changes, which VS Code writes to the root's style and the body's class. */
export function onThemeChange(callback: () => void): void {
  const task = new FrameTask(callback);
  const observer = new MutationObserver(() => task.schedule());
  const attributeFilter = ['class', 'style', 'data-vscode-theme-id'];
  for (const node of [document.documentElement, document.body]) observer.observe(node, { attributeFilter });
}
