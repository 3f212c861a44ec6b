import * as vscode from 'vscode';

// Loaded at activation, so it imports nothing.

/** Fires with a config when other facts of its data have come to be known. */
export const dataFactsChanged = new vscode.EventEmitter<vscode.TextDocument>();

/** Fires with a config whose facts somebody looks at, so that its files are looked at anew. */
export const dataFactsRequested = new vscode.EventEmitter<vscode.TextDocument>();
