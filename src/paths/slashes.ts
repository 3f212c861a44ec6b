import path from 'node:path';
import { isInside, type PathRules } from './resolve-inside';

/** A path with `/` between its parts, as configs, logs and answers have it on every platform. */
export function withSlashes(file: string, rules: Pick<PathRules, 'sep'> = path): string {
  return file.split(rules.sep).join('/');
}

/** The path of a file from a folder that it lies in, with `/`; undefined where it lies elsewhere. Both are absolute. */
export function pathFrom(folder: string, file: string, rules: PathRules = path): string | undefined {
  return isInside(folder, file, rules) ? withSlashes(rules.relative(folder, file), rules) : undefined;
}
