import * as vscode from 'vscode';

/** Fires with a config when other facts of its data have come to be known. Loaded at activation, so it imports nothing. */
export const factsChange = new vscode.EventEmitter<vscode.TextDocument>();
