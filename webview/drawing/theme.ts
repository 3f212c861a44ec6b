export interface Theme {
  readonly foreground: string;
  readonly grid: string;
  readonly font: string;
  readonly background: string;
  /** Blue, orange and the editor's foreground: a neutral is told from both by its lack of colour. */
  readonly series: readonly string[];
  /** Colours of runs that are compared, by their places. */
  readonly runs: readonly string[];
}

/** Solid, dashed, dotted and two more: the curves can be told apart without any colour. */
export const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3], [4, 2]];

/** More of Okabe and Ito's colours than base.css has; their yellow is darkened where it lies on white. */
const onDark = ['#009e73', '#cc79a7', '#f0e442', '#d55e00', '#9aa5ff', '#bbbbbb'] as const;
const onLight = ['#008060', '#b0578a', '#8a8000', '#c04c00', '#5b5bd6', '#666666'] as const;

/** The editor's colours and its font as they are now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  const foreground = read('--vscode-foreground', '#888888');
  const isLight = /vscode-(light|high-contrast-light)/.test(document.body.className);
  const [blue, orange] = [read('--blue', foreground), read('--orange', foreground)];
  return {
    foreground: read('--vscode-descriptionForeground', foreground),
    // High contrast has no faint lines: there a border is full, and a grid of it would cover the curves.
    grid: isHighContrast() ? 'rgba(128, 128, 128, 0.3)' : 'rgba(128, 128, 128, 0.18)',
    font: `11px ${read('--vscode-font-family', 'sans-serif')}`,
    background: read('--vscode-editor-background', 'transparent'),
    series: [blue, orange, foreground, orange, foreground],
    runs: [blue, orange, ...(isLight ? onLight : onDark)],
  };
}

/** The colour of a compared run; there are more places than colours, and the panel lets one run stand out at a time. */
export function colourOf({ runs, foreground }: Theme, place: number): string {
  return runs[place % runs.length] ?? foreground;
}

function isHighContrast(): boolean {
  return document.body.classList.contains('vscode-high-contrast');
}

/** Calls back, once a frame at most, when the editor's colours change: it writes them on the root and names them on the body. */
export function onThemeChange(callback: () => void): void {
  let isAsked = false;
  const observer = new MutationObserver(() => {
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      callback();
    });
  });
  const attributeFilter = ['class', 'style', 'data-vscode-theme-id'];
  for (const node of [document.documentElement, document.body]) observer.observe(node, { attributeFilter });
}
