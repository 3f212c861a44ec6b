import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema, type CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { AgentFault, agentTools, Catalogues, type AgentHost } from '../agents';
import type { LaunchSettings } from '../launchers';
import { allowStoreFolders, product } from '../runs';
import { formatError } from '../wording';

/** Settings of a server for agents. */
export interface ServerSettings {
  readonly workspace: string;
  /** Folders outside of it in which configs may lie and name files. */
  readonly allowedFolders: readonly string[];
  readonly launch: LaunchSettings;
  /** Nothing is started and nothing stopped, as in Restricted Mode. */
  readonly isReadOnly: boolean;
  /** Runs are started and stopped unasked where the client can ask nobody: its user has agreed when setting the server up. */
  readonly isAgreed: boolean;
}

/**
 * Serves the tools of agents by the Model Context Protocol on the standard input and output until the client closes them. All that
 * is written there is the protocol's: messages go to the standard error.
 */
export async function serve(settings: ServerSettings): Promise<void> {
  allowStoreFolders(() => settings.allowedFolders);
  // Its tools are offered by their JSON Schemas, which the editor is given too: so by the server below the registry of tools.
  const { server } = new McpServer(
    { name: 'distillery', title: 'Distillery', version: product?.version ?? '0' },
    { capabilities: { tools: {} }, instructions },
  );
  const host = hostOf(server, settings);
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: offeredTools(settings) }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, { signal }) =>
    answer(params.name, params.arguments, host, signal),
  );
  const closed = new Promise<void>((resolve) => (server.onclose = resolve));
  process.stdin.once('end', () => void server.close());
  await server.connect(new StdioServerTransport());
  await closed;
}

const instructions =
  'Knowledge distillation with temperature. Configs are NAME.distill.yaml; a run trains a student from a teacher. Validate a config before you start it, follow a run until it has ended, and judge it against its control before you say that a teacher helps.';

function offeredTools({ isReadOnly }: ServerSettings): object[] {
  return agentTools
    .filter((tool) => tool.isReadOnly || !isReadOnly)
    .map(({ name, title, description, inputSchema, isReadOnly: readOnlyHint }) => ({
      ...{ name, title, description, inputSchema },
      annotations: { title, readOnlyHint, destructiveHint: false, openWorldHint: false },
    }));
}

async function answer(name: string, input: unknown, host: AgentHost, signal: AbortSignal): Promise<CallToolResult> {
  const tool = agentTools.find((one) => one.name === name);
  try {
    if (tool === undefined) throw new AgentFault(`there is no tool '${name}'`);
    return textOf(JSON.stringify(await tool.perform(input, host, signal)));
  } catch (error) {
    if (!(error instanceof AgentFault)) process.stderr.write(`${name}: ${String(error)}\n`);
    return { ...textOf(formatError(error)), isError: true };
  }
}

const textOf = (text: string): CallToolResult => ({ content: [{ type: 'text', text }] });

function hostOf(server: McpServer['server'], settings: ServerSettings): AgentHost {
  const catalogues = new Catalogues();
  return {
    workspaces: [settings.workspace],
    allowedFolders: settings.allowedFolders,
    catalogueOf: (workspace) => catalogues.of(workspace),
    launchSettings() {
      if (!settings.isReadOnly) return settings.launch;
      throw new AgentFault('this server only reads: it was started with --read-only, as in Restricted Mode');
    },
    confirm: (question) => confirm(server, question, settings),
  };
}

/** Asks the person by the client, where that can. */
async function confirm(server: McpServer['server'], message: string, { isAgreed }: ServerSettings): Promise<boolean> {
  if (server.getClientCapabilities()?.elicitation === undefined) {
    if (isAgreed) return true;
    throw new AgentFault(
      'nothing was done: this client cannot ask a person. Start the server with --yes, and runs are started and stopped as the client lets its tools be called',
    );
  }
  const { action } = await server.elicitInput({ message, requestedSchema: { type: 'object', properties: {} } });
  return action === 'accept';
}
