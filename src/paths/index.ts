export { findBuilt } from './built-file';
export { isInside, resolveInside, type PathRules } from './resolve-inside';
