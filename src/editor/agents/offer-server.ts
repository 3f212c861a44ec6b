import * as vscode from 'vscode';
import type { Host } from '../commands';
import { prefix } from './prefix';

/** A provider of servers, of VS Code 1.101 and newer. */
interface McpServerProvider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<unknown>;
  provideMcpServerDefinitions(): readonly object[];
}

interface NewerApi {
  readonly lm?: {
    readonly tools?: unknown;
    registerMcpServerDefinitionProvider?(id: string, provider: McpServerProvider): vscode.Disposable;
  };
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    version: string,
  ) => object;
}

const asNewer = (api: NewerApi): NewerApi => api;

/** Offers `distillery mcp` of each folder to editors that start such servers; it only reads until the workspace is trusted. */
export function offerServer(host: Host): void {
  const { context } = host;
  const { lm, McpStdioServerDefinition: Definition } = asNewer(vscode);
  if (lm?.registerMcpServerDefinitionProvider === undefined || Definition === undefined) return;
  const { version } = context.extension.packageJSON as { readonly version: string };
  const program = context.asAbsolutePath('dist/distillery.js');
  const changed = new vscode.EventEmitter<unknown>();
  const change = (): void => {
    changed.fire(undefined);
  };
  const provider: McpServerProvider = {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () =>
      (vscode.workspace.workspaceFolders ?? []).map(({ name, uri }) => {
        const words = [program, 'mcp', '--workspace', uri.fsPath];
        const rights = vscode.workspace.isTrusted ? [] : ['--read-only'];
        // The editor's own program starts as a browser without it.
        const environment = { ELECTRON_RUN_AS_NODE: '1' };
        return new Definition(
          `${prefix.title} (${name})`,
          process.execPath,
          [...words, ...rights],
          environment,
          version,
        );
      }),
  };
  try {
    context.subscriptions.push(
      changed,
      lm.registerMcpServerDefinitionProvider(prefix.server, provider),
      vscode.workspace.onDidGrantWorkspaceTrust(change),
      vscode.workspace.onDidChangeWorkspaceFolders(change),
    );
  } catch (error) {
    // VS Code 1.100 has the function, and not yet for every extension.
    host.output.debug(`no server for agents: ${String(error)}`);
  }
}
