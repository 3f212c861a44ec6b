import {
  checkConfig,
  checkReferences,
  languageOf,
  parseConfig,
  type ParsedConfig,
  type Problem,
  type References,
  type ResolvedConfig,
  type ScriptConfig,
} from '../config';
import type { DataFacts } from '../data-sources';
import { resolveReferences, type ConfigPlace } from './references/resolve-references';

/** A config's text and its place. */
export interface ConfigSource extends ConfigPlace {
  readonly text: string;
}

/** A config with the problems of its text and of what it names; `config` and `script` are absent while one is an error. */
export interface CheckedConfig extends ConfigSource {
  readonly problems: readonly Problem[];
  readonly config?: ResolvedConfig;
  /** The config of a script in place of `config`. */
  readonly script?: ScriptConfig;
  /** Facts of its data; absent where a problem says why they cannot be had. */
  readonly facts?: DataFacts;
}

/** Checks a config's text and the data, files and runs that it names: the one validation of editor and terminal. */
export async function checkConfigText(source: ConfigSource): Promise<CheckedConfig> {
  const language = languageOf(source.file);
  const references = await resolveReferences(parseConfig(source.text, language), source);
  const parsed = parseConfig(source.text, language, {
    lookUp: (options) => {
      const finding = references.data(options);
      return finding?.kind === 'facts' ? finding.facts : undefined;
    },
  });
  const problems = problemsWith(parsed, references);
  const { facts } = parsed;
  const hasErrors = problems.some(({ severity }) => severity === 'error');
  const found = { ...source, problems, ...(facts === undefined ? {} : { facts }) };
  if (hasErrors) return found;
  const { config, script } = parsed;
  return { ...found, ...(config !== undefined && { config }), ...(script !== undefined && { script }) };
}

/** The problems of a config's text and of its references, as far as these are resolved. */
export function problemsWith(parsed: ParsedConfig, references: References): readonly Problem[] {
  const around = checkReferences(parsed, references);
  const own = checkConfig(parsed);
  // A path that cannot be one is not missing too.
  const faults = new Set(own.filter(({ severity }) => severity === 'error').map(({ start }) => start));
  return [...own, ...around.filter(({ start }) => !faults.has(start))];
}
