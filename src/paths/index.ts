export { findBuilt } from './built-file';
export { readBounded, UnboundedFile, withoutWaiting } from './read-bounded';
export { isInside, resolveInside, type PathRules } from './resolve-inside';
