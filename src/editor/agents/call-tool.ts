import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type { AgentHost, Catalogues, OfferedTool } from '../../agents';
import type * as Mcp from '../../mcp';
import { formatError } from '../../wording';
import type { Host } from '../commands';
import { allowedFolders, readLaunchSettings, requireTrust } from '../settings';
import { prefix } from './prefix';

/** Runs of the window, kept between calls. */
let catalogues: Catalogues | undefined;

/** The bundle of the server for agents, which has the tools: few windows need them. */
function loadTools({ context }: Host): typeof Mcp {
  const bundle = context.asAbsolutePath('dist/mcp.js');
  const loaded = createRequire(bundle)(bundle) as typeof Mcp;
  loaded.allowStoreFolders(allowedFolders);
  return loaded;
}

/** The line that is shown while a tool works, and the question before one acts. */
export function prepare(name: string, input: unknown, host: Host): vscode.PreparedToolInvocation {
  const tool = toolNamed(name, loadTools(host));
  const { title } = tool;
  const message = tool.questionOf(input);
  return {
    invocationMessage: `${prefix.title}: ${title}`,
    // Without trust nothing will be done, and the call says so.
    ...(message !== undefined && vscode.workspace.isTrusted && { confirmationMessages: { title, message } }),
  };
}

/** Performs a call of a language model. Throws a sentence for a mistake of the call, which the editor hands to the model. */
export async function callTool(
  name: string,
  input: unknown,
  host: Host,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  const loaded = loadTools(host);
  const tool = toolNamed(name, loaded);
  const cancelled = new AbortController();
  const listening = token.onCancellationRequested(() => {
    cancelled.abort();
  });
  try {
    const answer = await tool.perform(input, agentHostOf(host, loaded), cancelled.signal);
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(answer))]);
  } catch (error) {
    if (!(error instanceof loaded.AgentFault)) host.output.error(error instanceof Error ? error : String(error));
    throw new Error(formatError(error), { cause: error });
  } finally {
    listening.dispose();
    if (!tool.isReadOnly) await host.store.refresh();
  }
}

function toolNamed(name: string, { agentTools }: typeof Mcp): OfferedTool {
  const tool = agentTools.find((one) => `${prefix.tool}${one.name}` === name);
  if (tool === undefined) throw new Error(`there is no tool '${name}'`);
  return tool;
}

function agentHostOf({ context }: Host, { AgentFault, Catalogues }: typeof Mcp): AgentHost {
  const kept = (catalogues ??= new Catalogues());
  return {
    workspaces: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    allowedFolders: allowedFolders(),
    catalogueOf: (workspace) => kept.of(workspace),
    launchSettings() {
      try {
        requireTrust();
      } catch (error) {
        throw new AgentFault(formatError(error));
      }
      return readLaunchSettings(context);
    },
    // The editor has asked before the call, by `prepare`.
    confirm: () => Promise.resolve(true),
  };
}
