import {
  openData,
  transferSet,
  type DataSet,
  type OwnDataSets,
  type PictureSize,
  type Preparation,
  type TransferSet,
} from '../../data';
import { usedTeachers } from '../../config';
import { codeOf, DataFault, type PythonData } from '../../data-sources';
import { takeTrainingSlot, type EventWriter, type RunManifest } from '../../runs';
import { pathInside, rootsOf } from './allowed-path';
import { TrainingFailure } from './failure';

/** Opens data sets of the user's own Python for a run. Throws a TrainingFailure that names the code. */
export type OpenCode = (options: PythonData, run: Pick<Loading, 'manifest' | 'runFolder'>) => Promise<OwnDataSets>;

/** A run whose data is opened. */
interface Loading {
  readonly manifest: RunManifest;
  readonly runFolder: string;
  readonly events: EventWriter;
  readonly pause: () => Promise<void>;
  /** Absent where no code of the user's is executed. */
  readonly openCode?: OpenCode | undefined;
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
    try {
      refuseTwoChanges(config, data);
      return { data, transfer: transferSet(data, config.transfer) };
    } catch (error) {
      await data.close?.();
      throw error;
    }
  } catch (error) {
    if (!(error instanceof DataFault)) throw error;
    throw new TrainingFailure(error.message, error.hint, { cause: error });
  }
}

/** Refuses `augment` of one network where code of the user's changes the examples of all. Throws a DataFault. */
function refuseTwoChanges(config: RunManifest['config'], { train }: DataSet): void {
  const code = codeOf(config.data);
  if (code === undefined || train.redraw === undefined) return;
  const teachers = usedTeachers(config).map(({ source }) => ({ place: 'teacher.train', train: source.train }));
  const found = [{ place: 'train', train: config.train }, ...teachers].find(({ train: { augment } }) => augment);
  if (found === undefined) return;
  throw new DataFault(
    `${found.place}.augment changes the examples of one network, and ${code.python} changes them for all`,
    'take it out, or write the change into data.augment or into your transforms',
  );
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

function preparationOf({ manifest, runFolder, events, pause, openCode }: Loading): Preparation {
  const { cacheFolder } = manifest;
  const notice = (message: string): void => events.write({ type: 'notice', message });
  let last = -Infinity;
  let first: { readonly at: number; readonly done: number } | undefined;
  return {
    ...{ cacheFolder, pause },
    ...(openCode !== undefined &&
      manifest.config.train.engine === 'torch' && {
        openCode: (options: PythonData) => openCode(options, { manifest, runFolder }),
      }),
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
