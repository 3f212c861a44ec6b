import type { ResolvedConfig } from './schema/schema';
import { parseConfig, type DataLookup } from './check/parse';
import type { Language } from './text/tree';
import { writeConfig, type WrittenEntry } from './text/write-config';

/** A control's config, as text and with its defaults filled in. */
export interface ControlConfig {
  readonly text: string;
  readonly config: ResolvedConfig;
}

/** Settings that concern the teacher, or which run it is. */
export const notOfControl = [
  'teacher',
  'teachers',
  'combine',
  'temperature',
  'loss',
  'control',
  'verdict',
  'sweep',
  'name',
];
const maxNameLength = 100;

/**
 * The config of a control: the same student with the same seed, data and training, which learns from the labels alone.
 * @param text a config without errors that has a teacher.
 */
export function controlConfig(text: string, language: Language, lookUp?: DataLookup): ControlConfig {
  const { value, config: taught } = parseConfig(text, language, { lookUp });
  if (taught === undefined) throw new Error('a config with errors has no control');
  const kept = Object.entries(value as Record<string, unknown>).filter(([key]) => !notOfControl.includes(key));
  const entries: WrittenEntry[] = [
    ['name', `${taught.name.slice(0, maxNameLength - controlSuffix.length)}${controlSuffix}`],
    ...kept,
    ['loss', { hard: 1, soft: 0 }],
  ];
  const control = writeConfig(entries, language, explanation);
  const { config } = parseConfig(control, language, { lookUp });
  if (config === undefined) throw new Error('the control of a valid config has errors');
  return { text: control, config };
}

const controlSuffix = ' control';

const explanation = 'The control: the same student, seed, data and training, without a teacher.';
