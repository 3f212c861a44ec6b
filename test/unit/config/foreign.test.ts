import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { applyEdits, fixesFor, parseConfig, translateConfig, TranslationFault } from '../../../src/config';

/** A config in the layout of torchdistill 1.x, written for this test. */
const torchdistill = `datasets:
  &train flowers/train: !import_call
    _name: &name 'cifar'
    _root: &root !join ['./data/', *name]
    key: 'torchvision.datasets.CIFAR10'
    init:
      kwargs:
        root: *root
        train: True
        transform: !import_call
          key: 'torchvision.transforms.Compose'
          init:
            kwargs:
              transforms:
                - !import_call
                  key: 'torchvision.transforms.RandomCrop'
                  init: { kwargs: { size: 32, padding: 4 } }
                - !import_call
                  key: 'torchvision.transforms.RandomHorizontalFlip'
                  init: { kwargs: { p: 0.5 } }
                - !import_call
                  key: 'torchvision.transforms.ColorJitter'
                  init: { kwargs: { hue: 0.1 } }
                - !import_call
                  key: 'torchvision.transforms.Normalize'
                  init: { kwargs: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.25] } }
models:
  teacher_model:
    key: &teacher 'resnet56'
    kwargs: { num_classes: 10, pretrained: True }
  student_model:
    key: &student 'resnet20'
    kwargs: { num_classes: 10 }
    _experiment: !join [*student, '_from_', *teacher]
train:
  num_epochs: 182
  train_data_loader:
    dataset_id: *train
    kwargs: { batch_size: 64 }
  optimizer:
    key: 'SGD'
    kwargs: { lr: 0.1, momentum: 0.9, weight_decay: 1e-4 }
  scheduler:
    key: 'MultiStepLR'
    kwargs: { milestones: [91, 136], gamma: 0.1 }
  criterion:
    key: 'WeightedSumLoss'
    kwargs:
      sub_terms:
        kd:
          criterion: { key: 'KDLoss', kwargs: { temperature: 4.0, alpha: 0.9, reduction: 'batchmean' } }
          weight: 1.0
`;

/** The same settings in the layout of torchdistill 0.x. */
const older = `datasets:
  cifar10:
    name: &name 'cifar'
    type: 'CIFAR10'
    root: &root !join ['./data/', *name]
    splits:
      train:
        params: { root: *root, transform_params: [{ type: RandomCrop, params: { padding: 4 } }, { type: RandomHorizontalFlip, params: { p: 0.5 } }, { type: Normalize, params: { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.25] } }] }
models:
  teacher_model: { name: resnet56, params: { pretrained: True } }
  student_model: { name: resnet20, experiment: resnet20_from_resnet56 }
train:
  num_epochs: 182
  train_data_loader: { batch_size: 64 }
  optimizer: { type: SGD, params: { lr: 0.1, momentum: 0.9, weight_decay: 0.0001 } }
  scheduler: { type: MultiStepLR, params: { milestones: [91, 136], gamma: 0.1 } }
  criterion:
    type: GeneralizedCustomLoss
    org_term: { criterion: { type: KDLoss, params: { temperature: 4.0, alpha: 0.9 } }, factor: 1.0 }
    sub_terms:
`;

/** A config in the layout of mdistiller, written for this test. */
const mdistiller = `EXPERIMENT:
  NAME: ""
  TAG: "dkd, res32x4, res8x4"
DISTILLER:
  TYPE: "DKD"
  TEACHER: "resnet32x4"
  STUDENT: "resnet8x4"
SOLVER:
  BATCH_SIZE: 32
  EPOCHS: 120
  LR: 0.025
  LR_DECAY_STAGES: [60, 90]
  WEIGHT_DECAY: 0.0005
DKD:
  T: 3
  BETA: 2.0
`;

/** Translates a config and reads the result, which has no error. */
function translated(text: string, tool: 'torchdistill' | 'mdistiller'): ReturnType<typeof read> {
  return read(translateConfig(text, tool, 'yaml'));
}

function read({ text, taken, left }: ReturnType<typeof translateConfig>) {
  const parsed = parseConfig(text, 'yaml');
  assert.deepEqual(
    parsed.problems.filter(({ severity }) => severity === 'error'),
    [],
    text,
  );
  assert.ok(parsed.config !== undefined);
  return { text, taken, left, config: parsed.config };
}

