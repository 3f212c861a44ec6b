import { sweepSvg } from './draw-svg';
import type { SweepRecord } from './record';
import { sweepCsv, sweepJson } from './write-csv';
import { sweepHtml } from './write-html';

export type { SweepRecord } from './record';

/** Writes a sweep in a format. Throws an error where there is nothing to write. */
export type SweepWriter = (record: SweepRecord, format: 'html' | 'csv' | 'json' | 'svg') => string;

/** The writer of sweeps: as a page, as data or as an image. */
export const writeSweep: SweepWriter = (record, format) => {
  switch (format) {
    case 'html':
      return sweepHtml(record);
    case 'csv':
      return sweepCsv(record);
    case 'json':
      return sweepJson(record);
    case 'svg':
      return sweepSvg(record.table, record.id);
  }
};
