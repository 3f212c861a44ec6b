import { readBounded, UnboundedFile } from '../paths';
import type { Scalar } from '../tensorboard';
import { truncate } from '../wording';

/** A log of another program that cannot become a run, with the reason and what to do. */
export class ImportFault extends Error {}

/** The numbers of one training in the log of another program. */
export interface ForeignLog {
  /** Path from what was given; `.` is that itself. */
  readonly source: string;
  /** Name of the run that is made of it. */
  readonly name: string;
  readonly scalars: readonly Scalar[];
  /** Names of numbers that are not taken. */
  readonly left: readonly string[];
  /** Sentences about what could not be taken over. */
  readonly notices: readonly string[];
  /** Seconds that the training took, where the log says it elsewhere than by the times of its numbers. */
  readonly seconds?: number;
}

/** A kind of logs. */
export interface LogFormat {
  /** The program that writes such logs, as in `imported from TensorBoard`. */
  readonly program: string;
  /** A log's own word for the name of a number: `tag` or `column`. */
  readonly word: string;
  /** Reads every log at an absolute path. Throws ImportFault where there is none. */
  read(place: string): ForeignLog[];
}

/** The longest text that is read: a million steps, whose numbers take up to 30 times its bytes. */
const maxTextBytes = 100 * 2 ** 20;

/** Reads a log of text. Throws ImportFault for a pipe, a device and more than 100 MB, and the file system's error. */
export function readLogText(file: string): string {
  try {
    return readBounded(file, maxTextBytes).toString('utf8');
  } catch (error) {
    if (error instanceof UnboundedFile) throw new ImportFault(`${file} ${error.message}, and is not read`);
    throw error;
  }
}

/** Characters of a name that a sentence shows; hostile ones have megabytes. */
const maxShownLength = 60;

/** A name of a log as a sentence shows it. */
export function shortened(name: string): string {
  return truncate(name, maxShownLength);
}
