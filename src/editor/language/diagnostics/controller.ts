import * as vscode from 'vscode';
import type { RunStore } from '../../run-store';
import { dataFactsChanged, dataFactsRequested } from '../../document/data-facts-events';
import { isConfig } from '../../document/selector';
import { onYamlHelpChange } from '../../document/yaml-extension';
import { DelayedLooks } from './delayed-looks';
import { Poll } from './poll';
import type * as KnownReferences from './known-references';

/** Between a key press or a change of a file and the look at references. */
const delays = { delayMs: 300, maxDelayMs: 2000 };
/** Pause between two looks at the data of configs in sight. */
const pollMs = 3000;

/**
 * Shows the problems of every open config as it is typed, and shortly after those that files and runs show. VS Code sends no events of
 * files outside of the workspace, nor on Linux of those in a folder that was made within a new one: data are looked at again when a
 * person turns to their config, and every few seconds while it is in sight.
 */
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
    vscode.window.onDidChangeActiveTextEditor((editor) => {
      if (editor !== undefined) checker.lookAgain([editor.document]);
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) checker.lookAgain(vscode.window.visibleTextEditors.map(({ document }) => document));
    }),
    dataFactsRequested.event((document) => {
      checker.lookAgain([document]);
    }),
  );
}

/** The diagnostics of open configs. */
class Checker implements vscode.Disposable {
  private readonly collection = vscode.languages.createDiagnosticCollection('distillery');
  private readonly looks = new DelayedLooks<vscode.TextDocument>((document) => this.resolve(document), delays);
  private readonly poll = new Poll(() => this.lookForChanges(), pollMs);
  /** Loaded with the first look at references. */
  private references: typeof KnownReferences | undefined;
  /** Watches files once a config is open: a window without one hears of none. */
  private watching: vscode.Disposable | undefined;

  constructor(private readonly store: RunStore) {}

  /** Shows the problems of the text at once and those of its references a little later. */
  async check(document: vscode.TextDocument): Promise<void> {
    if (!isConfig(document)) return;
    this.watching ??= this.watchFiles();
    this.poll.start();
    await this.show(document);
    if (!document.isClosed) this.looks.wish(document);
  }

  /** Resolves the references of every open config again. */
  resolveAgain(): void {
    this.lookAgain(vscode.workspace.textDocuments);
  }

  /** Resolves the references of those documents that are configs again. */
  lookAgain(documents: readonly vscode.TextDocument[]): void {
    for (const document of new Set(documents)) if (isConfig(document)) this.looks.wish(document);
  }

  /** Looks anew at the data of those open configs whose data a changed file or folder may be. */
  dataChanged({ fsPath }: vscode.Uri): void {
    const { references } = this;
    if (references === undefined) return;
    for (const document of vscode.workspace.textDocuments) {
      if (isConfig(document) && references.dataConcerns(document, fsPath)) this.looks.wish(document);
    }
  }

  forget(document: vscode.TextDocument): void {
    this.looks.forget(document);
    this.collection.delete(document.uri);
  }

  dispose(): void {
    this.looks.dispose();
    this.poll.dispose();
    this.watching?.dispose();
    this.collection.dispose();
  }

  /** Data lies in files of any name, and a folder that comes or goes is one event. */
  private watchFiles(): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher('**/*');
    const again = (uri: vscode.Uri): void => {
      // Every event of a run is a change of some file, but none of a model.
      const isOfRun = /\.distillery\/(queue|runs\/.*\/(requests|control|checkpoints|evaluations))\//.test(uri.path);
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

  private async lookForChanges(): Promise<void> {
    const { references } = this;
    if (references === undefined) return;
    for (const document of new Set(vscode.window.visibleTextEditors.map(({ document }) => document))) {
      if (!isConfig(document) || !(await references.hasDataChanged(document))) continue;
      dataFactsChanged.fire(document);
      this.looks.wish(document);
    }
  }

  private async resolve(document: vscode.TextDocument): Promise<void> {
    if (document.isClosed) return;
    this.references ??= await import('./known-references');
    await this.references.updateReferences(document, this.store.runs);
    await this.show(document);
  }
}
