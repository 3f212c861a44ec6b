import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { checkConfig, configSchema, parseConfig } from '../../../../../src/config';
import { openData } from '../../../../../src/data';
import { DataFault, FactsStore, type DataFacts } from '../../../../../src/data-sources';

/** Faults that only a reader of all examples sees: the editor reads headers and labels. */
const seenInExamples = /value \d+ of example \d+|hold the same examples|picture of the class '.*' can be read/;

/** The editor goes by the header of a picture, and the trainer leaves a damaged one out, whatever its header says. */
const seenInHeader = /has \d+ × \d+ pixels and the first picture/;

/** A fault of a setting, which the editor finds by the facts of the data. */
const ofSetting = /^data\.(?:validation|test|classes)/;

/**
 * The words of the editor and of the trainer on some data: the same fault in the same words, or the same shape, classes and
 * number of examples, without those that the trainer says it leaves out.
 */
export async function bothReaders(folder: string, data: object): Promise<void> {
  const config = { name: 'a', data, student: { model: { preset: 'mlp', hidden: [4] } }, train: { batchSize: 1 } };
  const options = configSchema.parse(config).data;
  const where = { resolve: (written: string) => path.resolve(folder, written), environment: {} };
  const finding = await new FactsStore().look(options, folder, where);
  const errors = finding.kind === 'facts' ? errorsOf(config, finding.facts) : [];
  const cache = new FreshCache(folder);
  try {
    const opened = await openData(options, where, cache);
    if (finding.kind === 'fault' && seenInHeader.test(finding.message) && cache.leftOut > 0) return;
    assert.ok(finding.kind === 'facts', `the trainer takes it, and the editor says: ${JSON.stringify(finding)}`);
    assert.deepEqual(errors, []);
    assert.deepEqual(opened.shape, finding.facts.shape);
    assert.equal(opened.classes, finding.facts.classes.length);
    const told = listCounts(finding.facts.splits);
    const read = [opened.train, opened.validation, opened.test].map((split) => split.count);
    assert.equal(sum(read) + cache.leftOut, sum(told));
  } catch (error) {
    assert.ok(error instanceof DataFault, error instanceof Error ? error.stack : String(error));
    assert.ok(error.message.length > 20, error.message);
    if (finding.kind === 'facts' && seenInExamples.test(error.message)) return;
    if (errors.length > 0 && ofSetting.test(error.message)) return;
    if (finding.kind === 'fault' && seenInHeader.test(finding.message) && seenInExamples.test(error.message)) return;
    assert.ok(finding.kind === 'fault', `the editor takes it, and the trainer says: ${error.message}`);
    assert.equal(finding.message, error.message);
  } finally {
    rmSync(cache.cacheFolder, { recursive: true, force: true });
  }
}

/** Errors of a config on data of these facts, as the editor underlines them. */
function errorsOf(config: object, facts: DataFacts): string[] {
  const problems = checkConfig(parseConfig(JSON.stringify(config), 'json', { lookUp: () => facts }));
  return problems.filter(({ severity }) => severity === 'error').map(({ message }) => message);
}

/** A cache in which nothing is kept yet, and the number of examples that were left out of it. */
class FreshCache {
  readonly cacheFolder: string;
  leftOut = 0;

  constructor(folder: string) {
    this.cacheFolder = path.join(folder, '.distillery', 'cache');
  }

  takeSlot = (): Promise<() => void> => Promise.resolve(() => undefined);
  onProgress = (): void => undefined;
  pause = (): Promise<void> => Promise.resolve();
  onNotice = (message: string): void => {
    const [, count] = /^(\d+) of .* cannot be read and are left out/.exec(message) ?? [];
    this.leftOut += Number(count ?? 0);
  };
}

const listCounts = ({ train, validation, test }: DataFacts['splits']): number[] =>
  [train, validation, test].map((split) => split?.count ?? 0);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
