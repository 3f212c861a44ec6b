import path from 'node:path';
import {
  DataFault,
  dataSchema,
  FactsStore,
  listDataNames,
  type DataName,
  type DataFacts,
  type DataFinding,
  type ExampleFindings,
  type DataOptions,
  type DataPlace,
} from '../../data-sources';
import { cacheFolder, readRowFindings } from '../../runs';
import { knownPythonData } from '../recorded-inputs/python-data';
import { resolveWritten, type WrittenPlace } from '../resolve-written';

/** Findings of all data that configs of this process name. */
const store = new FactsStore();

/** The last finding of data that a config file names; undefined before the first look. Touches no file. */
export function knownFinding(options: DataOptions, file: string): DataFinding | undefined {
  const finding = store.known(options, path.dirname(file));
  return finding && completed(finding, options, file);
}

/** One object for the same facts, so that identity tells new ones. */
const findingsOfMade = new WeakMap<DataFacts, DataFinding>();

function findingOf(facts: DataFacts): DataFinding {
  const finding = findingsOfMade.get(facts) ?? { kind: 'facts', facts };
  findingsOfMade.set(facts, finding);
  return finding;
}

/** Looks at data that a config names; its files are read only where they have changed. */
export async function findData(options: DataOptions, place: WrittenPlace): Promise<DataFinding> {
  const finding = await store.look(options, path.dirname(place.file), dataPlaceOf(place));
  if (finding.kind === 'facts') lookUpExamples(finding.facts, cacheFolder(place.workspace));
  return completed(finding, options, place.file);
}

/** A finding with all that runs have recorded about the same data. */
function completed(finding: DataFinding, options: DataOptions, file: string): DataFinding {
  const made = finding.kind === 'unknown' ? knownPythonData(options, file) : undefined;
  return made === undefined ? withExamples(finding) : findingOf(made);
}

/** Looks at data that a config names; gives whether other facts, or another fault, are known since. */
export async function hasOtherData(options: DataOptions, place: WrittenPlace): Promise<boolean> {
  const before = knownFinding(options, place.file);
  const now = await findData(options, place);
  if (before?.kind === 'facts') return now.kind !== 'facts' || now.facts !== before.facts;
  return before === undefined || JSON.stringify(now) !== JSON.stringify(before);
}

/** Findings about single examples by the identity of their data, as a run has kept them. */
const examplesOf = new Map<string, ExampleFindings>();
/** Facts joined with findings about their examples; one object for the same facts, so that identity tells new ones. */
const joined = new WeakMap<DataFacts, { readonly examples: ExampleFindings; readonly finding: DataFinding }>();

function lookUpExamples({ identity, kind }: DataFacts, cache: string): void {
  if (identity === undefined || kind !== 'image') return;
  const found = readRowFindings(cache, identity);
  if (found === undefined) examplesOf.delete(identity);
  else if (JSON.stringify(examplesOf.get(identity)) !== JSON.stringify(found)) examplesOf.set(identity, found);
}

function withExamples(finding: DataFinding): DataFinding {
  const examples = finding.kind === 'facts' ? examplesOf.get(finding.facts.identity ?? '') : undefined;
  if (finding.kind !== 'facts' || examples === undefined) return finding;
  const last = joined.get(finding.facts);
  if (last?.examples === examples) return last.finding;
  const whole: DataFinding = { kind: 'facts', facts: { ...finding.facts, examples } };
  joined.set(finding.facts, { examples, finding: whole });
  return whole;
}

/** Names that settings of a config's data may use: columns, or keys of arrays. None where the data cannot be read. */
export async function dataNames(written: unknown, place: WrittenPlace): Promise<readonly DataName[]> {
  const options = dataSchema.safeParse(written).data;
  if (options === undefined) return [];
  return listDataNames(options, dataPlaceOf(place)).catch(() => []);
}

/** Surroundings of a config's data: its paths must stay in the workspace or an allowed folder. */
export function dataPlaceOf(place: WrittenPlace): DataPlace {
  const resolve = async (written: string): Promise<string> => {
    const found = await resolveWritten(written, place);
    switch (found.kind) {
      case 'there':
        return found.path;
      case 'missing':
        throw new DataFault(`there is no '${written}'`, 'write a path from the config’s folder');
      case 'outside':
        throw new DataFault(
          `'${written}' leads out of the workspace`,
          'copy the data into the workspace, or allow its folder in the setting distillery.allowedFolders (in a terminal: --allow)',
        );
    }
  };
  return { resolve, environment: process.env };
}
