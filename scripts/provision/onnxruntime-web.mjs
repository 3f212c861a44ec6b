import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npmInstall, provide } from './cache.mjs';

/**
 * The path of a folder with ONNX Runtime for browsers, as its page loads it from a network of packages, in the version of the one
 * for Node. It is no dependency of the product. Throws a sentence where it cannot be had.
 */
export function provideOnnxRuntimeWeb() {
  const { version } = JSON.parse(readFileSync('node_modules/onnxruntime-node/package.json', 'utf8'));
  const folder = provide(`onnxruntime-web-${version}`, (target) => {
    writeFileSync(path.join(target, 'package.json'), '{ "private": true }');
    npmInstall(target, [`onnxruntime-web@${version}`]);
  });
  return path.join(folder, 'node_modules/onnxruntime-web/dist');
}
