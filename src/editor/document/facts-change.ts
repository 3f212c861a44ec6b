import * as vscode from 'vscode';

// Loaded at activation, so it imports nothing.

/** Fires with a config when other facts of its data have come to be known. */
export const factsChange = new vscode.EventEmitter<vscode.TextDocument>();

/** Fires with a config whose facts a person looks at: those of its files now are wished for. */
export const factsWish = new vscode.EventEmitter<vscode.TextDocument>();
