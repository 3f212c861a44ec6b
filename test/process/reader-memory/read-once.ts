// Reads a file of a person once, in this process alone. Prints by how many bytes the process has grown at most, and how the
// reading ended.
// Usage: read-once.ts FOLDER JSON, where JSON is { data } with the settings of a config, { answers }, { pickle } or { model } with a file,
// or { log } with the format of another program's log in the folder.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { openData } from '../../../src/data';
import { DataFault, readAnswers, statFile } from '../../../src/data-sources';
import { ImportFault, importRuns, type LogFormatName } from '../../../src/imports';
import { factsOfModelFile } from '../../../src/model-files';
import { readPickle } from '../../../src/data-sources/cifar/pickle';

interface Question {
  readonly data?: object;
  readonly answers?: string;
  readonly pickle?: string;
  readonly model?: string;
  readonly log?: LogFormatName;
}

const [, , folder = '.', question = '{}'] = process.argv;

async function read({ data, answers, pickle, model, log }: Question): Promise<void> {
  if (answers !== undefined) {
    await readAnswers(await statFile('answers', path.join(folder, answers)), undefined);
    return;
  }
  if (pickle !== undefined) {
    readPickle(readFileSync(path.join(folder, pickle)), pickle);
    return;
  }
  if (model !== undefined) {
    await factsOfModelFile(path.join(folder, model), model, { maxBytes: Infinity });
    return;
  }
  if (log !== undefined) {
    await importRuns(log, folder, { workspace: folder });
    return;
  }
  const student = { model: { preset: 'mlp', hidden: [4] } };
  const options = configSchema.parse({ name: 'a', data, student }).data;
  await openData(
    options,
    { resolve: (written) => path.resolve(folder, written), environment: {} },
    {
      cacheFolder: path.join(folder, 'cache'),
      takeSlot: () => Promise.resolve(() => undefined),
      onProgress: () => undefined,
      onNotice: () => undefined,
      pause: () => Promise.resolve(),
    },
    [],
  );
}

const peak = (): number => process.resourceUsage().maxRSS * 1024;

async function main(): Promise<void> {
  const before = peak();
  let end = 'read';
  try {
    await read(JSON.parse(question) as Question);
  } catch (error) {
    if (!(error instanceof DataFault || error instanceof ImportFault)) throw error;
    end = error.message;
  }
  console.log(JSON.stringify({ grown: peak() - before, end }));
  process.exit(0);
}

void main();
