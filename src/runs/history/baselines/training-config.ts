import type { ResolvedConfig } from '../../../config';

const needed = ['data', 'student', 'loss', 'train'] as const satisfies readonly (keyof ResolvedConfig)[];

/** Whether a config has the settings of a training. That of a sweep, or of another writer, may lack them. */
export function isTrainingConfig(config: Partial<ResolvedConfig> | undefined): config is ResolvedConfig {
  return config !== undefined && needed.every((name) => config[name] !== undefined);
}
