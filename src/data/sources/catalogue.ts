import { sourceNamed, type DataOptions } from '../../data-sources';
import { openIdx } from './idx';
import type { OpenSource } from './reader';

/** The reader of each format: one line a format, which the types demand. */
export const openers: Readonly<Record<DataOptions['format'], OpenSource>> = {
  mnist: openIdx(sourceNamed('mnist')?.published?.classes.map(({ label }) => label)),
  idx: openIdx(),
};
