import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A text that was shown, and where. */
export interface Shown {
  readonly text: string;
  readonly place: string;
  /** Whether it is a whole text of ours: a question, a title, a button. Others are names, paths and figures in part. */
  readonly isOurs: boolean;
}

type Fields = Readonly<Record<string, unknown>>;
export type Action = (...words: unknown[]) => unknown;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Properties of what is shown that people read, and whether they are whole texts of ours. */
const readFields: Readonly<Record<string, boolean>> = {
  ...{ label: false, description: false, detail: false, message: true, title: true, placeHolder: true, prompt: true },
  ...{ openLabel: true, text: false, tooltip: false, value: false, accessibilityInformation: false },
};

/** Does nothing, whatever is called, made or read of it. */
const whatever: unknown = new Proxy(function () {}, {
  get: (_, key) =>
    key === Symbol.toPrimitive ? () => '' : key === 'then' || typeof key === 'symbol' ? undefined : whatever,
  apply: () => whatever,
  construct: () => whatever as object,
});

class Disposable {
  constructor(readonly dispose: () => void = () => undefined) {}
  static from(...all: readonly { readonly dispose?: () => void }[]): Disposable {
    return new Disposable(() => {
      for (const one of all) one.dispose?.();
    });
  }
}

class EventEmitter {
  private readonly listeners = new Set<Action>();
  readonly event = (listener: Action): Disposable => {
    this.listeners.add(listener);
    return new Disposable(() => this.listeners.delete(listener));
  };
  fire(value: unknown): void {
    for (const listener of this.listeners) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

/** A place of a file. */
export class Uri {
  readonly scheme = 'file';
  readonly path: string;
  constructor(readonly fsPath: string) {
    this.path = fsPath;
  }
  static file(file: string): Uri {
    return new Uri(file);
  }
  static joinPath({ fsPath }: Uri, ...parts: string[]): Uri {
    return new Uri(path.join(fsPath, ...parts));
  }
  toString(): string {
    return `file://${this.path}`;
  }
}

class MarkdownString {
  value = '';
  constructor(text = '') {
    this.value = text;
  }
  appendMarkdown(text: string): void {
    this.value += text;
  }
  appendText(text: string): void {
    this.value += text;
  }
}

class TreeItem {
  constructor(readonly label: string) {}
}

class CancellationError extends Error {}

/** Stand-in for the editor, in which commands ask and tell, and which keeps all texts of that. */
export class StandInEditor {
  /** Folders of the workspace. */
  folders: readonly string[];
  settings: Fields = {};
  isTrusted = true;
  /** The provider of the runs view. */
  tree: TreeProvider | undefined;
  private shown: Shown[] = [];
  private readonly commands = new Map<string, Action>();
  /** The number of the choice that answers a question; undefined where it is left. */
  private answer: number | undefined;
  /** Choices that the last command had at most. */
  private choices = 0;

  constructor(
    folders: readonly string[],
    private readonly texts: Readonly<Record<string, string>>,
  ) {
    this.folders = folders;
  }

  /** Performs a command of the extension, and answers its questions. Gives how many answers there were to choose from. */
  async perform(name: string, answer: number | undefined, target: unknown): Promise<number> {
    const command = this.commands.get(`distillery.${name}`);
    if (command === undefined) throw new Error(`there is no command ${name}`);
    this.answer = answer;
    this.choices = 0;
    await command(target);
    return this.choices;
  }

  /** All texts since the last call. */
  take(): readonly Shown[] {
    const { shown } = this;
    this.shown = [];
    return shown;
  }

  /** The module `vscode`; what is not here does nothing. */
  get api(): object {
    const real = {
      ...{ Disposable, EventEmitter, Uri, MarkdownString, TreeItem, CancellationError },
      l10n: { bundle: this.texts },
      env: { language: 'zh-cn', appName: 'VS Code', uiKind: 2, remoteName: 'there' },
      version: '1.100.0',
      lm: undefined,
      UIKind: { Desktop: 1, Web: 2 },
      QuickPickItemKind: { Separator: -1 },
      extensions: { getExtension: () => undefined, onDidChange: () => new Disposable() },
      commands: {
        registerCommand: (id: string, action: Action) => {
          this.commands.set(id, action);
          return new Disposable(() => this.commands.delete(id));
        },
        executeCommand: () => Promise.resolve(),
      },
      window: withWhatever(this.window()),
      workspace: withWhatever(this.workspaceApi()),
    };
    return withWhatever(real);
  }

  /** The context that an extension is activated with. */
  get context(): object {
    const memory = { get: (_: string, usual: unknown) => usual, update: () => Promise.resolve() };
    return withWhatever({
      subscriptions: [],
      ...{ workspaceState: memory, globalState: memory },
      extension: { packageJSON: {} },
      extensionUri: new Uri(process.cwd()),
      globalStorageUri: new Uri(path.join(this.first, '.storage')),
      asAbsolutePath: (name: string) => path.resolve(name),
    });
  }

  /** Keeps the texts of something that is shown. */
  keep(value: unknown, place: string, isOurs = false): void {
    if (typeof value === 'string') {
      if (value !== '') this.shown.push({ text: value, place, isOurs });
    } else if (Array.isArray(value)) for (const one of value) this.keep(one, place, isOurs);
    else if (isFields(value)) {
      for (const [key, isText] of Object.entries(readFields)) {
        if (key in value) this.keep(value[key], `${place}, ${key}`, isText);
      }
    }
  }

  private window(): object {
    const tell =
      (name: string) =>
      (words: unknown, ...rest: readonly unknown[]): Promise<unknown> => {
        const buttons = rest.filter((one) => typeof one === 'string');
        this.keep(words, name, true);
        this.keep(
          rest.filter((one) => isFields(one)),
          name,
        );
        this.keep(buttons, `${name}, button`, true);
        return Promise.resolve(this.chosen(buttons));
      };
    return {
      ...{ activeTextEditor: undefined, visibleTextEditors: [] },
      showInformationMessage: tell('information'),
      showWarningMessage: tell('warning'),
      showErrorMessage: tell('error'),
      showQuickPick: async (given: unknown, options: unknown) => {
        const items: unknown = await given;
        this.keep(options, 'pick');
        this.keep(items, 'item of a pick');
        const chosen = this.chosen(Array.isArray(items) ? items : []);
        return isFields(options) && options['canPickMany'] === true && chosen !== undefined ? [chosen] : chosen;
      },
      showWorkspaceFolderPick: (options: unknown) => {
        this.keep(options, 'pick');
        return Promise.resolve(this.chosen(this.folders.map((folder) => this.folderOf(folder))));
      },
      showInputBox: (options: Fields) => Promise.resolve(this.input(options)),
      showSaveDialog: (options: unknown) => {
        this.keep(options, 'dialog');
        return Promise.resolve(new Uri(path.join(this.first, 'saved')));
      },
      showOpenDialog: (options: unknown) => {
        this.keep(options, 'dialog');
        return Promise.resolve(undefined);
      },
      withProgress: (options: unknown, task: (progress: object, token: unknown) => unknown) => {
        this.keep(options, 'progress');
        return task({ report: (step: unknown) => this.keep(step, 'progress') }, whatever);
      },
      createTreeView: (_: string, { treeDataProvider }: { readonly treeDataProvider: TreeProvider }) => {
        this.tree = treeDataProvider;
        return withWhatever({ visible: false, selection: [] });
      },
      createStatusBarItem: () => {
        const item = { show: () => this.keep(item, 'status bar'), hide: () => undefined, dispose: () => undefined };
        return item;
      },
    };
  }

  private workspaceApi(): object {
    const folders = (): object[] | undefined =>
      this.folders.length === 0 ? undefined : this.folders.map((folder) => this.folderOf(folder));
    const isTrusted = (): boolean => this.isTrusted;
    return {
      get isTrusted() {
        return isTrusted();
      },
      get workspaceFolders() {
        return folders();
      },
      textDocuments: [],
      getWorkspaceFolder: ({ fsPath }: Uri) => {
        const own = this.folders.find((folder) => fsPath.startsWith(folder));
        return own === undefined ? undefined : this.folderOf(own);
      },
      asRelativePath: (file: string | Uri) => path.relative(this.first, typeof file === 'string' ? file : file.fsPath),
      getConfiguration: () => ({
        get: (name: string, usual: unknown) => this.settings[name] ?? usual,
        inspect: () => ({}),
        update: () => Promise.resolve(),
      }),
      openTextDocument: (given: Uri | object) => Promise.resolve(given instanceof Uri ? documentOf(given) : whatever),
      fs: {
        stat: ({ fsPath }: Uri) => promised(() => statSync(fsPath)),
        readDirectory: ({ fsPath }: Uri) => promised(() => readdirSync(fsPath).map((name) => [name, 1])),
        createDirectory: ({ fsPath }: Uri) => promised(() => mkdirSync(fsPath, { recursive: true })),
        writeFile: ({ fsPath }: Uri, bytes: Uint8Array) => promised(() => writeFileSync(fsPath, bytes)),
      },
    };
  }

  private get first(): string {
    return this.folders[0] ?? '';
  }

  private folderOf(folder: string): { readonly uri: Uri; readonly name: string } {
    return { uri: new Uri(folder), name: path.basename(folder) };
  }

  private chosen(choices: readonly unknown[]): unknown {
    this.choices = Math.max(this.choices, choices.length);
    return this.answer === undefined ? undefined : choices[this.answer];
  }

  /** Types names that none can have first, so that a box says what is wrong with them. */
  private input(options: Fields): string | undefined {
    this.keep({ ...options, value: undefined }, 'box');
    const { validateInput } = options;
    if (typeof validateInput === 'function') {
      for (const text of ['', '../up', 'x'.repeat(500), 'taken']) {
        this.keep(Reflect.apply(validateInput, undefined, [text]), 'mistake in a box', true);
      }
    }
    return this.chosen(['新名']) as string | undefined;
  }
}

/** A provider of rows, as of the runs view. */
interface TreeProvider {
  getChildren(parent?: unknown): Promise<unknown[]>;
  getTreeItem(row: unknown): Promise<object>;
  resolveTreeItem(item: object, row: unknown): Promise<object>;
}

/** An object whose other properties do nothing. */
function withWhatever(own: object): object {
  return Object.setPrototypeOf(own, whatever as object) as object;
}

const promised = <Result>(perform: () => Result): Promise<Result> => Promise.resolve().then(perform);

/** A text document as far as commands read one. */
function documentOf(uri: Uri): object {
  const text = readFileSync(uri.fsPath, 'utf8');
  const placeOf = (offset: number): object => {
    const before = text.slice(0, offset).split('\n');
    return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  };
  return {
    ...{ uri, fileName: uri.fsPath, isUntitled: false, isDirty: false, languageId: 'yaml', version: 1 },
    getText: () => text,
    positionAt: placeOf,
  };
}
