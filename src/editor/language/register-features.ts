import * as vscode from 'vscode';
import type { Host } from '../commands';
import { registerDiagnostics } from './diagnostics/controller';
import { registerProviders } from './providers/register';

/** Registers the language features of configs: what is seen in a text, and what is offered in it. */
export function registerLanguageFeatures(host: Host): vscode.Disposable {
  return vscode.Disposable.from(registerProviders(host), registerDiagnostics(host.store));
}
