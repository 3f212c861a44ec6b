import type { z } from 'zod';
import { describeType } from './describe-type';
import { schemaAt } from './lookup';
import { configSchema, type ResolvedConfig } from './schema';
import { unknownScript, writtenScript } from './script';
import { valueBelow } from './value-below';

const known = new WeakMap<object, { readonly fault: string | undefined }>();

/**
 * Why a resolved config, as the manifest of a run has it, is none that this version can read: `train.batchSize: …`. Undefined
 * where it is one. Keys that are not known fault nothing where the config is only shown; a run that is to go on must do
 * without them. An object is judged once.
 */
export function faultOfConfig(config: unknown, use: 'show' | 'train' = 'show'): string | undefined {
  if (typeof config !== 'object' || config === null) return 'it is no map';
  if (use === 'train') return judge(config, []);
  const judged = known.get(config) ?? { fault: judge(config, ['unrecognized_keys']) };
  known.set(config, judged);
  return judged.fault;
}

/** The sentence for a view of a run whose config says nothing of its training, or cannot be read; undefined where it can. */
export function unreadableConfig(config: unknown): string | undefined {
  const script = writtenScript(config);
  if (script === unknownScript) return 'it was imported from the log of another program';
  if (script !== undefined) return `it is trained by a script of its own, ${script}`;
  const fault = faultOfConfig(config);
  return fault && `its config cannot be read (${fault})`;
}

const completed = new WeakMap<object, ResolvedConfig>();

/**
 * A config of a manifest with the defaults that it leaves out, as one written by hand or by another program may, and without keys
 * that this version does not know; itself where it cannot be read.
 */
export function withDefaults(config: ResolvedConfig): ResolvedConfig {
  const found = completed.get(config);
  if (found !== undefined) return found;
  const first = configSchema.safeParse(config);
  const whole = first.success ? first : configSchema.safeParse(withoutUnknown(config, first.error.issues));
  const filled = whole.success ? whole.data : config;
  completed.set(config, filled);
  return filled;
}

function withoutUnknown(config: ResolvedConfig, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy: unknown = structuredClone(config);
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const place = valueBelow(copy, issue.path);
    if (typeof place !== 'object' || place === null) continue;
    for (const key of issue.keys) Reflect.deleteProperty(place, key);
  }
  return copy;
}

function judge(config: object, harmless: readonly z.core.$ZodIssue['code'][]): string | undefined {
  const { error } = configSchema.safeParse(config);
  const issue = error?.issues.find(({ code }) => !harmless.includes(code));
  if (issue === undefined) return undefined;
  const place = issue.path.map(String).join('.');
  const words = describeIssue(issue, config);
  return place === '' ? words : `${place}: ${words}`;
}

/** An issue in our words: packages have none of zod's. */
function describeIssue(issue: z.core.$ZodIssue, config: object): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'unrecognized_keys') return `there is no key '${issue.keys.join("', '")}'`;
  if (valueBelow(config, issue.path) === undefined) return 'it is missing';
  const written = (path: readonly PropertyKey[], key: string): unknown => valueBelow(config, [...path, key]);
  return `it must be ${describeType(schemaAt(issue.path, written))}`;
}
