import type { InterpreterEvent } from '../../protocol/schemas/events';

/** The Python of an attempt in words: version, PyTorch, place and who named it. Empty where it had none. */
export function describePython(python: InterpreterEvent | undefined): string {
  if (python === undefined) return '';
  const { version, path, origin, torch, otherModule } = python;
  const own = otherModule === undefined ? '' : `; ${otherModule} is passed over for Distillery’s own package`;
  return `${version}${torch === undefined ? '' : ` with PyTorch ${torch}`}, ${path}, chosen by ${origin}${own}`;
}
