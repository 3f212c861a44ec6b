export { isInside, resolveInside, type PathRules } from './resolve-inside';
