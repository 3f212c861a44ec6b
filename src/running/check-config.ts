import {
  checkConfig,
  checkReferences,
  languageOf,
  parseConfig,
  type ParsedConfig,
  type Problem,
  type References,
  type ResolvedConfig,
} from '../config';
import type { DataFacts } from '../data-sources';
import { resolveReferences, type ConfigPlace } from './resolve-references';

/** A config's text and its place. */
export interface ConfigSource extends ConfigPlace {
  readonly text: string;
}

/** A config with the problems of its text and of what it names; `config` is absent while one of them is an error. */
export interface CheckedConfig extends ConfigSource {
  readonly problems: readonly Problem[];
  readonly config?: ResolvedConfig;
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
  return { ...found, ...(parsed.config === undefined || hasErrors ? {} : { config: parsed.config }) };
}

/** The problems of a config's text and of its references, as far as these are resolved. */
export function problemsWith(parsed: ParsedConfig, references: References): readonly Problem[] {
  const around = checkReferences(parsed, references);
  return around.length === 0 ? checkConfig(parsed) : [...checkConfig(parsed), ...around];
}
