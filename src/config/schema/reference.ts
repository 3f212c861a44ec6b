import { asEquation, combinations, losses, strategies } from '../../distillation';
import { describeType } from './describe-type';
import { configNode, type SchemaNode } from './json-schema';
import { discriminatorOf } from './lookup';

const head = `<!-- Written by \`npm run docs\` from src/config/schema. Change the schema, not this page. -->

# The config

A config is \`NAME.distill.yaml\`, or the same in JSON with comments as \`NAME.distill.json\`. A key without a default must
be written, unless it says optional. An unknown key is an error, so that a misspelt one cannot go unnoticed.`;

/** The reference page of all keys and strategies, in Markdown. */
export function configReference(): string {
  described.clear();
  const root = configNode();
  const { temperature, loss } = root.properties ?? {};
  const sections = [
    head,
    ...objectSections('', root),
    strategySection(temperature),
    lossSection(loss),
    combineSection(),
  ];
  return `${sections.join('\n\n')}\n`;
}

function objectSections(path: string, schema: SchemaNode): string[] {
  const properties = Object.entries(schema.properties ?? {});
  const title = path === '' ? '## All keys' : `## \`${path}\`\n\n${schema.description ?? ''}`;
  const rows = properties.map(([key, node]) => row(key, node, schema.required ?? [], path));
  const inner = properties.flatMap(([key, node]) => innerSections(path === '' ? key : `${path}.${key}`, key, node));
  return [`${title}\n\n${tableOf(rows)}`, ...inner];
}

/** Models are the same for teacher and student, and so are layers: they are described once. */
const described = new Set<string>();

function innerSections(path: string, key: string, node: SchemaNode): string[] {
  if (node.properties) {
    // Kinds of one map may have a map in common.
    const isKnown = described.has(path);
    described.add(path);
    return isKnown ? [] : objectSections(path, node);
  }
  if (node.items?.properties) return listSections(path, node, node.items);
  const branches = node.anyOf ?? node.oneOf ?? node.items?.anyOf ?? node.items?.oneOf ?? [];
  const name = discriminatorOf(branches);
  if (ownSections.includes(key) || name === undefined || described.has(key)) return [];
  described.add(key);
  const parts = branches.flatMap((branch) => branchSections(path, name, branch));
  return [`## \`${path}\`\n\n${node.description ?? ''} \`${name}\` says which kind:`, ...parts];
}

/** Keys that the catalogues describe, in sections of their own. */
const ownSections = ['temperature', 'loss'];

/** The items of a list have the keys of the single one, described there, and some of their own. */
function listSections(path: string, list: SchemaNode, item: SchemaNode): string[] {
  const rows = Object.entries(item.properties ?? {}).map(([key, node]) => {
    return row(key, node, item.required ?? [], path.replace(/s$/, ''));
  });
  return [`## \`${path}\`\n\n${list.description ?? ''}\n\n${tableOf(rows)}`];
}

function branchSections(path: string, name: string, branch: SchemaNode): string[] {
  const { const: value, description } = branch.properties?.[name] ?? {};
  const entries = entriesBeside(branch, name);
  const table = entries.length === 0 ? [] : [keysOf(branch, name, path)];
  const inner = entries.flatMap(([key, node]) => innerSections(`${path}.${key}`, key, node));
  return [[`### \`${String(value)}\``, description ?? '', ...table].join('\n\n'), ...inner];
}

