export { binomialTail } from './distributions';
export { judge, minPairs, type Judged, type Judgement } from './judge';
export { mcnemarMidP } from './mcnemar';
export type { PairedT } from './paired-t';
