import { meanOfBatch, progressClass, spreadClass } from './runtime';
import type { Term } from './terms';
import { indent, type Lines } from './text';

/** The parts of a module, in the order of their making. */
export interface ModuleParts {
  readonly about: Lines;
  readonly constants: Lines;
  readonly teachers: number;
  readonly needsProgress: boolean;
  readonly terms: readonly Term[];
  /** Annotations of the objective's tensors. */
  readonly fields: Lines;
  /** The lines that make the objective's tensors. */
  readonly state: Lines;
  readonly hasLearned: boolean;
  /** Whether rows are compared with one another, and whether small probabilities may be given as their sum. */
  readonly comparesRows: boolean;
  readonly mergesClasses: boolean;
  /** Whether the weights of rows come as shares of a mean: those of parts of a batch add up to it. */
  readonly hasShares: boolean;
  /** Whether labels are shares of classes, [rows, classes]. */
  readonly hasMixedLabels: boolean;
  readonly forward: Lines;
  readonly functions: readonly Lines[];
  readonly ready: Readonly<Record<string, Lines>>;
}

/** Names that are taken in the source. */
export const reserved: ReadonlySet<string> = new Set([
  ...['student_logits', 'teacher_logits', 'labels', 'weights', 'label_weights', 'one_hot', 'progress', 'self'],
  ...['entropy', 'confidence', 'kl_divergence', 'cross_entropy', 'standard_deviation', 'spread', 'overall'],
  ...['normalized', 'full_precision', 'one_hot_of', 'is_outside', 'hold_between', 'scale_gradient', 'math', 'torch'],
]);

/** Joins the parts of a module, with the functions and imports that they need. */
export function assemble(parts: ModuleParts): string {
  const blocks = [
    ...[...(parts.constants.length === 0 ? [] : [parts.constants])],
    ...[progressClass, ...(uses(parts.terms.map(({ type }) => type).join(' '), 'Spread') ? [spreadClass] : [])],
    termsClass(parts.terms),
    objectiveClass(parts),
  ];
  const written = blocks.flat().join('\n');
  const functions = neededFunctions(written, parts);
  const body = [...blocks, ...functions].map((lines) => lines.join('\n')).join('\n\n\n');
  return `${[...parts.about, '', ...imports(body), '', ...[body]].join('\n')}\n`;
}

const uses = (text: string, name: string): boolean => new RegExp(String.raw`(?<![\w.])${name}\b`).test(text);

function imports(body: string): string[] {
  const plain = uses(body, 'math') ? ['import math'] : [];
  return [
    'from __future__ import annotations',
    '',
    ...plain,
    ...(uses(body, 'Sequence') ? ['from collections.abc import Sequence'] : []),
    'from typing import NamedTuple',
    '',
    'import torch',
    ...(uses(body, 'F') ? ['import torch.nn.functional as F'] : []),
    'from torch import Tensor, nn',
  ];
}

function termsClass(terms: readonly Term[]): string[] {
  const fields = terms.map(({ name, type, about }) => `${name}: ${type}  # ${about}`);
  return ['class Terms(NamedTuple):', ...indent(['"""The loss of a batch and its parts."""', '', ...fields])];
}

function objectiveClass(parts: ModuleParts): string[] {
  const { fields, state, hasLearned } = parts;
  const learned = hasLearned
    ? ['', 'Give its parameters an optimizer group without weight decay, which would pull them', 'to 0.']
    : [];
  const about =
    learned.length === 0
      ? ['"""Computes the loss of a batch of logits, [rows, classes]."""']
      : ['"""Computes the loss of a batch of logits, [rows, classes].', ...learned, '"""'];
  const make =
    state.length === 0 ? [] : ['', 'def __init__(self) -> None:', ...indent(['super().__init__()', ...state])];
  const head = [...marks(parts), ...(fields.length === 0 ? [] : ['', ...fields]), ...make];
  const mean = uses(parts.forward.join('\n').replaceAll('self.', ''), 'mean_of_batch') ? ['', ...meanOfBatch] : [];
  return ['class Objective(nn.Module):', ...indent([...about, ...head, '', ...forwardMethod(parts), ...mean])];
}

