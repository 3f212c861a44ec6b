import assert from 'node:assert/strict';
import { judgeImport } from '../../../scripts/lint/rooms-rule.mjs';

describe('the dependency rules of the house', () => {
  const allowed: [file: string, specifier: string, isTypeOnly: boolean][] = [
    ['src/editor/commands.ts', 'vscode', false],
    ['src/extension.ts', 'vscode', false],
    ['src/config/schema/schema.ts', '../../distillation', false],
    ['src/models/mlp.ts', './architecture', false],
    ['src/engine/onnx/passes/fuse.ts', '../graph/graph', false],
    ['src/runs/index.ts', './history/summary', false],
    ['src/trainer/loop/fit.ts', '../main', true],
    ['src/trainer/train.ts', '../engine', false],
    ['src/trainer/train.ts', '@tensorflow/tfjs-core', false],
    ['webview/main.ts', '../src/panel/messages', false],
    ['src/runs/folder/manifest.ts', '../../config', true],
    ['src/runs/history/lists/run-tree.ts', '../summary/summary', true],
    ['webview/sweep/charts/chart.ts', '../choices', false],
  ];
  for (const [file, specifier, isTypeOnly] of allowed) {
    it(`${file} may import ${specifier}`, () => assert.equal(judgeImport(file, specifier, isTypeOnly), undefined));
  }

  const forbidden: [file: string, specifier: string, isTypeOnly: boolean, sentence: RegExp][] = [
    ['src/runs/list.ts', 'vscode', false, /only src\/editor and src\/extension.ts may import 'vscode'/],
    ['src/config/parse.ts', '../runs', false, /'src\/config' may not import 'src\/runs'/],
    ['src/engine/choose.ts', '../distillation', true, /may not import 'src\/distillation'/],
    ['src/runs/folder/manifest.ts', '../../config', false, /may import only types from 'src\/config'/],
    ['src/trainer/train.ts', '../engine/onnx/trace', false, /entered through its door/],
    ['src/editor/view.ts', '@tensorflow/tfjs-core', false, /belongs to the trainer's rooms/],
    ['src/editor/view.ts', '../trainer', false, /'src\/editor' may not import 'src\/trainer'/],
    ['webview/main.ts', '../src/runs', true, /'webview' may not import 'src\/runs'/],
    ['webview/main.ts', '../src/panel/messages/curves', false, /entered through its door/],
    ['src/editor/panel/run-panel.ts', '../../panel/messages/panel', false, /entered through its door/],
    ['src/common/strings.ts', '../config', false, /lies in no room/],
    ['src/engine/onnx/graph/graph.ts', '../passes/fuse', true, /'src\/engine\/onnx\/graph' may not import .*\/passes'/],
    ['src/runs/history/summary/summary.ts', '../lists/run-tree', true, /history\/summary' may not import .*\/lists'/],
    ['src/config/check/references/links.ts', '../lints/lint', false, /check\/references' may not import .*\/lints'/],
    ['webview/curves/scene/scene.ts', '../chart', true, /'webview\/curves\/scene' may not import .*\/chart'/],
    [
      'src/runs/protocol/schemas/events.ts',
      '../../log',
      false,
      /'src\/runs\/protocol' may not import 'src\/runs\/log'/,
    ],
    [
      'src/runs/halls/hall.ts',
      '../log/event-log',
      false,
      /'src\/runs\/halls' is missing in scripts\/lint\/folders.mjs/,
    ],
  ];
  for (const [file, specifier, isTypeOnly, sentence] of forbidden) {
    it(`${file} may not import ${specifier}`, () =>
      assert.match(judgeImport(file, specifier, isTypeOnly) ?? '', sentence));
  }
});
