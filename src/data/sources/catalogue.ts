import { sourceNamed, type DataOptions } from '../../data-sources';
import { openIdx } from './idx';
import type { OpenSource } from './reader';

/** How the files of each format are opened. */
export const openers: Readonly<Record<DataOptions['format'], OpenSource>> = {
  mnist: openIdx(sourceNamed('mnist')?.published?.classes.map(({ label }) => label)),
  idx: openIdx(),
};