function row(key: string, node: SchemaNode, required: readonly string[], path: string): string {
  const address = `${path === '' ? '' : `${path}.`}${key}`;
  const isUnion = discriminatorOf(node.anyOf ?? []) !== undefined || (path === '' && node.oneOf !== undefined);
  const link =
    node.properties || isUnion || node.items?.properties || ownSections.includes(key)
      ? `[\`${key}\`](#${(ownSections.includes(key) ? key : address).replaceAll('.', '').toLowerCase()})`
      : `\`${key}\``;
  const otherwise = required.includes(key) ? 'required' : 'optional';
  const isMapOfDefaults = node.properties !== undefined && node.default !== undefined;
  const written = isMapOfDefaults ? 'its keys’ defaults' : `\`${JSON.stringify(node.default)}\``;
  const cells = [link, describeType(node), node.default === undefined ? otherwise : written, node.description ?? ''];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function strategySection(temperature: SchemaNode | undefined): string {
  const about = `## \`temperature\`\n\n${temperature?.description ?? ''}
\`temperature: 4\` is short for \`temperature: { strategy: constant, value: 4 }\`. \`progress\` runs from 0 at the first
step to 1 at the last one.`;
  const parts = strategies.map((strategy) => {
    const branch = temperature?.anyOf?.find((one) => one.properties?.['strategy']?.const === strategy.name);
    return [
      `### \`${strategy.name}\``,
      `${strategy.summary} ${strategy.helps}`,
      `\`${asEquation(strategy.formula === 'T' ? 'value' : strategy.formula)}\``,
      `Decided by: ${strategy.dependsOn}. Source: ${strategy.source}.`,
      keysOf(branch, 'strategy'),
    ].join('\n\n');
  });
  return [about, ...parts, ...boundsSection(temperature)].join('\n\n');
}

/** The limits that strategies have in common, which their tables link to. */
function boundsSection(temperature: SchemaNode | undefined): string[] {
  const bounds = temperature?.anyOf?.flatMap(({ properties }) => properties?.['bounds'] ?? [])[0];
  if (bounds === undefined) return [];
  const rows = Object.entries(bounds.properties ?? {}).map(([key, node]) => row(key, node, bounds.required ?? [], ''));
  return [['### `bounds`', bounds.description ?? '', tableOf(rows)].join('\n\n')];
}

function lossSection(loss: SchemaNode | undefined): string {
  const shiftSensitive = losses.filter(({ isShiftInvariant }) => !isShiftInvariant).map(({ name }) => `\`${name}\``);
  const about = `## \`loss\`

${loss?.description ?? ''} The objective is hard·CE(labels, student) + soft·loss. Without \`kind\` the loss is
\`kl\`. \`zs\` and \`zt\` are the student's and the teacher's logits. One number added to all logits of a sample changes
none of these losses but ${shiftSensitive.join(', ')}, and of the temperatures \`dtkd\`, \`flsw\` and expressions of
\`teacherMax\` or \`studentMax\`; \`clampLogits\` sees it too. For these a teacher of log-probabilities is centred: the mean
of each sample's is taken away.`;
  const parts = losses.map((one) => {
    const branch = (loss?.oneOf ?? loss?.anyOf)?.find(({ properties }) => properties?.['kind']?.const === one.name);
    const heading = [`### \`${one.name}\``, one.summary, `\`${one.formula}\``, `Source: ${one.source}.`];
    const remark = one.remark === undefined ? [] : [one.remark];
    return [...heading, ...remark, keysOf(branch, 'kind')].join('\n\n');
  });
  return [about, ...parts].join('\n\n');
}

function combineSection(): string {
  const parts = combinations.map(({ name, summary, formula, source }) =>
    [`### \`${name}\``, summary, `\`${formula}\``, `Source: ${source}.`].join('\n\n'),
  );
  const about = '## `combine`\n\nThe weights `w_k` of the teachers are divided by their sum, whatever the combination.';
  return [about, ...parts].join('\n\n');
}

/** A table of the keys of a union's branch beside the one that names it. */
function keysOf(branch: SchemaNode | undefined, name: string, path = ''): string {
  return tableOf(entriesBeside(branch, name).map(([key, node]) => row(key, node, branch?.required ?? [], path)));
}

function entriesBeside(branch: SchemaNode | undefined, name: string): [string, SchemaNode][] {
  return Object.entries(branch?.properties ?? {}).filter(([key]) => key !== name);
}

function tableOf(rows: readonly string[]): string {
  return ['| key | what it may be | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
}
