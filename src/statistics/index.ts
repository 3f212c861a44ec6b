export { binomialTail } from './distributions';
export { judge, minPairs, type Judged, type Judgement } from './judge';
export { mcnemarMidP } from './mcnemar';
export { halfWidthOf, type PairedT } from './paired-t';
export { meanAndDeviation, type MeanAndDeviation } from './spread';
