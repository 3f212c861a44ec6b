import * as z from 'zod';
import { AgentFault, type AgentHost, type AgentTool, type Answer } from './agent-tool';
import { explainProblemTool, previewConfigTool, validateConfigTool } from './tools/configs';
import { followRunTool } from './tools/follow-run';
import { judgeRunTool } from './tools/judge-run';
import { listRunsTool } from './tools/list-runs';
import { readCurvesTool } from './tools/read-curves';
import { startRunTool } from './tools/start-run';
import { stopRunTool } from './tools/stop-run';

/** A tool with its input unread: what a model has written. */
export interface OfferedTool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** JSON Schema of the input. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
  /** Whether it only reads. */
  readonly isReadOnly: boolean;
  /** The question to a person about a call; undefined where it only reads, or the input is none of the schema's. */
  questionOf(input: unknown): string | undefined;
  /** Performs a call. Throws AgentFault for a mistake of the call. */
  perform(input: unknown, host: AgentHost, signal: AbortSignal): Promise<Answer>;
}

function offer<Schema extends z.ZodObject>(tool: AgentTool<Schema>): OfferedTool {
  const { name, title, description, input: schema, question } = tool;
  // Both the editor and the protocol take schemas of this draft without its address.
  const inputSchema = { ...z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }), $schema: undefined };
  return {
    ...{ name, title, description, inputSchema, isReadOnly: question === undefined },
    questionOf: (input) => {
      const read = schema.safeParse(input);
      return read.success ? question?.(read.data) : undefined;
    },
    perform: async (input, host, signal) => {
      const read = schema.safeParse(input ?? {});
      if (!read.success) throw new AgentFault(`${name}: ${z.prettifyError(read.error)}`);
      return tool.perform(read.data, host, signal);
    },
  };
}

/** All tools of agents, in the order in which one would use them. A new one is a file beside these and a line here. */
export const agentTools: readonly OfferedTool[] = [
  offer(listRunsTool),
  offer(followRunTool),
  offer(readCurvesTool),
  offer(validateConfigTool),
  offer(explainProblemTool),
  offer(previewConfigTool),
  offer(startRunTool),
  offer(stopRunTool),
  offer(judgeRunTool),
];
