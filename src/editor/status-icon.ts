import * as vscode from 'vscode';
import type { RunStatus } from '../runs';

/** The icon of a status, in the theme's colours. */
export function statusIcon(status: RunStatus): vscode.ThemeIcon {
  const icon = (name: string, color: string): vscode.ThemeIcon =>
    new vscode.ThemeIcon(name, new vscode.ThemeColor(color));
  switch (status) {
    case 'queued':
      return icon('clock', 'foreground');
    case 'running':
      return icon('sync~spin', 'charts.blue');
    case 'stopping':
      return icon('sync~spin', 'charts.yellow');
    case 'stopped':
      return icon('debug-pause', 'charts.yellow');
    case 'finished':
      return icon('pass', 'testing.iconPassed');
    case 'failed':
      return icon('error', 'testing.iconFailed');
    case 'lost':
      return icon('debug-disconnect', 'testing.iconFailed');
    case 'broken':
      return icon('warning', 'list.warningForeground');
  }
}
