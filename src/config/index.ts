export { configSchema, type ResolvedConfig } from './schema/schema';
export { MAX_CONFIG_BYTES, type Language, type Problem, type Range } from './text/tree';
export { checkConfig, languageOf, parseConfig, type ParsedConfig } from './text/parse';
export { lineAndColumn } from './text/position';
