import * as vscode from 'vscode';
import type { Host } from '../commands';
import { prefix } from './prefix';

/** Parts of `vscode.lm` that agents need. Editors made of VS Code may lack all of it, and older ones some. */
interface LanguageModels {
  registerTool?(name: string, tool: vscode.LanguageModelTool<object>): vscode.Disposable;
  registerMcpServerDefinitionProvider?(id: string, provider: McpServerProvider): vscode.Disposable;
}

/** Of VS Code 1.101 and newer. */
interface McpServerProvider {
  readonly onDidChangeMcpServerDefinitions: vscode.Event<unknown>;
  provideMcpServerDefinitions(): readonly object[];
}

interface NewerApi {
  readonly lm?: LanguageModels;
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>>,
    version: string,
  ) => object;
}

/** Registers the tools of language models, and the server of agents for editors that start such; where there are none, nothing. */
export function registerAgents(host: Host): vscode.Disposable {
  const api: NewerApi = vscode;
  const { lm } = api;
  if (lm === undefined) return new vscode.Disposable(() => undefined);
  const attempt = (register: () => vscode.Disposable | undefined): vscode.Disposable[] => {
    try {
      return [register() ?? []].flat();
    } catch (error) {
      // Where a function is there and not yet for every extension, as in VS Code 1.100, the rest goes on without it.
      host.output.debug(`no agents: ${String(error)}`);
      return [];
    }
  };
  const tools = namesOf(host.context).flatMap((name) => attempt(() => lm.registerTool?.(name, toolOf(name, host))));
  return vscode.Disposable.from(...tools, ...attempt(() => registerServer(api, host.context)));
}

/** Names of the tools that package.json declares: activation loads no tool for them. */
function namesOf({ extension }: vscode.ExtensionContext): string[] {
  const { contributes } = extension.packageJSON as {
    readonly contributes?: { readonly languageModelTools?: readonly { readonly name: string }[] };
  };
  return (contributes?.languageModelTools ?? []).map(({ name }) => name);
}

function toolOf(name: string, host: Host): vscode.LanguageModelTool<object> {
  return {
    prepareInvocation: async ({ input }) => (await import('./call-tool')).prepare(name, input),
    invoke: async ({ input }, token) => (await import('./call-tool')).callTool(name, input, host, token),
  };
}

/** Offers `distillery mcp` of each folder; it only reads until the workspace is trusted. */
function registerServer(
  { lm, McpStdioServerDefinition: Definition }: NewerApi,
  context: vscode.ExtensionContext,
): vscode.Disposable {
  if (lm?.registerMcpServerDefinitionProvider === undefined || Definition === undefined) {
    return new vscode.Disposable(() => undefined);
  }
  const { version } = context.extension.packageJSON as { readonly version: string };
  const changed = new vscode.EventEmitter<unknown>();
  const program = context.asAbsolutePath('dist/distillery.js');
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
  const registered = lm.registerMcpServerDefinitionProvider(prefix.server, provider);
  return vscode.Disposable.from(
    changed,
    registered,
    vscode.workspace.onDidGrantWorkspaceTrust(() => {
      changed.fire(undefined);
    }),
    vscode.workspace.onDidChangeWorkspaceFolders(() => {
      changed.fire(undefined);
    }),
  );
}
