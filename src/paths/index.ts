export { findBuilt } from './built-file';
export { readBounded, UnboundedFile, withoutWaiting } from './read-bounded';
export { pathFrom, withSlashes } from './slashes';
export { isInside, resolveInside, type PathRules } from './resolve-inside';
