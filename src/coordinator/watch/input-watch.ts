import { describeDifferences, differingInputs, type RunInputs, type RunSummary } from '../../runs';

/** A run and the contents that it has read, as far as they should be those of others. */
interface Reader {
  readonly id: string;
  readonly inputs: RunInputs;
}

/** Finds runs of a sweep that have read other contents than those before them with the same settings of data or teachers. */
export class InputWatch {
  private readonly first = new Map<string, Reader>();
  private readonly seen = new Set<string>();

  /** Sentences about changes since the last look, in the order of the runs. */
  look(runs: readonly RunSummary[]): readonly string[] {
    const fresh = runs.filter(({ id, progress }) => progress.inputs !== undefined && !this.seen.has(id));
    const sorted = [...fresh].sort((one, other) => one.createdAt - other.createdAt);
    return sorted.flatMap((run) => this.changesOf(run));
  }

  private changesOf({ id, manifest, progress: { inputs } }: RunSummary): string[] {
    this.seen.add(id);
    if (manifest === undefined || inputs === undefined) return [];
    const { data, teacher, teachers } = manifest.config;
    const { train, validation, test, labels, classes } = inputs;
    const ofData = given({ train, validation, test, labels, classes });
    const ofTeachers = given({ teachers: inputs.teachers });
    return [
      ...this.compare(JSON.stringify(['data', data]), { id, inputs: ofData }),
      ...this.compare(JSON.stringify(['teachers', data, teacher, teachers]), { id, inputs: ofTeachers }),
    ];
  }

  private compare(key: string, reader: Reader): string[] {
    const first = this.first.get(key);
    if (first === undefined) {
      this.first.set(key, reader);
      return [];
    }
    const differing = differingInputs([first.inputs, reader.inputs]);
    if (differing.length === 0) return [];
    // Later ones are held to what is there now.
    this.first.set(key, reader);
    return [
      `WARNING: ${reader.id} has read other inputs than ${first.id}: ${describeDifferences(differing)}. What comes before and after this change cannot be compared, and a run and its control count as a pair only where both read the same. Start a new sweep, or put the files back`,
    ];
  }
}

/** Inputs without those that a run does not have. */
function given(inputs: { readonly [Name in keyof RunInputs]?: RunInputs[Name] | undefined }): RunInputs {
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => value !== undefined));
}
