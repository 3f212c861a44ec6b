import path from 'node:path';

/** A platform's rules for paths, as `path`, `path.posix` and `path.win32` give them. */
export type PathRules = Pick<typeof path, 'isAbsolute' | 'parse' | 'relative' | 'resolve' | 'sep'>;

/**
 * Resolves a written path against a folder. Gives the absolute path, or undefined where it leads out of that folder: by
 * its dots, as an absolute path, on another drive or share, or as a path relative to a drive (`C:model.onnx`), whose folder
 * is a matter of the process. Links are not followed: compare real paths with `isInside` for those.
 */
export function resolveInside(root: string, written: string, rules: PathRules = path): string | undefined {
  const { root: drive } = rules.parse(written);
  if (drive !== '' && !rules.isAbsolute(written)) return undefined;
  const file = rules.resolve(root, written);
  return isInside(root, file, rules) ? file : undefined;
}

/** Whether an absolute path is a folder or lies in it. Windows compares names without their case. */
export function isInside(root: string, file: string, rules: PathRules = path): boolean {
  const relative = rules.relative(root, file);
  return relative !== '..' && !relative.startsWith(`..${rules.sep}`) && !rules.isAbsolute(relative);
}
