import type { DataRemedy } from '../../data-sources';
import { formatAnd } from '../../wording';
import type { TeacherReading } from '../check/references/misread';
import type { ProblemCode } from '../problems/codes';
import { writtenIn } from '../check/written';
import { applyEdits } from '../edit/edits';
import { setStrategyEdits } from '../edit/strategy';
import { mapsAt, ownProperty, schemaAt } from '../schema/lookup';
import { halfOf } from '../schema/sample';
import { nodeAt, valueOf } from '../text/tree';
import { asChoice, inTurn, proposeRemoval, proposeValue, removing, replacing, setting } from './proposal';
import type { Change, Proposal, Propose, Question } from './proposal';

const removeIt: Propose = (question) => [proposeRemoval(question, question.path)];

const set =
  (value: unknown, ...below: string[]): Propose =>
  (question) => [proposeValue(question, [...question.path, ...below], value)];

/** Sets what the lint itself found to be right. */
const remedy: Propose = (question) =>
  question.problem.remedy === undefined ? [] : [proposeValue(question, question.path, question.problem.remedy)];

/** Writes the input and the order of classes by which an earlier run found a teacher right. */
const readRightly: Propose = ({ parsed, path, problem }) => {
  const settings = Object.entries((problem.remedy ?? {}) as TeacherReading);
  if (settings.length === 0) return [];
  const changes = settings.map(([key, value]): Change => setting(parsed.language, [...path, key], value));
  const names = formatAnd(settings.map(([key]) => [...path, key].join('.')));
  return [{ title: `Set ${names} as an earlier run found it`, isPreferred: true, change: inTurn(...changes) }];
};

/** Writes the input by which the data fits a teacher. */
const fitInput: Propose = (question) => {
  const { path, problem } = question;
  return problem.remedy === undefined ? [] : [proposeValue(question, [...path.slice(0, -2), 'input'], problem.remedy)];
};

/** A weight's default. */
function proposeDefault(question: Question, path: readonly string[]): Proposal[] {
  const schema = schemaAt(path, writtenIn(question.parsed.root));
  return typeof schema.default === 'number' && schema.default > 0 ? [proposeValue(question, path, schema.default)] : [];
}

const raiseWeights: Propose = (question) => [
  ...proposeDefault(question, ['loss', 'hard']),
  ...proposeDefault(question, ['loss', 'soft']).map(asChoice),
];

const useTeacher: Propose = (question) => [
  ...proposeDefault(question, ['loss', 'soft']).map(asChoice),
  ...['teacher', 'teachers']
    .filter((key) => nodeAt(question.parsed.root, [key]) !== undefined)
    .map((key) => asChoice(proposeRemoval(question, [key]))),
];

/** Half of the run. */
const shortenWarmup: Propose = (question) => [proposeValue(question, question.path, halfOf(epochsOf(question)))];

function epochsOf({ parsed }: Question): number {
  const epochs = nodeAt(parsed.root, ['train', 'epochs'])?.node;
  const standard = schemaAt(['train', 'epochs']).default;
  const value = epochs?.kind === 'scalar' ? epochs.value : standard;
  return typeof value === 'number' ? value : 10;
}

/** Another kind of loss; keys that it does not have go. */
const regress: Propose = ({ parsed }) => {
  const { language, root } = parsed;
  const allowed = mapsAt(['loss'], (_, key) => (key === 'kind' ? 'mse' : undefined))[0]?.properties;
  const loss = nodeAt(root, ['loss'])?.node;
  const gone = loss?.kind === 'map' ? loss.entries.filter(({ key }) => ownProperty(allowed, key) === undefined) : [];
  const change = inTurn(
    ...gone.map(({ key }): Change => removing(language, ['loss', key])),
    setting(language, ['loss', 'kind'], 'mse'),
  );
  return [{ title: 'Set loss.kind to mse', isPreferred: true, change }];
};

/** Limits that hold a temperature, where its strategy has them. */
const bound =
  (min: number, max: number, isPreferred: boolean): Propose =>
  (question) => {
    const { parsed, path } = question;
    const [branch] = mapsAt(path, writtenIn(parsed.root));
    const isFree = nodeAt(parsed.root, [...path, 'bounds']) === undefined;
    if (ownProperty(branch?.properties, 'bounds') === undefined || !isFree) return [];
    return [{ ...proposeValue(question, [...path, 'bounds'], { min, max }), isPreferred }];
  };

