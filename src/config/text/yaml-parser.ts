/** The parser of YAML, which only configs in YAML need. A file of its own, which is built beside the extension. */
export { isAlias, isCollection, isMap, isPair, isScalar, isSeq, Lexer, parse, parseDocument } from 'yaml';
export type { Alias, Document, Scalar } from 'yaml';
