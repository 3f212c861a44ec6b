import * as z from 'zod';
import { codeNames, explainCode, isProblemCode, objectiveOf, previewOf } from '../../config';
import { AgentFault, defineTool } from '../agent-tool';
import { checkNamedConfig, configFields, describeProblems } from '../checked-config';
import { short } from '../describe-run';

export const validateConfigTool = defineTool({
  name: 'validate_config',
  title: 'Validate Config',
  description:
    'Problems of a config and of the data, models and runs that it names, each with line and code; explain_problem says what a code means. Nothing is started.',
  input: z.object(configFields),
  async perform(input, host) {
    return describeProblems(await checkNamedConfig(host, input));
  },
});

export const explainProblemTool = defineTool({
  name: 'explain_problem',
  title: 'Explain Problem',
  description: 'Meaning of a diagnostic of a config by its code, such as no-t2, and what to do about it.',
  input: z.object({ code: z.string().min(1).max(100).describe('Code of the diagnostic.') }),
  perform({ code }) {
    if (!isProblemCode(code)) throw new AgentFault(`there is no code '${code}'; the codes are ${codeNames.join(', ')}`);
    return Promise.resolve({ code, explanation: explainCode(code) });
  },
});

/** Points of a previewed temperature. */
const previewPoints = 12;

export const previewConfigTool = defineTool({
  name: 'preview_config',
  title: 'Preview Config',
  description:
    'What a config would minimise, as one sentence, and the temperatures that its run would go through. Nothing is started.',
  input: z.object(configFields),
  async perform(input, host) {
    const checked = await checkNamedConfig(host, input);
    const { config, script, facts } = checked;
    if (script !== undefined) throw new AgentFault(`${input.config} runs a script, whose training cannot be previewed`);
    if (config === undefined) return describeProblems(checked);
    return {
      objective: objectiveOf(config),
      temperatures: previewOf(config, facts).map(({ teacher, strategy, axis, assumes, points }) => ({
        ...(teacher !== undefined && { teacher }),
        ...{ strategy, axis, ...(assumes !== '' && { assumes }) },
        points: thinned(points).map(({ x, temperature }) => [short(x), short(temperature)]),
      })),
    };
  },
});

/** Evenly chosen items, the first and the last among them. */
function thinned<Item>(items: readonly Item[]): Item[] {
  if (items.length <= previewPoints) return [...items];
  return Array.from({ length: previewPoints }, (_, index) =>
    Math.round((index * (items.length - 1)) / (previewPoints - 1)),
  ).flatMap((place) => items[place] ?? []);
}