describe('a config of another tool', () => {
  for (const [version, text] of [
    ['1.x', torchdistill],
    ['0.x', older],
  ] as const) {
    it(`of torchdistill ${version} becomes one of ours with its data, networks, objective and training`, () => {
      const { config, left } = translated(text, 'torchdistill');
      assert.equal(config.name, 'resnet20_from_resnet56');
      assert.ok(config.data.format === 'cifar');
      assert.equal(config.data.path, 'data/cifar/cifar-10-batches-py');
      assert.deepEqual(config.data.normalize, { mean: [0.5, 0.4, 0.3], std: [0.2, 0.2, 0.25] });
      assert.deepEqual(config.student.model, { preset: 'resnet-cifar', n: 3, width: 16 });
      assert.deepEqual(config.teacher?.model, { preset: 'resnet-cifar', n: 9, width: 16 });
      assert.deepEqual(config.temperature, { strategy: 'constant', value: 4 });
      assert.deepEqual([config.loss.kind, config.loss.hard, config.loss.soft], ['kl', 0.9, 0.1]);
      const { epochs, batchSize, optimizer, schedule, augment } = config.train;
      assert.deepEqual([epochs, batchSize, augment], [182, 64, { jitter: 4, flip: true }]);
      assert.deepEqual(
        [optimizer.name, optimizer.learningRate, optimizer.momentum, optimizer.weightDecay],
        ['momentum', 0.1, 0.9, 0.0001],
      );
      assert.deepEqual(schedule, { kind: 'step', milestones: [91, 136], gamma: 0.1 });
      assert.deepEqual(config.teacher.train.epochs, 182);
      assert.ok(
        left.includes('the trained weights of resnet56 are a checkpoint of PyTorch: the teacher is trained here first'),
      );
    });
  }

  it('says in its first lines what was left out or replaced, each on one line', () => {
    const text = torchdistill
      .replace("'resnet56'", '"big\\nstudent: evil"')
      .replace("key: 'SGD'", "key: 'torch.optim.Adagrad'")
      .replace("key: 'MultiStepLR'", "key: 'poly_lr_scheduler'");
    const { text: ours, left, config } = translated(text, 'torchdistill');
    const head = ours.split('\n').filter((line) => line.startsWith('#'));
    assert.deepEqual(head.slice(0, 2), ['# Translated from a config of torchdistill.', '# Left out or replaced:']);
    assert.equal(head.length, 2 + left.length);
    const said = left.join('\n');
    assert.match(said, /^the change ColorJitter of pictures is left out/m);
    assert.match(said, /is no preset of Distillery: resnet-cifar with n 5, width 32 stands in for the teacher/);
    assert.match(said, /^the optimizer torch\.optim\.Adagrad is none of sgd, .*: adam stands in$/m);
    assert.match(said, /^the schedule poly_lr_scheduler is left out/m);
    assert.equal(config.train.optimizer.name, 'adam');
  });

  it('takes networks of torchvision for pictures of other sizes by their functions, for PyTorch', () => {
    const text = torchdistill
      .replace("!join ['./data/', *name]", "!join ['~/sets/', *name, '/train']")
      .replace('torchvision.datasets.CIFAR10', 'torchvision.datasets.ImageFolder')
      .replace(
        "'torchvision.transforms.RandomCrop'\n                  init: { kwargs: { size: 32, padding: 4 } }",
        "'torchvision.transforms.RandomResizedCrop'\n                  init: { kwargs: { size: [160, 160] } }",
      )
      .replace("'resnet56'", "'resnet34'")
      .replace("'resnet20'", "'resnet18'");
    const { config, left } = translated(text, 'torchdistill');
    assert.ok(config.data.format === 'images');
    assert.deepEqual([config.data.path, config.data.size], ['sets/cifar', 160]);
    assert.ok(config.student.model.preset === 'python' && config.teacher?.model.preset === 'python');
    assert.deepEqual(
      [config.student.model.python, config.student.model.args, config.teacher.model.args, config.train.engine],
      ['torchvision.models:resnet18', { num_classes: 10 }, { weights: 'DEFAULT' }, 'torch'],
    );
    assert.match(left.join('\n'), /^the data lies at ~\/sets\/cifar: .* bring it to sets\/cifar/m);
  });

  it('of mdistiller becomes one of ours, with the defaults that its files leave out', () => {
    const { config, left } = translated(mdistiller, 'mdistiller');
    assert.equal(config.name, 'dkd-res32x4-res8x4');
    assert.deepEqual(config.student.model, { preset: 'resnet-cifar', n: 1, width: 64 });
    assert.deepEqual(config.temperature, { strategy: 'constant', value: 3 });
    assert.ok(config.loss.kind === 'dkd');
    const { hard, soft, warmup, alpha, beta } = config.loss;
    assert.deepEqual([hard, soft, warmup, alpha, beta], [1, 1, 20, 1, 2]);
    assert.deepEqual([config.train.epochs, config.train.batchSize], [120, 32]);
    assert.deepEqual(config.train.schedule, { kind: 'step', milestones: [60, 90], gamma: 0.1 });
    assert.deepEqual([config.train.optimizer.learningRate, config.train.optimizer.momentum], [0.025, 0.9]);
    assert.match(left.join('\n'), /^the first layer of resnet8x4 has 32 filters there and 64 here/m);
    const other = translated(mdistiller.replace('"DKD"', '"CRD"'), 'mdistiller');
    assert.match(other.left.join('\n'), /^the method CRD compares what lies inside of the networks/m);
    const alone = translated(mdistiller.replace('"DKD"', '"NONE"'), 'mdistiller').config;
    assert.deepEqual([alone.teacher, alone.loss.hard, alone.loss.soft], [undefined, 1, 0]);
  });

  it('lists a hundred sentences at most, none of them long, so that a config is not lost among them', () => {
    const changes = Array.from({ length: 300 }, (_, at) => `{ key: t${at}${at === 0 ? 'x'.repeat(9000) : ''} }`).join();
    const data = `datasets: { train: { key: CIFAR10, kwargs: { transform_configs: [${changes}] } } }\n`;
    const { left } = translated(`${data}models: { student_model: { key: resnet20 } }\n`, 'torchdistill');
    assert.equal(left.length, 101);
    assert.match(left.at(-1) ?? '', /^20\d more settings$/);
    assert.ok(left.every((sentence) => sentence.length <= 401));
  });

  it('takes the anchor that stands nearest before an alias', () => {
    const text = mdistiller.replace('"resnet8x4"', '&a "resnet20"').replace('DKD:', 'x: [&a 1, &a 2]\nDKD:');
    assert.deepEqual(translated(text.replace('T: 3', 'T: *a'), 'mdistiller').config.temperature, {
      ...{ strategy: 'constant', value: 2 },
    });
  });

  it('is refused with the reason where its data or its text cannot be taken', () => {
    const refused = (text: string, tool: 'torchdistill' | 'mdistiller', says: RegExp): void => {
      assert.throws(
        () => translateConfig(text, tool, 'yaml'),
        (error: unknown) => error instanceof TranslationFault && says.test(error.message),
      );
    };
    refused(
      torchdistill.replace('CIFAR10', 'CocoDetection'),
      'torchdistill',
      /^its data is 'CocoDetection'; CIFAR10, /,
    );
    refused(
      torchdistill.replace("key: &student 'resnet20'", '_: 1'),
      'torchdistill',
      /^it names no student: no `key` below/,
    );
    refused(
      mdistiller.replace('DISTILLER:', 'DATASET: { TYPE: tiny }\nDISTILLER:'),
      'mdistiller',
      /^its data is 'tiny'/,
    );
    refused(mdistiller, 'torchdistill', /^it is no config of torchdistill, which has datasets and models at the top$/);
    refused('a: [', 'torchdistill', /^it cannot be read as YAML$/);
    refused(`datasets: &a [${'['.repeat(60)}1${']'.repeat(60)}]\nmodels: 1\n`, 'torchdistill', /^its data is ''; /);
    const bomb = [
      'a0: &a0 [1,1,1,1,1,1,1,1,1]',
      ...Array.from({ length: 9 }, (_, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(9)}]`),
    ];
    refused(`${bomb.join('\n')}\ndatasets: *a9\nmodels: 1\n`, 'torchdistill', /^it cannot be read as YAML$/);
  });

  it('calls and opens nothing that its tags name', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'distillery-foreign-'));
    const before = process.cwd();
    try {
      process.chdir(folder);
      const mark = path.join(folder, 'called');
      const hostile = torchdistill.replace(
        "key: &student 'resnet20'",
        `key: &student 'resnet20'\n    a: !!python/object/apply:os.system ["touch ${mark}"]\n    b: !import_call { key: 'os.mkdir', init: { args: ['${mark}'] } }\n    c: !getattr [*train, 'x']`,
      );
      const { config } = translated(hostile, 'torchdistill');
      assert.deepEqual(config.student.model, { preset: 'resnet-cifar', n: 3, width: 16 });
      assert.deepEqual(readdirSync(folder), []);
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true });
    }
  });

  it('is translated by a quick fix where it is recognised, and not where its data cannot be taken', () => {
    for (const [text, tool] of [
      [torchdistill, 'torchdistill'],
      [mdistiller, 'mdistiller'],
    ] as const) {
      const parsed = parseConfig(text, 'yaml');
      const [problem] = parsed.problems;
      assert.ok(problem?.code === 'foreign-config');
      const [fix, ...others] = fixesFor(parsed, problem);
      assert.ok(fix !== undefined && others.length === 0);
      assert.deepEqual([fix.title, fix.isPreferred], [`Translate this config of ${tool}`, false]);
      assert.equal(applyEdits(text, fix.edits), translateConfig(text, tool, 'yaml').text);
    }
    const unknown = parseConfig(torchdistill.replace('CIFAR10', 'Wikitext'), 'yaml');
    assert.deepEqual(
      unknown.problems.flatMap((problem) => fixesFor(unknown, problem)),
      [],
    );
  });
});
