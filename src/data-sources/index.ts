export { DataFault, type DataRemedy } from './data-fault';
export {
  classesOfLabels,
  type DataClass,
  type DataFacts,
  type ExampleFindings,
  type SamplePicture,
  type SplitFacts,
} from './facts';
export { FactsStore, type DataFinding } from './facts-store';
export {
  augmentOf,
  codeOf,
  dataSchema,
  dataSources,
  describeSource,
  publishedFacts,
  sourceNamed,
  sourceOf,
  withClassesOf,
  withoutUsage,
  writtenPaths,
} from './catalogue';
export type { DataOptions, PythonData } from './catalogue';
export { argumentsField, callableField, pythonPlace } from './python/callable';
export { classesOf, indicesOfLabels, type Label } from './classes/label-map';
export { identityOf, relativeIdentityOf } from './files/file-identity';
export { isGlob } from './files/glob';
export { listDataNames, type DataName } from './list-names';
export { sampleRows, type SampleRow, type SampleRows } from './sample-rows';
export { pngUri } from './thumbnails/png-picture';
export { recognizeData, type RecognizedData } from './recognize';
export { describeAnswers, readAnswers, type AnswerRows } from './answers/answers-file';
export { readKeys } from './answers/keys';
export { statFile } from './files/read-bytes';
export { publishedNormalizations } from './published-normalizations';
export type { DataFile, DataPlace, DataSource } from './source';
export { findClasses, firstRepeated, indexOfClass, indicesOfClasses, type WrittenClass } from './classes/class-index';
export { chooseClasses, type ChosenClasses } from './classes/chosen-classes';
export { listSplits, mapSplits, readSplits, type DataSplits, type SplitName } from './splits';
export { splitSizes, type SplitSizes } from './split-sizes';
export { countOfPart, faultOfWrittenPath } from './fields';
export { readIdx, readIdxFile, type IdxFile } from './idx/idx-content';
export { readExampleRows } from './arrays/example-rows';
export { readRowsOfColumns } from './table/rows-of-columns';
export { readArrayRows, readArraySet } from './arrays/array-set';
export type { ArraySplit } from './arrays/array-split';
export { readCifar } from './cifar/cifar-set';
export { readTableSet } from './table/table-set';
export type { RowPieces } from './table/table-rows';
export { readIdxSet, type IdxSet, type IdxSplit } from './idx/idx-set';
export { imageShape, readImageSet, type ImageSet, type ImageSplit } from './images/image-set';
export { parquetImageShape, readParquetSet } from './images/parquet-set';
export { ShardReader } from './images/shard-reader';
export { torchvisionSets, type TorchvisionSet } from './torchvision-sets';
