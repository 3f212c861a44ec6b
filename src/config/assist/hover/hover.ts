import type { DataFacts } from '../../../data-sources';
import { parseConfig, type DataLookup } from '../../check/parse';
import type { References } from '../../check/references/references';
import { writtenIn } from '../../check/written';
import { describeType } from '../../schema/describe-type';
import type { SchemaNode } from '../../schema/json-schema';
import type { ResolvedConfig } from '../../schema/schema';
import { mapsAt, schemaAt } from '../../schema/lookup';
import { describeMember } from '../../schema/member-description';
import type { Range } from '../../problems/problem';
import { nodeAt, type Language, type TreeNode } from '../../text/tree';
import { writeFlow } from '../../text/write';
import { aboutCombination, aboutLossName, aboutStrategyName, hasCurve, withoutCurve } from '../about';
import { answersFacts } from './hover-answers';
import { dataFacts, unknownData } from './hover-data';
import { modelFactsAt } from './hover-model';
import { objectiveFacts } from './hover-objective';
import { sweepFacts, type MeasuredPace } from './hover-sweep';
import { trainingFacts } from './hover-training';

export interface Hover extends Range {
  readonly markdown: string;
  /** Keys down to the one that it is about. */
  readonly path: readonly string[];
}

/**
 * The hover of the key or value at an offset, in Markdown: description, type, default, and facts that are computed
 * from it. Undefined where no known key stands.
 * @param file finds a file that the config names, as it was last looked at
 * @param paceOf gives how fast runs of the config were; undefined before one has finished
 */
export function hoverConfig(
  text: string,
  language: Language,
  offset: number,
  lookUp?: DataLookup,
  file: References['file'] = () => undefined,
  paceOf: (config: ResolvedConfig) => MeasuredPace | undefined = () => undefined,
): Hover | undefined {
  const { root, config, facts: data } = parseConfig(text, language, { lookUp });
  const place = placeAt(root, offset);
  if (!place) return undefined;
  const { path, node } = place;
  const schema = schemaAt(path, writtenIn(root));
  if (schema.description === undefined) return undefined;
  const otherwise =
    schema.default === undefined || schema.properties ? '' : ` · default \`${writeFlow(schema.default, language)}\``;
  const facts = config
    ? [...factsAt(path, config, data), answersFacts(path, config, file), sweepFacts(path, config, paceOf(config))]
    : [];
  const about = aboutName(path, root);
  const parts = [
    `\`${path.join('.')}\` · ${describeType(schema)}${otherwise}`,
    schema.description,
    // Two curves of one strategy, one of them with numbers that are not the config's, would only confuse.
    about !== undefined && facts.some((fact) => fact !== undefined && hasCurve(fact)) ? withoutCurve(about) : about,
    aboutMember(node, schema),
    ...facts,
    aboutDefaults(mapAt(path, root) ?? schema, node, language),
  ];
  const markdown = [...new Set(parts)].filter(Boolean).join('\n\n');
  return { markdown, path, start: place.start, end: place.end };
}

/** Facts computed for a path; those that need the data are left out while it is not known. */
function factsAt(path: readonly string[], config: ResolvedConfig, data: DataFacts | undefined): (string | undefined)[] {
  const objective = objectiveFacts(path, config, data);
  if (data === undefined) return [objective, unknownData(path, config)];
  return [objective, ...[modelFactsAt, dataFacts, trainingFacts].map((find) => find(path, config, data))];
}

type Place = Range & { readonly path: string[]; readonly node: TreeNode };

/** The deepest entry whose key or value holds the offset; a plain item of a list counts as its list. */
function placeAt(root: TreeNode | undefined, offset: number): Place | undefined {
  const path: string[] = [];
  let node = root;
  for (;;) {
    if (node?.kind === 'list') {
      const index = node.items.findIndex((item) => offset >= item.start && offset <= item.end);
      path.push(String(index));
      node = node.items[index];
      continue;
    }
    if (node?.kind !== 'map') return undefined;
    const entry = node.entries.find(
      ({ keyRange, node: { end } }) => offset >= keyRange.start && offset <= Math.max(end, keyRange.end),
    );
    if (!entry) return undefined;
    path.push(entry.key);
    const isOnKey = offset <= entry.keyRange.end;
    if (isOnKey) return { path, node: entry.node, start: entry.keyRange.start, end: entry.keyRange.end };
    const { node: value } = entry;
    const isInMap =
      value.kind === 'list' &&
      value.items.some((item) => item.kind === 'map' && offset >= item.start && offset <= item.end);
    if (value.kind !== 'map' && !isInMap) {
      return offset < entry.node.start
        ? undefined
        : { path, node: entry.node, start: entry.node.start, end: entry.node.end };
    }
    node = value;
  }
}

/** The description of the strategy, loss or combination written at a path, also while there are errors elsewhere. */
function aboutName(path: readonly string[], root: TreeNode | undefined): string | undefined {
  const key = path.at(-1) ?? '';
  const written = (at: readonly string[]): unknown => {
    const node = nodeAt(root, at)?.node;
    return node?.kind === 'scalar' ? node.value : undefined;
  };
  switch (key) {
    case 'temperature':
      return aboutStrategyName(written([...path, 'strategy']))?.document();
    case 'strategy':
      return aboutStrategyName(written(path))?.document();
    case 'loss':
      return aboutLossName(written([...path, 'kind']) ?? 'kl')?.document();
    case 'kind':
      return path.at(-2) === 'loss' ? aboutLossName(written(path))?.document() : undefined;
    case 'combine':
      return aboutCombination(written(path))?.document();
    default:
      return undefined;
  }
}

/** The description of the written member of a choice, where its schema tells the members apart. */
function aboutMember(node: TreeNode, schema: SchemaNode): string | undefined {
  if (node.kind !== 'scalar' || schema.enum?.some((member) => member === node.value) !== true) return undefined;
  const meaning = describeMember(node.value, schema);
  return meaning === schema.description ? undefined : `\`${String(node.value)}\`: ${meaning ?? ''}`;
}

/** The schema of a map, of the written branch where there are several; undefined where no branch can be chosen. */
function mapAt(path: readonly string[], root: TreeNode | undefined): SchemaNode | undefined {
  const [first, ...others] = mapsAt(path, writtenIn(root));
  return others.length === 0 ? first : undefined;
}

/** Defaults that are shown of a map within a map. */
const maxInner = 2;

/** The keys of a map that are not written, with the values that hold instead. */
function aboutDefaults(schema: SchemaNode, node: TreeNode, language: Language): string | undefined {
  if (node.kind !== 'map' && schema.properties?.['strategy']) return undefined;
  const written = new Set(node.kind === 'map' ? node.entries.map(({ key }) => key) : []);
  const resting = Object.entries(schema.properties ?? {})
    .filter(([key, child]) => child.default !== undefined && !written.has(key))
    .flatMap(([key, child]): [string, unknown][] => {
      if (!child.properties) return [[key, child.default]];
      const inner = Object.entries(child.properties).filter(([, { default: value }]) => value !== undefined);
      return inner.slice(0, maxInner).map(([name, one]) => [`${key}.${name}`, one.default]);
    });
  if (resting.length === 0) return undefined;
  return `By default: ${resting.map(([key, value]) => `\`${key}: ${writeFlow(value, language)}\``).join(', ')}`;
}