/** The attributes by which programs know what an objective can be given. */
function marks({ comparesRows, mergesClasses }: ModuleParts): string[] {
  return [
    ...(comparesRows
      ? ['', '#: Rows are compared with one another: a batch has to come whole.', 'compares_rows = True']
      : []),
    ...(mergesClasses
      ? ['', '#: Only probabilities at T count: small ones may be given as their sum.', 'merges_classes = True']
      : []),
  ];
}

function forwardMethod(parts: ModuleParts): string[] {
  const { teachers, needsProgress, hasShares, forward } = parts;
  const teacher = teachers === 0 ? 'object = None' : teachers === 1 ? 'Tensor' : 'Sequence[Tensor]';
  return [
    'def forward(',
    ...indent([
      'self,',
      'student_logits: Tensor,',
      `teacher_logits: ${teachers === 0 ? 'object' : teacher},`,
      'labels: Tensor,',
      '*,',
      ...(hasShares ? ['weights: Tensor,', 'label_weights: Tensor,'] : ['weights: Tensor | None = None,']),
      needsProgress ? 'progress: Progress,' : 'progress: Progress | None = None,',
    ]),
    ') -> Terms:',
    ...indent([...forwardDocstring(parts), ...prelude(parts), '', ...forward]),
  ];
}

function forwardDocstring({ teachers, needsProgress, hasShares, hasMixedLabels }: ModuleParts): string[] {
  const isUnused = [...(teachers === 0 ? ['`teacher_logits`'] : []), ...(needsProgress ? [] : ['`progress`'])];
  return [
    hasMixedLabels
      ? '"""Labels are shares of classes, [rows, classes]; all 0 stands for none.'
      : '"""Labels are classes, [rows]; -100 stands for none, as in `F.cross_entropy`.',
    '',
    ...(hasShares
      ? ['`weights` and `label_weights`, [rows], are the shares of rows in the means over a batch.']
      : ['`weights`, [rows], say how much each row counts; a mask of 0 and 1 will do.']),
    ...(teachers > 1 ? ['The teachers’ logits come in the order of the config.'] : []),
    ...(isUnused.length === 0
      ? []
      : [`${isUnused.join(' and ')} ${isUnused.length === 1 ? 'is' : 'are'} taken, and not needed here.`]),
    '"""',
  ];
}

/** The lines before the formula: precision, weights and labels. */
function prelude({ teachers, hasShares, hasMixedLabels, forward }: ModuleParts): string[] {
  const text = forward.join('\n');
  return [
    'student_logits = full_precision(student_logits)',
    ...(teachers === 1 ? ['teacher_logits = full_precision(teacher_logits.detach())'] : []),
    ...(teachers > 1 ? ['teacher_logits = [full_precision(logits.detach()) for logits in teacher_logits]'] : []),
    ...(uses(text, 'one_hot')
      ? [hasMixedLabels ? 'one_hot = labels' : 'one_hot = one_hot_of(labels, student_logits)']
      : []),
    ...(hasShares
      ? ['weights, label_weights = weights.unsqueeze(1), label_weights.unsqueeze(1)']
      : [
          'weights = torch.ones_like(labels) if weights is None else weights',
          'label_weights = normalized((weights * (labels >= 0)).to(student_logits))',
          ...(uses(text, 'weights') ? ['weights = normalized(weights.to(student_logits))'] : []),
        ]),
  ];
}

/** The functions that a text calls, and those that these call. */
function neededFunctions(text: string, { functions, ready }: ModuleParts): Lines[] {
  const all = [...functions, ...Object.values(ready)];
  const needed = new Set<Lines>();
  let seen = text;
  for (;;) {
    const found = all.filter((lines) => !needed.has(lines) && uses(seen, nameOfFunction(lines)));
    if (found.length === 0) return all.filter((lines) => needed.has(lines));
    for (const lines of found) {
      needed.add(lines);
      seen += `\n${lines.slice(1).join('\n')}`;
    }
  }
}

const nameOfFunction = ([first = '']: Lines): string => /^def (\w+)/.exec(first)?.[1] ?? '';
