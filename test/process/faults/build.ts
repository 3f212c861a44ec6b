import { build } from 'esbuild';
import path from 'node:path';

const source = path.resolve('.');

/**
 * Bundles a program of ours with the counting file operations in the place of the real ones: the one module through which
 * all lasting writes go is another, and nothing else.
 */
export async function buildCounting(entry: string, outfile: string): Promise<void> {
  const counting = path.join(source, 'test/process/faults/counting-files.ts');
  await build({
    ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20', mainFields: ['module', 'main'] },
    entryPoints: [path.join(source, entry)],
    outfile,
    external: ['onnxruntime-node', 'onnxruntime-web'],
    logLevel: 'error',
    plugins: [
      {
        name: 'counting file operations',
        setup: (bundle) => {
          bundle.onResolve({ filter: /\/file-operations$/ }, ({ importer }) =>
            importer === counting ? undefined : { path: counting },
          );
        },
      },
    ],
  });
}
