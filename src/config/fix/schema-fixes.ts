import { isAlpha, meantByKey } from '../check/meant-key';
import type { ProblemCode } from '../problems/codes';
import { sampleOf } from '../schema/sample';
import { schemaAt, schemasAt } from '../schema/lookup';
import { writtenIn } from '../check/written';
import { toolOfKeys, translateConfig, TranslationFault } from '../foreign/translate';
import { nodeAt, valueOf, type Entry } from '../text/tree';
import { asChoice, inTurn, proposeRemoval, proposeValue, removing, replacing, setting } from './proposal';
import type { Proposal, Propose, Question } from './proposal';

/** The entry that a path ends with. */
function entryAt({ parsed, path }: Question): Entry | undefined {
  const holder = nodeAt(parsed.root, path.slice(0, -1))?.node;
  return holder?.kind === 'map' ? holder.entries.find(({ key }) => key === String(path.at(-1))) : undefined;
}

const unknownKey: Propose = (question) => {
  const { parsed, path } = question;
  const entry = entryAt(question);
  if (!entry) return [];
  const holder = path.slice(0, -1);
  const removal = asChoice(proposeRemoval(question, path));
  if (isAlpha(entry.key, holder)) return [...alphaProposals(question, entry), removal];
  const { repair } = question.problem;
  if (repair) return [{ title: repair.title, isPreferred: true, change: replacing(...repair.edits) }, removal];
  const { key, home, setting: target } = meantByKey(entry.key, holder, parsed.root);
  if (key !== undefined && nodeAt(parsed.root, [...holder, key]) === undefined) {
    return [
      { title: `Change to '${key}'`, isPreferred: true, change: replacing(renamed(question, entry, key)) },
      removal,
    ];
  }
  if (target !== undefined) {
    const change = inTurn(removing(parsed.language, path), setting(parsed.language, target, valueOf(entry.node)));
    return [{ title: `Write it as ${target.map(String).join('.')}`, isPreferred: true, change }, removal];
  }
  if (home === undefined || nodeAt(parsed.root, [home, entry.key]) !== undefined) return [removal];
  const there = nodeAt(parsed.root, [home])?.node;
  if (there !== undefined && there.kind !== 'map') return [removal];
  const { language } = parsed;
  const change = inTurn(removing(language, path), setting(language, [home, entry.key], valueOf(entry.node)));
  return [{ title: `Move '${entry.key}' into ${home}`, isPreferred: true, change }, removal];
};

/** Another word for a key, in the quotes that it has. */
function renamed(
  { parsed }: Question,
  { keyRange }: Entry,
  key: string,
): { start: number; end: number; newText: string } {
  const quote = /^["']/.exec(parsed.text.slice(keyRange.start, keyRange.end))?.[0] ?? '';
  return { start: keyRange.start, end: keyRange.end, newText: `${quote}${key}${quote}` };
}

/** Tools disagree on which weight alpha is, so both readings are offered. */
function alphaProposals(question: Question, { node }: Entry): Proposal[] {
  const alpha = node.kind === 'scalar' ? node.value : undefined;
  const { path, parsed } = question;
  const holder = path.slice(0, -1);
  const loss = holder.at(-1) === 'loss' ? holder : ['loss'];
  if (typeof alpha !== 'number' || alpha < 0 || alpha > 1) return [];
  const rest = Number((1 - alpha).toPrecision(6));
  const propose = (whose: string, hard: number, soft: number): Proposal => ({
    title: `alpha weighs the ${whose}: write hard: ${hard}, soft: ${soft}`,
    isPreferred: false,
    change: inTurn(
      setting(parsed.language, [...loss, 'hard'], hard),
      setting(parsed.language, [...loss, 'soft'], soft),
      removing(parsed.language, path),
    ),
  });
  return [propose('teacher', rest, alpha), propose('labels', alpha, rest)];
}

const missingKey: Propose = (question) => {
  const { parsed, path } = question;
  const schema = schemasAt(path, writtenIn(parsed.root))[0];
  if (!schema) return [];
  const value = sampleOf(schema, String(path.at(-1)));
  return [{ ...proposeValue(question, path, value), title: `Write the missing key '${String(path.at(-1))}'` }];
};

/** More choices than this are offered by completion, not as fixes. */
const maxChoices = 6;

const wrongValue: Propose = (question) => {
  const { parsed, path, problem } = question;
  if (path.length === 0) return [];
  const schema = schemaAt(path, writtenIn(parsed.root));
  const removal = schema.default === undefined ? [] : [asChoice(proposeRemoval(question, path))];
  if (problem.remedy !== undefined) return [proposeValue(question, path, problem.remedy), ...removal];
  const choices = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  if (choices.length === 0 || choices.length > maxChoices) {
    const isPlain = schema.default !== undefined && typeof schema.default !== 'object';
    return [...(isPlain ? [asChoice(proposeValue(question, path, schema.default))] : []), ...removal];
  }
  const proposals = choices.map((choice) => proposeValue(question, path, choice));
  return [...(proposals.length === 1 ? proposals : proposals.map(asChoice)), ...removal];
};

/** Translation of a config of another tool, where its data can be taken. It replaces the whole text, so it is a choice. */
const foreignConfig: Propose = ({ parsed: { root, text, language } }) => {
  const tool = root?.kind === 'map' ? toolOfKeys(new Set(root.entries.map(({ key }) => key))) : undefined;
  if (tool === undefined) return [];
  try {
    const translated = translateConfig(text, tool, language).text;
    return [{ title: `Translate this config of ${tool}`, isPreferred: false, change: () => translated }];
  } catch (error) {
    if (error instanceof TranslationFault) return [];
    throw error;
  }
};

/** Fixes of the schema's findings. */
export const schemaFixes: Readonly<Partial<Record<ProblemCode, Propose>>> = {
  'unknown-key': unknownKey,
  'foreign-config': foreignConfig,
  'script-excludes': (question) => [asChoice(proposeRemoval(question, question.path))],
  'missing-key': missingKey,
  'wrong-type': wrongValue,
  'invalid-value': wrongValue,
};
