import { describeObjective, strategies } from '../../distillation';
import { countParameters, describeArchitecture } from '../../models/architecture';
import { parseConfig } from '../check/parse';
import { dataSets } from '../schema/data-sets';
import { describeType } from '../schema/describe-type';
import type { SchemaNode } from '../schema/json-schema';
import { schemaAt } from '../schema/lookup';
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
  const strategyNode = nodeAt(root, ['temperature', 'strategy'])?.node;
  const strategy = strategyNode?.kind === 'scalar' ? strategyNode.value : undefined;
  const schema = schemaAt(place.path, strategy);
  if (schema.description === undefined) return undefined;
  const otherwise =
    schema.default === undefined || schema.properties ? '' : ` · default \`${writeFlow(schema.default, language)}\``;
  const parts = [
    `\`${place.path.join('.')}\` · ${describeType(schema)}${otherwise}`,
    schema.description,
    aboutStrategy(place.path, root, config),
    config && aboutLoss(place.path, config),
    config && aboutModel(place.path, config),
    aboutDefaults(schema, place.node, language),
  ];
  return { markdown: parts.filter(Boolean).join('\n\n'), start: place.start, end: place.end };
}

type Place = Range & { readonly path: string[]; readonly node: TreeNode };

/** The deepest entry whose key or value holds the offset; an item of a list counts as its list. */
function placeAt(root: TreeNode | undefined, offset: number): Place | undefined {
  const path: string[] = [];
  let node = root;
  while (node?.kind === 'map') {
    const entry = node.entries.find(
      ({ keyRange, node: { end } }) => offset >= keyRange.start && offset <= Math.max(end, keyRange.end),
    );
    if (!entry) return undefined;
    path.push(entry.key);
    const isOnKey = offset <= entry.keyRange.end;
    if (isOnKey) return { path, node: entry.node, start: entry.keyRange.start, end: entry.keyRange.end };
    if (entry.node.kind !== 'map') {
      return offset < entry.node.start
        ? undefined
        : { path, node: entry.node, start: entry.node.start, end: entry.node.end };
    }
    node = entry.node;
  }
  return undefined;
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
  const numbers = config ? `\n\nHere: \`T = ${withNumbers(strategy.formula, parameters)}\`` : '';
  return `${strategy.summary} ${strategy.helps}\n\n\`T = ${strategy.formula}\` (${strategy.source})${numbers}`;
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
  const temperature = config.teacher === undefined ? undefined : config.temperature;
  return `Minimised: \`${describeObjective({ ...config.loss, temperature })}\``;
}

function aboutModel(path: readonly string[], config: ResolvedConfig): string | undefined {
  const [owner, ...rest] = path;
  if ((owner !== 'student' && owner !== 'teacher') || !['', 'model', 'model.hidden'].includes(rest.join('.'))) {
    return undefined;
  }
  const { features, classes } = dataSets[config.data.set];
  const model = config[owner]?.model;
  if (model === undefined) return undefined;
  const count = (one: typeof model): number => countParameters(one, features, classes);
  const share =
    owner === 'student' && config.teacher
      ? `, ${Number(((100 * count(model)) / count(config.teacher.model)).toPrecision(3))} % of the teacher’s`
      : '';
  return `\`${describeArchitecture(model, features, classes)}\`: ${count(model).toLocaleString('en-US')} parameters${share}`;
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
