import * as vscode from 'vscode';
import type { Host } from './commands';
import { isConfig } from './document/selector';

/** Names in a workspace folder that tell of runs or configs. */
const ours = /^\.distillery$|\.distill\.(ya?ml|json)$/;

/**
 * Begins to read and watch runs once the window has to do with them, and registers the language features with the first open config.
 * VS Code activates the extension for every YAML file, since only its name tells a config: a window with other YAML files alone is
 * left as it was, but for one look at the names in its folders.
 */
export function registerFirstUse(host: Host): vscode.Disposable {
  const features = new LanguageFeatures(host);
  const look = (): void => {
    if (!vscode.workspace.textDocuments.some(isConfig)) return;
    host.store.begin();
    void features.register();
  };
  // Not waited for: activation must not hang on a slow disk, and what is registered a moment later is there as soon.
  const first = setImmediate(() => {
    look();
    void hasUse(host).then((isUsed) => {
      if (isUsed) host.store.begin();
    });
  });
  const opening = vscode.workspace.onDidOpenTextDocument(look);
  return new vscode.Disposable(() => {
    clearImmediate(first);
    opening.dispose();
    features.dispose();
  });
}

/** The language features, which are loaded and registered once. */
class LanguageFeatures implements vscode.Disposable {
  private loading: Promise<void> | undefined;
  private registered: vscode.Disposable | undefined;
  private isDisposed = false;

  constructor(private readonly host: Host) {}

  register(): Promise<void> {
    return (this.loading ??= this.load());
  }

  dispose(): void {
    this.isDisposed = true;
    this.registered?.dispose();
  }

  private async load(): Promise<void> {
    const { registerLanguageFeatures } = await import('./language/register-features');
    if (!this.isDisposed) this.registered = registerLanguageFeatures(this.host);
  }
}

/** Whether the window has runs or configs, or something that belongs to them was asked for. */
async function hasUse({ store }: Host): Promise<boolean> {
  // Without a YAML file, activation was for a config of the workspace, a view, a panel, a command.
  const isForYaml = vscode.workspace.textDocuments.some(({ languageId }) => languageId === 'yaml');
  if (!isForYaml || store.hasWatched) return true;
  const folders = vscode.workspace.workspaceFolders ?? [];
  // A folder that cannot be listed has no runs that could be.
  const entries = await Promise.all(
    folders.map(({ uri }) => Promise.resolve(vscode.workspace.fs.readDirectory(uri)).catch(() => [])),
  );
  return entries.flat().some(([name]) => ours.test(name));
}
