import assert from 'node:assert/strict';
import { decodeConfig, parseConfig, translateConfig, TranslationFault, type ForeignTool } from '../../../../src/config';
import type { Generator } from '../../../../src/data';
import { signs, structures } from '../../../exhaustive/config/worst-texts';
import { forgeJson, pick } from '../forge-json';
import type { Target, WorstInputs } from '../target';

const torchdistill = {
  datasets: {
    'cifar/train': {
      key: 'torchvision.datasets.CIFAR10',
      init: {
        kwargs: {
          root: './data/cifar',
          transform: {
            key: 'torchvision.transforms.Compose',
            init: {
              kwargs: {
                transforms: [
                  { key: 'torchvision.transforms.RandomCrop', init: { kwargs: { size: 32, padding: 4 } } },
                  { key: 'torchvision.transforms.RandomHorizontalFlip', init: { kwargs: { p: 0.5 } } },
                  {
                    key: 'torchvision.transforms.Normalize',
                    init: { kwargs: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.25] } },
                  },
                ],
              },
            },
          },
        },
      },
    },
  },
  models: {
    teacher_model: { key: 'resnet56', kwargs: { num_classes: 10, pretrained: true } },
    student_model: { key: 'resnet20', kwargs: { num_classes: 10 }, _experiment: 'resnet20_from_resnet56' },
  },
  train: {
    stage1: { num_epochs: 10 },
    stage2: {
      num_epochs: 182,
      train_data_loader: { kwargs: { batch_size: 64 } },
      optimizer: { key: 'SGD', kwargs: { lr: 0.1, momentum: 0.9, weight_decay: '1e-4' } },
      scheduler: { key: 'MultiStepLR', kwargs: { milestones: [91, 136], gamma: 0.1 } },
      criterion: {
        key: 'WeightedSumLoss',
        kwargs: {
          sub_terms: { kd: { criterion: { key: 'KDLoss', kwargs: { temperature: 4, alpha: 0.9 } }, weight: 1 } },
        },
      },
    },
  },
};

const mdistiller = {
  EXPERIMENT: { NAME: '', TAG: 'dkd, res32x4, res8x4' },
  DISTILLER: { TYPE: 'DKD', TEACHER: 'resnet32x4', STUDENT: 'resnet8x4' },
  SOLVER: { BATCH_SIZE: 32, EPOCHS: 120, LR: 0.025, LR_DECAY_STAGES: [60, 90], WEIGHT_DECAY: 0.0005, TYPE: 'SGD' },
  DKD: { T: 3, BETA: 2 },
};

const oddValues: readonly unknown[] = [
  ...[
    'a\nb: 1',
    '# x',
    'a: {',
    '\u2028x',
    "'",
    '"',
    '!!python/object:os.system',
    'resnet18',
    'ImageFolder',
    '~/x',
    'C:\\x',
  ],
  ...[
    '../../etc',
    'StepLR',
    'Adam',
    'torch.optim.Adagrad',
    'CRD',
    'x'.repeat(3000),
    1e-320,
    -4,
    [1, -1],
    'KDLoss',
    'dot',
  ],
];

/**
 * Configs of another tool: the translation is a config that can be read whatever stands in the other, and values that ours do not
 * take are named where they stand, never a fault of its text.
 */
function foreignTarget(tool: ForeignTool, whole: object, worst: WorstInputs): Target {
  const corpus = [Buffer.from(JSON.stringify(whole))];
  const check = (bytes: Buffer): void => {
    const foreign = textIn(bytes);
    if (foreign === undefined) return;
    for (const language of ['yaml', 'json'] as const) {
      let text: string;
      try {
        const translated = translateConfig(foreign, tool, language);
        ({ text } = translated);
        assert.ok(translated.left.every((sentence) => sentence.length < 1000));
      } catch (error) {
        assert.ok(error instanceof TranslationFault && error.message.length > 20, String(error));
        assert.ok(error.message.length < 3000, 'a refusal can be read');
        continue;
      }
      const { problems, root } = parseConfig(text, language);
      const faults = problems.filter(({ code }) => codesOfText.includes(code));
      assert.deepEqual(faults, [], text.slice(0, 2000));
      assert.equal(root?.kind, 'map');
    }
  };
  return {
    ...{ name: `configs of ${tool}`, corpus, check, inputs: 100 },
    forge: (_: Buffer, generator: Generator) => {
      const text = JSON.stringify(forgeJson(whole, generator, oddValues) ?? null);
      return Buffer.from(generator.nextBelow(3) > 0 ? text : withMarks(text, generator));
    },
    worst,
  };
}

