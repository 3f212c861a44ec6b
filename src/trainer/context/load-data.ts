import { openData, transferSet, type DataSet, type PictureSize, type Preparation, type TransferSet } from '../../data';
import { usedTeachers } from '../../config';
import { DataFault } from '../../data-sources';
import { takeTrainingSlot, type EventWriter, type RunManifest } from '../../runs';
import { pathInside, rootsOf } from './allowed-path';
import { TrainingFailure } from './failure';

/** A run whose data is opened. */
interface Loading {
  readonly manifest: RunManifest;
  readonly runFolder: string;
  readonly events: EventWriter;
  readonly pause: () => Promise<void>;
}

/** Opens the data of a run and the student's part of it; a fault of the data becomes a failure with its hint. */
export async function loadData(run: Loading): Promise<{ readonly data: DataSet; readonly transfer: TransferSet }> {
  const { config } = run.manifest;
  const roots = rootsOf(run.manifest);
  try {
    const resolve = (written: string): string => pathInside(written, roots);
    const data = await openData(
      config.data,
      { resolve, environment: process.env },
      preparationOf(run),
      sizesOf(config),
    );
    return { data, transfer: transferSet(data, config.transfer) };
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    throw new TrainingFailure(error.message, error.hint, { cause: error });
  }
}

/** All that the data of a run and the student's part of it follow from. */
export function dataKey({ config, cacheFolder }: RunManifest): readonly unknown[] {
  return ['data', cacheFolder, config.data, config.transfer, sizesOf(config)];
}

/** Sizes of pictures that teachers take. */
function sizesOf(config: RunManifest['config']): PictureSize[] {
  return usedTeachers(config).flatMap(({ source: { input } }) => {
    const size = input?.size;
    return size === undefined ? [] : [typeof size === 'number' ? ([size, size] as const) : size];
  });
}

/** Milliseconds between two events of progress. */
const progressMs = 500;

function preparationOf({ manifest, runFolder, events, pause }: Loading): Preparation {
  const { cacheFolder } = manifest;
  const notice = (message: string): void => events.write({ type: 'notice', message });
  let last = -Infinity;
  let first: { readonly at: number; readonly done: number } | undefined;
  return {
    ...{ cacheFolder, pause },
    onNotice: notice,
    onProgress: (done, total) => {
      if (performance.now() - last < progressMs && done < total) return;
      last = performance.now();
      // Of this attempt alone: an earlier one may have read the rest at another speed.
      first ??= { at: last, done };
      const seconds =
        done > first.done ? (((last - first.at) / 1000) * (total - done)) / (done - first.done) : undefined;
      const left = seconds === undefined ? {} : { secondsLeft: seconds };
      events.write({ type: 'preparation', done, total, ...left });
    },
    takeSlot: (key) =>
      takeTrainingSlot({
        ...{ key, cacheFolder, runFolder, pause },
        onWait: (run) => notice(`waits for the pictures that run ${run} reads (${key.slice(0, 8)})`),
      }),
  };
}
