import type * as z from 'zod';
import type { LaunchSettings } from '../launchers';
import type { RunCatalogue } from '../runs';

/** A mistake of an agent's call, with what to do next. */
export class AgentFault extends Error {}

/** The surroundings in which agents' tools act: those of an editor's window, or of a server in a terminal. */
export interface AgentHost {
  /** Folders whose `.distillery` keeps runs, as absolute paths. */
  readonly workspaces: readonly string[];
  /** Folders outside of them in which configs may lie and name files. */
  readonly allowedFolders: readonly string[];
  /** The runs of a workspace; kept between calls, so that each reads only what is new. */
  catalogueOf(workspace: string): RunCatalogue;
  /** Programs of new runs. Throws AgentFault where nothing may be executed. */
  launchSettings(): LaunchSettings;
  /** Asks the person; false where they decline. Throws AgentFault where nobody can be asked. */
  confirm(question: string): Promise<boolean>;
}

/** An answer as JSON. */
export type Answer = Readonly<Record<string, unknown>>;

/** One tool of agents: the same for the editor's language models and for the Model Context Protocol. */
export interface AgentTool<Schema extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  /** A few words for a person. */
  readonly title: string;
  /** A sentence or two for a model: the answer, and when to ask for it. */
  readonly description: string;
  readonly input: Schema;
  /** The question to a person before it acts; absent where it only reads. */
  readonly question?: (input: z.output<Schema>) => string;
  /** Performs a call; ends early with what is known once the signal aborts. Throws AgentFault for a mistake of the call. */
  perform(input: z.output<Schema>, host: AgentHost, signal: AbortSignal): Promise<Answer>;
}

/** A tool whose question and action take the input of its own schema. */
export function defineTool<Schema extends z.ZodObject>(tool: AgentTool<Schema>): AgentTool<Schema> {
  return tool;
}
