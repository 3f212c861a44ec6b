import * as vscode from 'vscode';
import type { RunStore } from '../../run-store';
import { isConfig } from '../../document/selector';
import { onYamlHelpChange } from '../../document/yaml-extension';
import type * as KnownReferences from './known-references';

/** Milliseconds from the last key press until references are resolved. */
const resolveDelayMs = 300;

/** Shows the problems of every open config as it is typed, and shortly after those that files and runs show. */
export function registerDiagnostics(store: RunStore): vscode.Disposable {
  const checker = new Checker(store);
  const checkAll = (): void => {
    vscode.workspace.textDocuments.forEach((document) => void checker.check(document));
  };
  checkAll();
  return vscode.Disposable.from(
    checker,
    onYamlHelpChange(checkAll),
    store.onDidChange(({ ended }) => {
      if (ended.length > 0) checker.resolveAgain();
    }),
    vscode.workspace.onDidOpenTextDocument((document) => void checker.check(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => void checker.check(document)),
    vscode.workspace.onDidCloseTextDocument((document) => {
      checker.forget(document);
    }),
  );
}

/** The diagnostics of open configs. */
class Checker implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('distillery');
  private readonly waiting = new Map<vscode.TextDocument, NodeJS.Timeout>();
  /** Loaded with the first look at references. */
  private references: typeof KnownReferences | undefined;
  /** Watches files once a config is open: a window without one hears of none. */
  private watching: vscode.Disposable | undefined;

  constructor(private readonly store: RunStore) {}

  /** Shows the problems of the text at once and those of its references a little later. */
  async check(document: vscode.TextDocument): Promise<void> {
    if (!isConfig(document)) return;
    this.watching ??= this.watchFiles();
    await this.show(document);
    this.resolveLater(document);
  }

  /** Resolves the references of every open config again. */
  resolveAgain(): void {
    vscode.workspace.textDocuments.filter(isConfig).forEach((document) => {
      this.resolveLater(document);
    });
  }

  /** Looks anew at the data of those open configs whose data a changed file or folder may be. */
  dataChanged({ fsPath }: vscode.Uri): void {
    const { references } = this;
    if (references === undefined) return;
    for (const document of vscode.workspace.textDocuments) {
      if (isConfig(document) && references.dataConcerns(document, fsPath)) this.resolveLater(document);
    }
  }

  forget(document: vscode.TextDocument): void {
    clearTimeout(this.waiting.get(document));
    this.waiting.delete(document);
    this.collection.delete(document.uri);
  }

  dispose(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer);
    this.waiting.clear();
    this.watching?.dispose();
    this.collection.dispose();
  }

  /** Data lies in files of any name, and a folder that comes or goes is one event. */
  private watchFiles(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const again = (uri: vscode.Uri): void => {
      // Every event of a run is a change of some file, but none of a model.
      const isOfRun = /\.distillery\/runs\/.*\/(control|checkpoints)\//.test(uri.path);
      if (/\.(json|onnx|bin)$/.test(uri.path) && !isOfRun) this.resolveAgain();
      else this.dataChanged(uri);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(again),
      watcher.onDidChange(again),
      watcher.onDidDelete(again),
    );
  }

  private async show(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    // Loaded with the first config: activation does not wait for it.
    const { diagnosticsOf } = await import('./problems');
    if (document.version === version && !document.isClosed) {
      this.collection.set(document.uri, diagnosticsOf(document));
    }
  }

  private resolveLater(document: vscode.TextDocument): void {
    clearTimeout(this.waiting.get(document));
    if (document.isClosed) return;
    const look = async (): Promise<void> => {
      this.waiting.delete(document);
      this.references ??= await import('./known-references');
      await this.references.updateReferences(document, this.store.runs);
      await this.show(document);
    };
    this.waiting.set(
      document,
      setTimeout(() => void look(), resolveDelayMs),
    );
  }
}