/** The temperature at which small students learn best. */
const mildTemperature = 4;

/** Every number of a temperature above the mild one is lowered to it; a bare number too. */
const coolDown: Propose = (question) => {
  const { parsed, path } = question;
  const node = nodeAt(parsed.root, path)?.node;
  const value = node && valueOf(node);
  if (typeof value === 'number') return [proposeValue(question, path, mildTemperature)];
  if (node?.kind !== 'map') return [];
  const { properties } = mapsAt(path, writtenIn(parsed.root))[0] ?? {};
  const high = node.entries.filter(({ key, node: { ...one } }) => {
    const isTemperature = properties?.[key]?.exclusiveMinimum === 0 && properties[key].maximum === 1000;
    return isTemperature && one.kind === 'scalar' && typeof one.value === 'number' && one.value > mildTemperature;
  });
  if (high.length === 0) return [];
  const change = inTurn(...high.map(({ key }) => setting(parsed.language, [...path, key], mildTemperature)));
  const names = high.map(({ key }) => key).join(', ');
  return [{ title: `Lower ${names} to ${mildTemperature}`, isPreferred: false, change }];
};

/** Takes the classes that have more than one example. */
const leaveClassesOut: Propose = ({ parsed, problem: { remedy: classes } }) => {
  if (!Array.isArray(classes)) return [];
  const change = setting(parsed.language, ['data', 'classes'], classes);
  return [{ title: `Take the other ${classes.length} classes alone`, isPreferred: false, change }];
};

/** Takes another column of a table as its label. */
const nameLabel: Propose = (question) => {
  const { remedy: names } = question.problem;
  if (!Array.isArray(names)) return [];
  return names.map((name) => asChoice(proposeValue(question, ['data', 'columns', 'label'], name)));
};

/** Writes the setting by which data that could not be used is found. */
const findData: Propose = (question) => {
  const { path, value } = (question.problem.remedy ?? {}) as Partial<DataRemedy>;
  return path === undefined ? [] : [proposeValue(question, path, value)];
};

const useConstant: Propose = ({ parsed, path }) => {
  const change = (text: string): string =>
    applyEdits(text, setStrategyEdits(text, parsed.language, 'constant', [...path.slice(0, -1)]));
  return [{ title: 'Use a constant temperature', isPreferred: true, change }];
};

const useClassFrequency: Propose = ({ parsed }) => {
  const change = (text: string): string => applyEdits(text, setStrategyEdits(text, parsed.language, 'class-frequency'));
  return [{ title: 'Soften by the frequency of classes', isPreferred: false, change }];
};

const moveMilestone: Propose = (question) => {
  const { path, parsed } = question;
  const node = nodeAt(parsed.root, path)?.node;
  const milestone = node?.kind === 'scalar' ? Number(node.value) : NaN;
  const longer = Math.ceil(milestone) + 1;
  if (!Number.isFinite(milestone)) return [];
  return [
    asChoice(proposeValue(question, path, halfOf(epochsOf(question)))),
    asChoice(proposeValue(question, ['train', 'epochs'], longer)),
  ];
};

const renameTeacher: Propose = (question) => {
  const { parsed, path } = question;
  const list = nodeAt(parsed.root, ['teachers'])?.node;
  const names = new Set<unknown>(
    list?.kind === 'list'
      ? list.items.map((item) => nodeAt(item, ['name'])?.node).map((node) => node && valueOf(node))
      : [],
  );
  const node = nodeAt(parsed.root, path)?.node;
  const name = String(node && valueOf(node)).slice(0, 36);
  for (let number = 2; ; number += 1) {
    if (!names.has(`${name}-${number}`)) return [proposeValue(question, path, `${name}-${number}`)];
  }
};

