import * as vscode from 'vscode';
import { describeProblem, type RunSummary } from '../../runs';

interface Packed {
  readonly version?: string;
  readonly contributes?: { readonly configuration?: { readonly properties?: Readonly<Record<string, unknown>> } };
}

/** Settings whose values are paths: the report names them without their values. */
const withPaths = /nodePath|allowedFolders/;

/** Opens a problem report as an untitled document; nothing is sent anywhere. `run` is the affected run, if there is one. */
export async function reportProblem(context: vscode.ExtensionContext, run: RunSummary | undefined): Promise<void> {
  const packed = context.extension.packageJSON as Packed;
  const content = describeProblem({
    versions: {
      distillery: packed.version ?? 'unknown',
      [vscode.env.appName]: vscode.version,
      node: process.versions.node,
      host: `${vscode.env.uiKind === vscode.UIKind.Web ? 'browser' : 'desktop'}, ${vscode.env.remoteName ?? 'local'}`,
      trusted: String(vscode.workspace.isTrusted),
    },
    settings: readSettings(Object.keys(packed.contributes?.configuration?.properties ?? {})),
    workspaces: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    ...(run !== undefined && { run }),
  });
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(document);
}

/** The extension's settings that differ from their defaults. */
function readSettings(names: readonly string[]): Record<string, unknown> {
  const settings: Record<string, unknown> = {};
  for (const name of names) {
    const { defaultValue } = vscode.workspace.getConfiguration().inspect(name) ?? {};
    const value: unknown = vscode.workspace.getConfiguration().get(name);
    if (JSON.stringify(value) === JSON.stringify(defaultValue)) continue;
    settings[name] = withPaths.test(name) ? '(set)' : value;
  }
  return settings;
}
