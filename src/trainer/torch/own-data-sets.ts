import { rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { OwnDataSets, OwnRows } from '../../data';
import { pythonPlace, type PythonData } from '../../data-sources';
import { sizeOf } from '../../models/architecture';
import type { RunManifest } from '../../runs';
import { fileInside, filesAsWritten, rootsOf } from '../context/allowed-path';
import { makeMemoryFolder } from './memory-folder';
import { readMadeDataSets, readRows, type AskedRows, type MadeDataSets } from './own-data-answers';
import { pythonProgram } from './python-program';
import { PythonWorker, type StartedWorker } from './python-worker';
import { aloneProgram } from './rendezvous';

/** A process that reads examples. */
type Reader = Pick<StartedWorker['worker'], 'ask' | 'close'>;

/**
 * Opens the data sets of the user's own code, in processes of their own.
 * @param start starts one of them
 * @throws TrainingFailure that names the code, its line where that failed, and what to do
 */
export async function openOwnDataSets(
  options: PythonData,
  { manifest, runFolder }: { readonly manifest: RunManifest; readonly runFolder: string },
  start: (runFolder: string) => Promise<Pick<StartedWorker, 'worker'>> = startReader,
): Promise<OwnDataSets> {
  const { python, args, workers } = options;
  const { file, module, callable } = pythonPlace(python);
  const code = file === undefined ? {} : { file: fileInside(file, rootsOf(manifest)) };
  const folder = makeMemoryFolder();
  const readers: Reader[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(readers.splice(0).map((reader) => reader.close()));
    rmSync(folder, { recursive: true, force: true });
  };
  const datasets = { ...{ name: python, place: file ?? module, callable, args, folder }, ...code };
  const make = async (): Promise<MadeDataSets> => {
    const { worker } = await start(runFolder);
    readers.push(worker);
    return readMadeDataSets(await worker.ask({ do: 'datasets', datasets }));
  };
  try {
    const { counts, shape, isBytes, classes, files } = firstOf(
      await Promise.allSettled(Array.from({ length: workers }, make)),
    );
    const reading = new Readers(readers, folder, { features: sizeOf(shape), isBytes });
    return {
      ...{ counts, shape, isBytes, close, files: filesAsWritten(files, manifest, [file]) },
      ...(classes !== null && { classes }),
      read: (split, first, count) => reading.ask({ do: 'rows', split, start: first, count }, count),
      redraw: (indices, { seed, epoch }) =>
        reading.ask({ do: 'redraw', indices: [...indices], seed, epoch }, indices.length),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The data sets of the first process, once all have made theirs: none is left behind by the fault of another, which is thrown. */
function firstOf(all: readonly PromiseSettledResult<MadeDataSets>[]): MadeDataSets {
  const [first] = all.map((one) => {
    if (one.status === 'rejected') throw one.reason as Error;
    return one.value;
  });
  if (first === undefined) throw new Error('no process has made the data sets');
  return first;
}

function startReader(runFolder: string): ReturnType<typeof PythonWorker.start> {
  return PythonWorker.start(aloneProgram(pythonProgram()), runFolder);
}

/** Processes that take questions in turn. */
class Readers {
  private asked = 0;

  constructor(
    private readonly readers: readonly Reader[],
    private readonly folder: string,
    private readonly row: Pick<AskedRows, 'features' | 'isBytes'>,
  ) {}

  async ask(question: Readonly<Record<string, unknown>>, count: number): Promise<OwnRows> {
    const number = this.asked;
    this.asked += 1;
    const reader = this.readers[number % this.readers.length];
    if (reader === undefined) throw new Error('the data sets are closed');
    const file = path.join(this.folder, `${number}-rows`);
    const answer = await reader.ask({ ...question, file });
    const bytes = new Uint8Array(await readFile(file));
    await rm(file);
    return readRows(answer, bytes, { count, ...this.row });
  }
}
