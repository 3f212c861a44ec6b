import path from 'node:path';
import * as z from 'zod';
import { InterpreterFault } from '../../interpreters';
import { NotStarted, ScriptNotAllowed } from '../../launchers';
import { Refusal, startRun } from '../../running';
import { StoreRefusal } from '../../runs';
import { AgentFault, defineTool } from '../agent-tool';
import { checkNamedConfig, configFields, describeProblems, type NamedConfig } from '../checked-config';

export const startRunTool = defineTool({
  name: 'start_run',
  title: 'Start Run',
  description:
    'Starts a run of a valid config on this machine, after the person has agreed, and gives its id at once; follow_run waits for its end. A config with errors starts nothing.',
  input: z.object(configFields),
  question: describeStart,
  async perform(input, host) {
    const settings = host.launchSettings();
    const checked = await checkNamedConfig(host, input);
    const found = describeProblems(checked);
    if (found['valid'] !== true) return { started: false, ...found };
    if (!(await host.confirm(describeStart(input)))) return { started: false, reason: 'the person declined' };
    try {
      const { folder, control } = await startRun(checked, settings);
      const besides = control !== undefined && {
        control: control.id,
        ...(control.error !== undefined && { controlFault: control.error.message }),
      };
      return { started: true, run: path.basename(folder), ...besides, folder };
    } catch (error) {
      if (error instanceof Error && refusals.some((refusal) => error instanceof refusal)) {
        throw new AgentFault(`nothing was started: ${error.message}`);
      }
      throw error;
    }
  },
});

/** Errors after which nothing was started. */
const refusals = [Refusal, InterpreterFault, ScriptNotAllowed, NotStarted, StoreRefusal];

function describeStart({ config, set = {} }: NamedConfig): string {
  const changes = Object.entries(set).map(([key, value]) => `${key} = ${String(value)}`);
  return `Start a run of ${config}${changes.length === 0 ? '' : ` with ${changes.join(', ')}`}? It trains on this machine.`;
}
