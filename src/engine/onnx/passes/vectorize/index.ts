export { alignGraphs, type Aligned } from './align-graphs';
export { UnvectorizableError, type Ensemble } from './vectorizer';
export { vectorize } from './vectorize';
