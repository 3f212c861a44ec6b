import path from 'node:path';

/**
 * Work that is done in one place, by the syntax that gives away a second one. `selector` finds that syntax (esquery), `homes` are the
 * places that do the work, and those that may import none of them, each of the latter with its reason; `use` says what to take instead.
 */
export const homes = {
  'escaping of HTML': {
    selector: ':matches(Literal[value=/&(amp|lt|gt|quot);/], TemplateElement[value.raw=/&(amp|lt|gt|quot);/])',
    homes: ['src/markup'],
    use: "the tag 'markup' of src/markup",
  },
  'containment of paths': {
    selector: "CallExpression[callee.property.name='startsWith'] > :matches(Literal, TemplateLiteral)[value=/^\\.\\./]",
    // A list names files below its own folder, with slashes on every system.
    homes: ['src/paths', 'src/data-sources/images/image-list.ts'],
    use: "'resolveInside' or 'isInside' of src/paths",
  },
  'slashes of paths': {
    selector:
      "CallExpression[callee.property.name='join'][callee.object.callee.property.name='split'][callee.object.arguments.0.property.name='sep']",
    // Names of imported runs have hyphens in place of both.
    homes: ['src/paths', 'src/imports', 'src/runs/store/store.ts'],
    use: "'withSlashes' or 'pathFrom' of src/paths",
  },
  'the workspace of a run folder': {
    selector:
      "CallExpression[callee.property.name='dirname'] > CallExpression[callee.property.name='dirname'] > CallExpression[callee.property.name='dirname']",
    homes: ['src/runs/folder'],
    use: "'workspaceOf' of src/runs",
  },
  'the name of the store': {
    selector: "Literal[value='.distillery']",
    // They pass the folder over, or take it for the mark of a workspace, and open nothing in it.
    homes: ['src/runs/store', 'src/running/references', 'src/cli/workspace.ts'],
    use: "'runsFolder', 'cacheFolder' or 'runFiles' of src/runs",
  },
  'settings of ONNX Runtime': {
    selector: 'Property[key.name=/^(graphOptimizationLevel|intraOpNumThreads|interOpNumThreads)$/]',
    homes: ['src/engine/onnx/runtime/session-options.ts'],
    use: "'sessionOptions' or 'inferenceSessionOptions' of src/engine",
  },
  'reading of tfjs models': {
    selector: "MemberExpression[property.value='weightsManifest']",
    homes: ['src/model-files'],
    use: "'readModelJson' of src/model-files",
  },
  percentages: {
    selector: 'TemplateElement[value.raw=/^ %/]',
    // A tick has the decimals that tell it from its neighbours; the room of formulas imports no other.
    homes: ['src/wording', 'src/curves/ticks.ts', 'src/sweep-figures/scale.ts', 'src/distillation'],
    use: "'formatPercent' or 'formatRatio' of src/wording",
  },
  'capitals of sentences': {
    selector: "CallExpression[callee.property.name='toUpperCase'][callee.object.callee.property.name='charAt']",
    homes: [],
    use: "'capitalize' of src/wording",
  },
  'texts cut to a length': {
    selector:
      "TemplateLiteral:has(> CallExpression[callee.property.name='slice']):has(> TemplateElement[value.raw=/^…$/])",
    homes: ['src/wording'],
    use: "'truncate' of src/wording",
  },
  'facts in one line': {
    selector:
      "CallExpression[callee.property.name='join'][arguments.0.value=' · '][callee.object.callee.property.name='filter']",
    // The room of changes of pictures says 'as it is' where there are none.
    homes: ['src/wording', 'src/augmentation/describe.ts'],
    use: "'formatFacts' of src/wording",
  },
  'numbers in two digits': {
    selector: "CallExpression[callee.property.name='padStart'][arguments.0.value=2]",
    homes: ['src/wording'],
    use: "'formatDate', 'formatMoment' or 'formatClock' of src/wording",
  },
};

const isIn = (file, places) => places.some((place) => file === place || file.startsWith(`${place}/`));

export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      broken:
        'House rule: {{work}} has one home: take {{use}}, or name this place with its reason in scripts/lint/rules/homes-rule.mjs.',
    },
  },
  create(context) {
    const file = path.relative(context.cwd, context.filename).split(path.sep).join('/');
    const others = Object.entries(homes).filter(([, one]) => !isIn(file, one.homes));
    return Object.fromEntries(
      others.map(([work, { selector, use }]) => [
        selector,
        (node) => context.report({ node, messageId: 'broken', data: { work, use } }),
      ]),
    );
  },
};
