import * as z from 'zod';
import { faultOfWrittenPath } from '../fields';

/** `file.py:callable` or `package.module:callable`, the callable perhaps an attribute of another. */
const callablePattern = /^(?:[^:]+\.py|[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*):[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/;

/** The place of a callable: a file or a module, and its name there. */
export function pythonPlace(written: string): {
  readonly file?: string;
  readonly module?: string;
  readonly callable: string;
} {
  const colon = written.lastIndexOf(':');
  const [place, callable] = [written.slice(0, colon), written.slice(colon + 1)];
  return place.toLowerCase().endsWith('.py') ? { file: place, callable } : { module: place, callable };
}

function faultOfCallable(written: string): string | undefined {
  if (!callablePattern.test(written)) return 'is `file.py:callable` or `package.module:callable`';
  const { file } = pythonPlace(written);
  return file === undefined ? undefined : faultOfWrittenPath(file);
}

/** A setting that names a callable of the user's own Python. */
export function callableField(description: string, examples: readonly string[]): z.ZodString {
  return z
    .string()
    .min(1)
    .max(1000)
    .superRefine((written, context) => {
      const message = faultOfCallable(written);
      if (message !== undefined) context.addIssue({ code: 'custom', message });
    })
    .meta({ role: 'source', description, examples: [...examples] });
}

/** A setting with the arguments of a callable. */
export function argumentsField(examples: readonly object[]): z.ZodDefault<z.ZodRecord<z.ZodString, z.ZodUnknown>> {
  return z
    .record(z.string().min(1).max(200), z.unknown())
    .default({})
    .meta({ role: 'arguments', description: 'Its arguments by name.', examples: [...examples] });
}
