export * from './augment';
export * from './compare';
export * from './curves';
export * from './live';
export * from './panel';
export * from './preview';
export { MessageError } from './schema';
export * from './summary';
export * from './targets';
