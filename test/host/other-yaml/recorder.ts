import fs from 'node:fs';
import promises from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as vscode from 'vscode';

/** Namespaces of the editor's API in which features are registered, watchers made and texts shown. */
const namespaces = ['commands', 'languages', 'lm', 'tasks', 'window', 'workspace'] as const;

/** A record of what an extension asks of the editor's API and of the file system, from before its activation on. */
export class Recorder {
  /** Calls of the API, such as `window.createTreeView`. */
  readonly calls: string[] = [];
  /** Calls of the file system by the extension's code, the loading of its modules apart: name and path. */
  readonly files: string[] = [];
  private readonly bundle: string;
  private readonly require: NodeJS.Require;

  constructor(extension: vscode.Extension<unknown>) {
    this.bundle = path.join(extension.extensionPath, 'dist');
    // VS Code gives each extension an API object of its own, by the file that requires it.
    this.require = createRequire(path.join(this.bundle, 'extension.js'));
    const api = this.require('vscode') as typeof vscode;
    for (const namespace of namespaces) this.wrap(api[namespace], (name) => this.calls.push(`${namespace}.${name}`));
    for (const functions of [fs, promises]) {
      this.wrap(functions, (name, [file]) => {
        const isModule = String(file).startsWith(this.bundle);
        if (!isModule && this.isCalledByExtension()) this.files.push(`${name} ${String(file)}`);
      });
    }
  }

  /** Files of the extension that have been loaded, from its folder of bundles. */
  loaded(): string[] {
    const own = Object.keys(this.require.cache).filter((file) => file.startsWith(this.bundle + path.sep));
    return own.map((file) => path.relative(this.bundle, file).replaceAll(path.sep, '/')).sort();
  }

  /** Calls by name, each with its number. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const call of [...this.calls].sort()) counts[call] = (counts[call] ?? 0) + 1;
    return counts;
  }

  private isCalledByExtension(): boolean {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 50;
    const { stack = '' } = new Error('who calls');
    Error.stackTraceLimit = stackTraceLimit;
    return stack.includes(this.bundle);
  }

  private wrap(functions: object, note: (name: string, words: readonly unknown[]) => void): void {
    for (const name of Object.keys(functions)) {
      // A getter is no call, and may throw in an editor that lacks it.
      const original: unknown = Object.getOwnPropertyDescriptor(functions, name)?.value;
      if (typeof original !== 'function' || /^[A-Z_]/.test(name)) continue;
      Reflect.set(functions, name, function (this: unknown, ...words: unknown[]): unknown {
        note(name, words);
        return Reflect.apply(original, this, words) as unknown;
      });
    }
  }
}
