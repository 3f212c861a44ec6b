import { strategies } from '../../distillation';
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
  const sections = [head, ...objectSections('', root), strategySection(root.properties?.['temperature'])];
  return `${sections.join('\n\n')}\n`;
}

function objectSections(path: string, schema: SchemaNode): string[] {
  const properties = Object.entries(schema.properties ?? {});
  const title = path === '' ? '## All keys' : `## \`${path}\`\n\n${schema.description ?? ''}`;
  const rows = properties.map(([key, node]) => row(key, node, schema.required ?? [], path));
  const table = ['| key | what it may be | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const inner = properties.flatMap(([key, node]) => innerSections(path === '' ? key : `${path}.${key}`, key, node));
  return [`${title}\n\n${table}`, ...inner];
}

/** Models are the same for teacher and student, and so are layers: they are described once. */
const described = new Set<string>();

function innerSections(path: string, key: string, node: SchemaNode): string[] {
  if (node.properties) return objectSections(path, node);
  const branches = node.anyOf ?? node.oneOf ?? node.items?.anyOf ?? node.items?.oneOf ?? [];
  const name = discriminatorOf(branches);
  if (path === 'temperature' || name === undefined || described.has(key)) return [];
  described.add(key);
  const parts = branches.flatMap((branch) => branchSections(path, name, branch));
  return [`## \`${path}\`\n\n${node.description ?? ''} \`${name}\` says which kind:`, ...parts];
}

function branchSections(path: string, name: string, branch: SchemaNode): string[] {
  const { const: value, description } = branch.properties?.[name] ?? {};
  const entries = Object.entries(branch.properties ?? {}).filter(([key]) => key !== name);
  const rows = entries.map(([key, node]) => row(key, node, branch.required ?? [], ''));
  const head = ['| key | what it may be | default | meaning |', '| --- | --- | --- | --- |'];
  const table = rows.length === 0 ? [] : [[...head, ...rows].join('\n')];
  const inner = entries.flatMap(([key, node]) => innerSections(`${path}.${key}`, key, node));
  return [[`### \`${String(value)}\``, description ?? '', ...table].join('\n\n'), ...inner];
}

function row(key: string, node: SchemaNode, required: readonly string[], path: string): string {
  const address = `${path === '' ? '' : `${path}.`}${key}`;
  const link =
    node.properties || node.anyOf ? `[\`${key}\`](#${address.replaceAll('.', '').toLowerCase()})` : `\`${key}\``;
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
    const entries = Object.entries(branch?.properties ?? {}).filter(([key]) => key !== 'strategy');
    const rows = entries.map(([key, node]) => row(key, node, branch?.required ?? [], ''));
    return [
      `### \`${strategy.name}\``,
      `${strategy.summary} ${strategy.helps}`,
      `\`T = ${strategy.formula === 'T' ? 'value' : strategy.formula}\``,
      `Decided by: ${strategy.dependsOn}. Source: ${strategy.source}.`,
      ['| key | what it may be | default | meaning |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    ].join('\n\n');
  });
  return [about, ...parts].join('\n\n');
}
