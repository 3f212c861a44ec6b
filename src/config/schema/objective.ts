import { describeObjective, type ObjectiveSettings } from '../../distillation';
import { withDefaults } from './fault-of-config';
import type { ResolvedConfig } from './schema';

/** A teacher of a config with its name, weight and temperature; the only one is called `teacher`. */
export interface NamedTeacher {
  readonly name: string;
  readonly weight: number;
  readonly temperature: ResolvedConfig['temperature'];
  readonly source: NonNullable<ResolvedConfig['teacher']>;
}

/** Each teacher as it is written, with the path where it stands; both of `teacher` and `teachers` if a config has both. */
export function writtenTeachers({ teacher, teachers = [] }: ResolvedConfig): {
  readonly path: readonly string[];
  readonly source: NamedTeacher['source'];
}[] {
  const alone = teacher === undefined ? [] : [{ path: ['teacher'], source: teacher }];
  return [...alone, ...teachers.map((source, index) => ({ path: ['teachers', String(index)], source }))];
}

/** The teachers that a config writes, whether they are used or not. */
export function teachersOf({ teacher, teachers, temperature }: ResolvedConfig): NamedTeacher[] {
  if (teachers !== undefined) {
    return teachers.map(({ name, weight, temperature: own, ...source }) => ({
      name,
      weight,
      temperature: own ?? temperature,
      source,
    }));
  }
  return teacher === undefined ? [] : [{ name: 'teacher', weight: 1, temperature, source: teacher }];
}

/** The teachers that a run learns from; none where there are none, or where their weight is 0. */
export function usedTeachers(config: ResolvedConfig): NamedTeacher[] {
  return config.loss.soft > 0 ? teachersOf(config) : [];
}

/** The objective of a run of this config. */
export function settingsOf(config: ResolvedConfig): ObjectiveSettings {
  const { loss, temperature, combine } = config;
  return { loss, temperature, combine, teachers: usedTeachers(config) };
}

/** The objective of a run of this config, in one sentence with numbers. */
export function objectiveOf(config: ResolvedConfig): string {
  return describeObjective(settingsOf(config));
}

/** The objective of a recorded run in one sentence: another writer may have left its config without defaults. */
export function objectiveOfRun(config: ResolvedConfig): string {
  return objectiveOf(withDefaults(config));
}
