export interface Theme {
  readonly foreground: string;
  readonly grid: string;
  /** Told apart without colour vision (Okabe and Ito 2008), from the theme's chart colours where it has them. */
  readonly series: readonly [string, string, string];
}

/** The editor's colours as they are now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const read = (name: string, fallback: string): string => style.getPropertyValue(name).trim() || fallback;
  return {
    foreground: read('--vscode-foreground', '#888'),
    grid: read('--vscode-widget-border', 'rgba(128, 128, 128, 0.25)'),
    series: [
      read('--vscode-charts-blue', '#0072b2'),
      read('--vscode-charts-orange', '#e69f00'),
      read('--vscode-charts-green', '#009e73'),
    ],
  };
}

/** Calls back when the person changes the theme. */
export function onThemeChange(callback: () => void): void {
  new MutationObserver(callback).observe(document.body, { attributes: true, attributeFilter: ['class', 'style'] });
}