/** The layer that makes a vector of an image. */
const flatten: Propose = (question) => {
  const { parsed, path, problem } = question;
  const [holder, index] = [path.slice(0, -1), Number(path.at(-1))];
  const list = nodeAt(parsed.root, holder)?.node;
  if (!problem.message.includes('`type: flatten`') || list?.kind !== 'list') return [];
  const item = list.items[index];
  if (!item) return [];
  const { text, language } = parsed;
  const start = text.lastIndexOf('\n', item.start - 1) + 1;
  const before = text.slice(start, item.start);
  const isDash = language === 'yaml' && /^ *- +$/.test(before);
  const layer = language === 'yaml' ? '{ type: flatten }' : '{ "type": "flatten" }';
  const edit = isDash
    ? { start, end: start, newText: `${before}${layer}\n` }
    : { start: item.start, end: item.start, newText: `${layer}, ` };
  return [{ title: 'Put a flatten layer before it', isPreferred: true, change: replacing(edit) }];
};

/** Student and only teacher change places. */
const swap: Propose = ({ parsed }) => {
  const { text, root } = parsed;
  const [teacher, student] = ['teacher', 'student'].map((key) => nodeAt(root, [key, 'model'])?.node);
  if (!teacher || !student) return [];
  const isOneLine = [teacher, student].every(({ start, end }) => !text.slice(start, end).includes('\n'));
  if (!isOneLine) return [];
  const [theirs, own] = [text.slice(teacher.start, teacher.end), text.slice(student.start, student.end)];
  const change = replacing(
    { start: teacher.start, end: teacher.end, newText: own },
    { start: student.start, end: student.end, newText: theirs },
  );
  return [{ title: 'Swap the models of student and teacher', isPreferred: false, change }];
};

/** Fixes of the lints' findings. */
export const lintFixes: Readonly<Partial<Record<ProblemCode, Propose>>> = {
  'no-loss': raiseWeights,
  'teacher-unused': useTeacher,
  'soft-without-teacher': set(0),
  'two-teacher-keys': (question) => ['teacher', 'teachers'].map((key) => asChoice(proposeRemoval(question, [key]))),
  'repeated-name': renameTeacher,
  'combine-unused': removeIt,
  'control-unused': removeIt,
  'sweep-seeds': remedy,
  'batch-shares': remedy,
  'torch-setting': removeIt,
  'python-engine': (question) => [proposeValue(question, ['train', 'engine'], 'torch')],
  'clamped-logits': removeIt,
  'long-warmup': shortenWarmup,
  'annealing-loss': regress,
  'no-t2': set(true),
  't2-unneeded': set(false),
  'temperature-unused': removeIt,
  'temperature-not-positive': bound(1, 20, true),
  'extreme-temperature': bound(0.5, 100, false),
  'hot-small-student': coolDown,
  'reversed-bounds': remedy,
  'flat-schedule': useConstant,
  'late-milestone': moveMilestone,
  'confidence-jump': set(20, 'smooth'),
  'class-frequency-direction': set('tail-higher'),
  'train-above-data': remedy,
  'too-few-examples': remedy,
  'beyond-float32': (question) => (question.problem.remedy === undefined ? removeIt(question) : remedy(question)),
  'batch-too-large': remedy,
  'unusual-learning-rate': remedy,
  'model-misfit': flatten,
  'student-larger': swap,
  'patience-too-long': remedy,
  'early-stop-few': set('cross-entropy'),
  'train-unused': removeIt,
  'output-unused': removeIt,
  'input-unused': removeIt,
  'targets-misfit': removeIt,
  'imbalance-too-strong': remedy,
  'transfer-contradiction': remedy,
  'unknown-class': remedy,
  'validation-above-data': remedy,
  'no-test-split': remedy,
  'class-of-one': leaveClassesOut,
  'regression-labels': nameLabel,
  'unusable-data': findData,
  'uneven-classes': useClassFrequency,
  'augment-without-images': removeIt,
  'augment-twice': removeIt,
  'mixup-without-label': removeIt,
  'flipped-characters': set(false),
  'cutout-too-large': remedy,
  'test-unneeded': removeIt,
  'bias-correction-unneeded': removeIt,
  'unlabelled-unused': remedy,
  'labels-needed': remedy,
  'missing-file': remedy,
  'missing-callable': remedy,
  'missing-run': remedy,
  'misread-teacher': readRightly,
  'shape-mismatch': fitInput,
};
