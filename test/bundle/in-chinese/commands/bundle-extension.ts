import path from 'node:path';
import { build } from 'esbuild';
import { Translation } from '../../../../scripts/translation/build.mjs';

/** The extension, and what of it shows a run outside of commands, as one script of CommonJS with its texts translated; it asks for `vscode`. */
export async function bundleExtension(): Promise<string> {
  const doors = {
    activate: 'src/extension.ts',
    announce: 'src/editor/running/announce.ts',
    describeFigures: 'src/panel/figures.ts',
    describeAgainst: 'src/runs/history/baselines/against-baseline.ts',
    TeacherAccuracies: 'src/panel/curves/references.ts',
    StatusBarItem: 'src/editor/running/status-bar-item.ts',
  };
  const contents = Object.entries(doors)
    .map(([name, file]) => `export { ${name} } from ${JSON.stringify(path.resolve(file))};`)
    .join('\n');
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: process.cwd() },
    ...{ bundle: true, write: false, platform: 'node', format: 'cjs', target: 'node20', logLevel: 'error' },
    mainFields: ['module', 'main'],
    external: ['vscode', 'onnxruntime-node', 'onnxruntime-web'],
    define: { distilleryProduct: '{"version":"0.0.0"}' },
    loader: { '.svg': 'text' },
    plugins: [new Translation().plugin('extension')],
  });
  return outputFiles[0]?.text ?? '';
}
