import { createRequire } from 'node:module';
import path from 'node:path';
import { objectiveOfScript, type ScriptConfig } from '../../config';
import type * as Emit from '../../emit';
import type { LaunchSettings } from '../../launchers';

/** The objective of a script's config as Python source, or the reason why there is none although a temperature is written. */
export interface ScriptObjective {
  readonly text?: string;
  readonly fault?: string;
}

/**
 * Writes the objective of a script's config: its temperature, one teacher and the loss `kl`. Nothing where no temperature is
 * written. The writer is a bundle of its own beside the trainer's, since few need it.
 */
export function emitForScript(
  config: ScriptConfig,
  { trainerPath }: Pick<LaunchSettings, 'trainerPath'>,
): ScriptObjective {
  const settings = objectiveOfScript(config);
  if (settings === undefined) return {};
  const bundle = path.join(path.dirname(trainerPath), 'emit.js');
  const { emitObjective } = createRequire(bundle)(bundle) as typeof Emit;
  try {
    return { text: emitObjective(settings, { name: config.name, classCounts: undefined, hasMeasures: true }) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { fault: `objective.py was not written: ${error.message}` };
  }
}
