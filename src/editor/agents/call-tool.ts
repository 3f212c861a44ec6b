import * as vscode from 'vscode';
import { AgentFault, agentTools, Catalogues, type AgentHost, type OfferedTool } from '../../agents';
import { formatError } from '../../wording';
import type { Host } from '../commands';
import { allowedFolders, readLaunchSettings, requireTrust } from '../settings';
import { prefix } from './prefix';

const catalogues = new Catalogues();

/** The line that is shown while a tool works, and the question before one acts. */
export function prepare(name: string, input: unknown): vscode.PreparedToolInvocation {
  const tool = toolNamed(name);
  const { title } = tool;
  const message = tool.questionOf(input);
  return {
    invocationMessage: `${prefix.title}: ${title}`,
    ...(message !== undefined && { confirmationMessages: { title, message } }),
  };
}

/** Performs a call of a language model. Throws a sentence for a mistake of the call, which the editor hands to the model. */
export async function callTool(
  name: string,
  input: unknown,
  host: Host,
  token: vscode.CancellationToken,
): Promise<vscode.LanguageModelToolResult> {
  const tool = toolNamed(name);
  const cancelled = new AbortController();
  const listening = token.onCancellationRequested(() => {
    cancelled.abort();
  });
  try {
    const answer = await tool.perform(input, agentHostOf(host), cancelled.signal);
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(JSON.stringify(answer))]);
  } catch (error) {
    if (!(error instanceof AgentFault)) host.output.error(error instanceof Error ? error : String(error));
    throw new Error(formatError(error), { cause: error });
  } finally {
    listening.dispose();
    if (!tool.isReadOnly) await host.store.refresh();
  }
}

function toolNamed(name: string): OfferedTool {
  const tool = agentTools.find((one) => `${prefix.tool}${one.name}` === name);
  if (tool === undefined) throw new Error(`there is no tool '${name}'`);
  return tool;
}

function agentHostOf({ context }: Host): AgentHost {
  return {
    workspaces: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    allowedFolders: allowedFolders(),
    catalogueOf: (workspace) => catalogues.of(workspace),
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