/** The text of bytes as the editor and the terminal read it; undefined where it is no UTF-8. */
function textIn(bytes: Buffer): string | undefined {
  try {
    return decodeConfig(bytes);
  } catch (error) {
    assert.ok(error instanceof RangeError);
    return undefined;
  }
}

/** Problems of a text, not of its values. */
const codesOfText: readonly string[] = [
  'syntax',
  'encoding',
  'too-large',
  'too-deep',
  'alias',
  'duplicate-key',
  'unreadable',
];

/** Tags, anchors and aliases of YAML in front of some values. */
function withMarks(text: string, generator: Generator): string {
  const marks = ['!import_call ', '!join ', '!!python/name:os.system ', '&a ', '*a, ', '<<: ', '!pathjoin '];
  return text.replaceAll(/:(?=[[{"\d])/g, () => `: ${generator.nextBelow(4) === 0 ? pick(marks, generator) : ''}`);
}

const many = (length: number, each: number, itemAt: (at: number) => string): string =>
  Array.from({ length: Math.max(1, Math.floor(length / each)) }, (_, at) => itemAt(at)).join();

export function torchdistillTarget(): Target {
  const withTransforms = (list: string): string =>
    `datasets: { train: { key: CIFAR10, kwargs: { transform_configs: [${list}] } } }\nmodels: { student_model: { key: resnet20 } }\n`;
  const withTerms = (map: string): string =>
    `datasets: { train: { key: CIFAR10 } }\nmodels: { student_model: { key: resnet20 }, teacher_model: { key: resnet56 } }\ntrain: { criterion: { kwargs: { sub_terms: { ${map} } } } }\n`;
  return foreignTarget('torchdistill', torchdistill, {
    'changes of other names': [1 << 14, (length) => withTransforms(many(length, 16, (at) => `{ key: t${at} }`))],
    'terms of other names': [
      1 << 14,
      (length) => withTerms(many(length, 32, (at) => `a${at}: { criterion: { key: l${at} } }`)),
    ],
    stages: [
      1 << 14,
      (length) => `${withTransforms('')}train: { ${many(length, 16, (at) => `stage${at}: { a: 1 }`)} }`,
    ],
    'aliases of one list': [
      1 << 12,
      (length) => `x: &x [${many(length, 3, () => '1')}]\n${withTransforms(many(length, 32, () => '*x'))}`,
    ],
    'aliases of a value': [
      1 << 14,
      (length) => `x: &x 1\n${withTransforms(`${many(length, 3, () => '1')}, ${'*x, '.repeat(900)}`)}`,
    ],
    'anchors of one name': [1 << 14, (length) => withTransforms(many(length, 8, () => '&a 1, *a'))],
    'maps that are merged': [
      1 << 14,
      (length) => withTransforms(`{ ${many(length, 16, (at) => `<<: { k${at}: 1 }`)} }`),
    ],
    'a root of slashes': [
      1 << 14,
      (length) =>
        `datasets: { train: { key: ImageFolder, root: "${'/train'.repeat(length / 6)}" } }\nmodels: { student_model: { key: a } }`,
    ],
    'a root of dots': [
      1 << 14,
      (length) =>
        `datasets: { train: { key: CIFAR10, root: "${'./'.repeat(length / 2)}" } }\nmodels: { student_model: { key: a } }`,
    ],
    'parts of a joined text': [
      1 << 14,
      (length) =>
        `datasets: { train: { key: CIFAR10, root: !join [${many(length, 3, () => 'a')}] } }\nmodels: { student_model: { key: a } }`,
    ],
  });
}

export function mdistillerTarget(): Target {
  const named = (name: string): string => `EXPERIMENT: { NAME: "${name}" }\nDISTILLER: { TYPE: KD }\n`;
  // All tools have one reader of YAML, so its worst texts stand behind the keys of one tool alone.
  const head = Object.entries(mdistiller).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  const behind = Object.entries({ ...structures, ...signs }).map(([title, textOf]) => {
    return [`${title}, behind its keys`, [1 << 14, (length: number) => `${head.join('')}${textOf(length)}`]] as const;
  });
  return foreignTarget('mdistiller', mdistiller, {
    ...Object.fromEntries(behind),
    'spaces in its name': [1 << 14, (length) => named(`a${' '.repeat(length)}b`)],
    'commas in its name': [1 << 14, (length) => named(', '.repeat(length / 2))],
    'epochs of its schedule': [
      1 << 14,
      (length) => `${named('a')}SOLVER: { LR_DECAY_STAGES: [${many(length, 4, (at) => String(at + 1))}] }`,
    ],
    'a long method': [1 << 14, (length) => `EXPERIMENT: {}\nDISTILLER: { TYPE: ${'x'.repeat(length)} }\n`],
  });
}
