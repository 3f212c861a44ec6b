import type { Option } from 'commander';
import type { OptionValues } from './options';

/** Definition of a terminal command, from which its help is made too. */
export interface CommandDefinition {
  readonly name: string;
  /** In commander's notation, such as `<run> [more...]`. */
  readonly args: string;
  /** One line: the result, not the way to it. */
  readonly summary: string;
  readonly options: readonly Option[];
  /**
   * Runs the command. Returns the exit code: 0 finished or valid, 1 failed, 2 a mistake in the command or the config, 130 stopped.
   * Throws UsageError for a mistake.
   */
  perform(words: readonly string[], options: OptionValues): Promise<number>;
}
