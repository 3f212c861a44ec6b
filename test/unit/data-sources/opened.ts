import assert from 'node:assert/strict';
import path from 'node:path';
import { configSchema } from '../../../src/config';
import { numbersOf, openData, type DataSet, type Split } from '../../../src/data';
import { FactsStore, type DataFacts, type DataOptions } from '../../../src/data-sources';

type InMemory = Split & { readonly images: Float32Array };

/** A data set so small that its rows are held as numbers. */
export type SmallDataSet = DataSet & {
  readonly train: InMemory;
  readonly validation: InMemory;
  readonly test: InMemory;
};

function inMemory(split: Split): InMemory {
  const images = numbersOf(split);
  assert.ok(images !== undefined, 'the rows are read from a file');
  return { ...split, images };
}

/** Data of a folder, as a config would have it: opened as the trainer does, or looked at as the editor does. */
export class OwnData {
  private readonly store = new FactsStore();

  /** @param folder gives the folder of the config; @param base settings that every config has */
  constructor(
    private readonly folder: () => string,
    private readonly base: object,
  ) {}

  options(data: object = {}): DataOptions {
    const student = { model: { preset: 'mlp', hidden: [4] } };
    return configSchema.parse({ name: 'a', data: { ...this.base, ...data }, student }).data;
  }

  async open(data: object = {}): Promise<SmallDataSet> {
    const opened = await openData(this.options(data), this.place());
    const { train, validation, test } = opened;
    return { ...opened, train: inMemory(train), validation: inMemory(validation), test: inMemory(test) };
  }

  /** Facts without those of the files. */
  async facts(data: object = {}): Promise<Omit<DataFacts, 'bytes' | 'identity'>> {
    const finding = await this.store.look(this.options(data), this.folder(), this.place());
    assert.ok(finding.kind === 'facts', JSON.stringify(finding));
    const { bytes, identity = '', ...facts } = finding.facts;
    assert.ok(bytes !== undefined && /^[0-9a-f]{64}$/.test(identity));
    return facts;
  }

  /** The fault that both say, message and hint, with the folder left out. */
  async fault(data: object = {}): Promise<string> {
    const finding = await this.store.look(this.options(data), this.folder(), this.place());
    const shown = (message: string, hint: string): string => `${message}; ${hint}`.replaceAll(`${this.folder()}/`, '');
    const opened = await this.open(data).then(
      () => 'no fault',
      (error: unknown) => {
        const { message, hint } = error as Error & { readonly hint: string };
        return shown(message, hint);
      },
    );
    if (finding.kind === 'fault') assert.equal(shown(finding.message, finding.hint), opened);
    return opened;
  }

  private place(): { resolve: (written: string) => string; environment: NodeJS.ProcessEnv } {
    return { resolve: (written) => path.resolve(this.folder(), written), environment: {} };
  }
}
