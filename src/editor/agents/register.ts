import * as vscode from 'vscode';
import type { Host } from '../commands';

/** Part of `vscode.lm` that editors made of VS Code may lack. */
interface LanguageModels {
  registerTool?(name: string, tool: vscode.LanguageModelTool<object>): vscode.Disposable;
}

/**
 * Registers the tools of language models and, once the window has to do with runs, the server of agents for editors that start such;
 * where there are none, nothing.
 */
export function registerAgents(host: Host): vscode.Disposable {
  const lm = languageModelsOf(vscode);
  const { context, store } = host;
  const tools: vscode.Disposable[] = [];
  try {
    for (const name of namesOf(context)) {
      const registered = lm?.registerTool?.(name, toolOf(name, host));
      if (registered !== undefined) tools.push(registered);
    }
  } catch (error) {
    host.output.debug(`no tools of language models: ${String(error)}`);
  }
  const begin = async (): Promise<void> => (await import('./offer-server')).offerServer(host);
  return vscode.Disposable.from(
    ...tools,
    store.onDidBegin(() => void begin()),
  );
}

const languageModelsOf = ({ lm }: { readonly lm?: LanguageModels }): LanguageModels | undefined => lm;

/** Names of the tools that package.json declares: activation loads no tool for them. */
function namesOf({ extension }: vscode.ExtensionContext): string[] {
  const { contributes } = extension.packageJSON as {
    readonly contributes?: { readonly languageModelTools?: readonly { readonly name: string }[] };
  };
  return (contributes?.languageModelTools ?? []).map(({ name }) => name);
}

function toolOf(name: string, host: Host): vscode.LanguageModelTool<object> {
  return {
    prepareInvocation: async ({ input }) => (await import('./call-tool')).prepare(name, input, host),
    invoke: async ({ input }, token) => (await import('./call-tool')).callTool(name, input, host, token),
  };
}
