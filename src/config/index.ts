export { configSchema, type ResolvedConfig } from './schema/schema';
