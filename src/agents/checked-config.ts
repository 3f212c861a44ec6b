import { readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import {
  applyEdits,
  decodeConfig,
  languageOf,
  lineAndColumn,
  MAX_CONFIG_BYTES,
  overrideEdits,
  writeFlow,
  type Problem,
} from '../config';
import { isInside } from '../paths';
import { checkConfigText, type CheckedConfig } from '../running';
import { formatError } from '../wording';
import { AgentFault, type AgentHost, type Answer } from './agent-tool';

/** Fields of tools that take a config. */
export const configFields = {
  config: z
    .string()
    .min(1)
    .max(1000)
    .describe('Path of a NAME.distill.yaml or .json, absolute or from the folder of the workspace.'),
  set: z
    .record(z.string().min(1).max(200), z.union([z.string().max(1000), z.number(), z.boolean(), z.null()]))
    .optional()
    .describe('Values in place of those of the file, such as {"temperature.value": 6}; null takes a key out.'),
};

/** A config as an agent names it. */
export interface NamedConfig {
  readonly config: string;
  readonly set?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** Reads and checks a config, with the values of `set`. Throws AgentFault where it cannot be read or lies elsewhere. */
export async function checkNamedConfig(host: AgentHost, { config, set = {} }: NamedConfig): Promise<CheckedConfig> {
  const { file, workspace } = locate(host, config);
  let text = readConfig(file);
  for (const [key, value] of Object.entries(set)) text = override(text, file, key, value);
  const runs = await host.catalogueOf(workspace).list();
  return checkConfigText({ file, workspace, text, allowedFolders: host.allowedFolders, runs });
}

/** The real file of a config and the workspace that it lies in. */
function locate(host: AgentHost, written: string): { readonly file: string; readonly workspace: string } {
  if (!/\.distill\.(ya?ml|json)$/.test(written)) {
    throw new AgentFault(`${written} is no config; a config is called NAME.distill.yaml or NAME.distill.json`);
  }
  const candidates = path.isAbsolute(written) ? [written] : host.workspaces.map((one) => path.resolve(one, written));
  for (const file of candidates) {
    const real = realPath(file);
    if (real === undefined) continue;
    const workspace = host.workspaces.find((one) => isInside(realPath(one) ?? one, real));
    const isAllowed = host.allowedFolders.some((one) => isInside(realPath(one) ?? one, real));
    if (workspace === undefined && !isAllowed) {
      throw new AgentFault(
        `${written} lies outside of the workspace; name a config in ${host.workspaces.join(' or ')}`,
      );
    }
    return { file, workspace: workspace ?? path.dirname(file) };
  }
  throw new AgentFault(`${written} is not there; name a config in ${host.workspaces.join(' or ')}`);
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}

function readConfig(file: string): string {
  try {
    const status = statSync(file);
    if (!status.isFile() || status.size > MAX_CONFIG_BYTES) throw new RangeError('is no file of at most 256 KB');
    return decodeConfig(readFileSync(file));
  } catch (error) {
    throw new AgentFault(`${file} cannot be read: ${formatError(error)}`);
  }
}

function override(text: string, file: string, key: string, value: string | number | boolean | null): string {
  const language = languageOf(file);
  // Text may be a map or a list in the words of YAML, as on the command line.
  const written = typeof value === 'string' ? value : writeFlow(value, 'yaml');
  try {
    return applyEdits(text, overrideEdits(text, language, key.split('.'), written));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new AgentFault(`set ${key}: ${error.message}`);
  }
}

/** Problems that an answer lists. */
const maxProblems = 20;

/** The problems of a config by line, errors first, and whether it can be run. */
export function describeProblems({ text, problems }: Pick<CheckedConfig, 'text' | 'problems'>): Answer {
  const sorted = [...problems].sort((one, other) => rank(one) - rank(other));
  const listed = sorted.slice(0, maxProblems).map(({ code, severity, message, start }) => {
    const { line, column } = lineAndColumn(text, start);
    return { severity, line, column, code, message };
  });
  const more = problems.length - listed.length;
  return {
    valid: !problems.some(({ severity }) => severity === 'error'),
    problems: listed,
    ...(more > 0 && { more }),
  };
}

const rank = ({ severity }: Problem): number => ['error', 'warning', 'information'].indexOf(severity);
