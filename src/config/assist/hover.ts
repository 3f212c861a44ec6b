import { asEquation, sparkline, strategies } from '../../distillation';
import { describeArchitecture, ShapeError } from '../../models/architecture';
import { parseConfig } from '../check/parse';
import { writtenIn } from '../check/written';
import { dataSets } from '../schema/data-sets';
import { describeType } from '../schema/describe-type';
import type { SchemaNode } from '../schema/json-schema';
import { mapsAt, schemaAt } from '../schema/lookup';
import { factsOf, parametersOf } from '../check/model-facts';
import { isDescribed } from '../schema/model';
import { objectiveOf } from '../schema/meaning';
import { previewOf } from '../schema/preview';
import type { ResolvedConfig } from '../schema/schema';
import { nodeAt, type Language, type Range, type TreeNode } from '../text/tree';
import { writeFlow } from '../text/write';

export interface Hover extends Range {
  readonly markdown: string;
}

/**
 * What the key or value at an offset means, in Markdown: description, what it may be, default, and what is computed
 * from it. Undefined where no known key stands.
 */
export function hoverConfig(text: string, language: Language, offset: number): Hover | undefined {
  const { root, config } = parseConfig(text, language);
  const place = placeAt(root, offset);
  if (!place) return undefined;
  const schema = schemaAt(place.path, writtenIn(root));
  if (schema.description === undefined) return undefined;
  const otherwise =
    schema.default === undefined || schema.properties ? '' : ` · default \`${writeFlow(schema.default, language)}\``;
  const parts = [
    `\`${place.path.join('.')}\` · ${describeType(schema)}${otherwise}`,
    schema.description,
    aboutStrategy(place.path, root, config),
    config && aboutLoss(place.path, config),
    config && aboutModel(place.path, config),
    aboutDefaults(mapAt(place.path, root) ?? schema, place.node, language),
  ];
  return { markdown: parts.filter(Boolean).join('\n\n'), start: place.start, end: place.end };
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

function aboutStrategy(
  path: readonly string[],
  root: TreeNode | undefined,
  config?: ResolvedConfig,
): string | undefined {
  const [first, second] = path;
  if (first !== 'temperature' || (second !== undefined && second !== 'strategy')) return undefined;
  const written = nodeAt(root, ['temperature', 'strategy'])?.node;
  const name = config?.temperature.strategy ?? (written?.kind === 'scalar' ? written.value : undefined);
  const strategy = strategies.find((one) => one.name === name);
  if (!strategy) return undefined;
  const parameters = config ? Object.entries(config.temperature).filter(([key]) => key !== 'strategy') : [];
  const numbers = config
    ? `\n\nHere: \`${asEquation(withNumbers(strategy.formula, parameters))}\`${curveOf(config)}`
    : '';
  return `${strategy.summary} ${strategy.helps}\n\n\`${asEquation(strategy.formula)}\` (${strategy.source})${numbers}`;
}

/** The temperature over the run, over confidence or over classes, as a line of blocks. */
function curveOf(config: ResolvedConfig): string {
  const preview = previewOf(config).find(({ strategy }) => strategy === config.temperature.strategy);
  const values = preview?.points.map(({ temperature }) => temperature) ?? [];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (preview === undefined || !(high > low)) return '';
  const range = `${Number(low.toPrecision(3))} to ${Number(high.toPrecision(3))}`;
  return `\n\n\`${sparkline(values, 32)}\` T over ${preview.axis}, ${range}`;
}

/** A formula with its parameters' names replaced by their values. */
function withNumbers(formula: string, parameters: readonly [string, unknown][]): string {
  const values = new Map(parameters);
  const written = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(', ') : String(value));
  const milestones = values.get('milestones');
  const note = milestones === undefined ? '' : `, milestones at epochs ${written(milestones)}`;
  if (formula === 'T') return written(values.get('value'));
  return (
    formula.replaceAll(/[A-Za-z]+/g, (word) =>
      word in Object.fromEntries(values) && word !== 'milestones' ? written(values.get(word)) : word,
    ) + note
  );
}

function aboutLoss(path: readonly string[], config: ResolvedConfig): string | undefined {
  if (path.length !== 1 || path[0] !== 'loss') return undefined;
  return `Minimised: \`${objectiveOf(config)}\``;
}

function aboutModel(path: readonly string[], config: ResolvedConfig): string | undefined {
  const [owner, ...rest] = path;
  if ((owner !== 'student' && owner !== 'teacher') || !['', 'model', 'model.hidden'].includes(rest.join('.'))) {
    return undefined;
  }
  const model = config[owner]?.model;
  if (model === undefined || !isDescribed(model)) return undefined;
  const facts = factsOf(model, config.data.set);
  if (facts instanceof ShapeError) return undefined;
  const { shape, classes } = dataSets[config.data.set];
  const theirs =
    owner === 'student' && config.teacher ? parametersOf(config.teacher.model, config.data.set) : undefined;
  const share =
    theirs === undefined ? '' : `, ${Number(((100 * facts.parameters) / theirs).toPrecision(3))} % of the teacher’s`;
  const millions = Number((facts.operations / 1e6).toPrecision(3)).toLocaleString('en-US');
  return `\`${describeArchitecture(model, shape, classes)}\`: ${facts.parameters.toLocaleString('en-US')} parameters${share}, ${millions} MFLOP for one example`;
}

/** The schema of a map, of the written branch where there are several; undefined where it cannot be told. */
function mapAt(path: readonly string[], root: TreeNode | undefined): SchemaNode | undefined {
  const [first, ...others] = path[0] === 'temperature' ? [] : mapsAt(path, writtenIn(root));
  return others.length === 0 ? first : undefined;
}

/** The keys of a map that are not written, with the values that hold instead. */
function aboutDefaults(schema: SchemaNode, node: TreeNode, language: Language): string | undefined {
  const written = new Set(node.kind === 'map' ? node.entries.map(({ key }) => key) : []);
  const resting = Object.entries(schema.properties ?? {}).filter(
    ([key, child]) => child.default !== undefined && !child.properties && !written.has(key),
  );
  if (resting.length === 0) return undefined;
  return `By default: ${resting.map(([key, child]) => `\`${key}: ${writeFlow(child.default, language)}\``).join(', ')}`;
}
