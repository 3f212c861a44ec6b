export { configSchema, type ResolvedConfig } from './schema/schema';
export { MAX_CONFIG_BYTES, type Language, type Problem, type Range } from './text/tree';
export { checkConfig, languageOf, parseConfig, type ParsedConfig } from './text/parse';
export { lineAndColumn } from './text/position';
export { jsonSchema } from './schema/json-schema';
export { applyEdits, setStrategyEdits, setValueEdits, type TextEdit } from './edit/edits';
export { starterConfig } from './edit/starter';
export { lensAnchors, type LensAnchor } from './assist/lenses';
export { completeConfig, hoverConfig, type Completion } from './assist/assist';
