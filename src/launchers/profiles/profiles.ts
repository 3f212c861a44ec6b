import type * as z from 'zod/mini';
import { profileNamePattern, profileSchema, type Profile } from './schema';

/** A profile that cannot be used: unknown, or with a mistake. Nothing was submitted. */
export class ProfileFault extends Error {}

/** Name for the machine at hand in lists and `--on`. */
export const thisMachine = 'local';

/**
 * The profile of a name. `profiles` is the value of the setting `distillery.profiles`, as a person wrote it.
 * @throws ProfileFault that lists the names, or names the key that is wrong
 */
export function profileNamed(profiles: unknown, name: string): Profile {
  const names = profileNames(profiles);
  const value: unknown = names.includes(name) ? Reflect.get(profiles as object, name) : undefined;
  if (value === undefined) {
    const known = names.length === 0 ? 'there is none yet' : `there are: ${names.join(', ')}`;
    throw new ProfileFault(
      `there is no profile '${name}'; ${known}. Profiles are written into the setting distillery.profiles, and into profiles.json for the terminal (docs/clusters.md)`,
    );
  }
  const result = profileSchema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ProfileFault(
    `the profile '${name}' is not valid: ${issue === undefined ? 'it has a mistake' : describe(issue)}`,
  );
}

/** The names of profiles in the order in which they are written, valid or not. */
export function profileNames(profiles: unknown): readonly string[] {
  if (typeof profiles !== 'object' || profiles === null || Array.isArray(profiles)) return [];
  return Object.keys(profiles).filter((name) => profileNamePattern.test(name) && name !== thisMachine);
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.join('.');
  switch (issue.code) {
    case 'unrecognized_keys':
      return `it has no key '${issue.keys.join("', '")}'`;
    case 'invalid_union':
      return path === 'gpus'
        ? 'gpus: a number from 0, or a type and a number such as a100:2, is needed'
        : "launcher: one of 'slurm', 'ray' and 'command' is needed";
    case 'invalid_type':
      return `${path === '' ? 'it' : path}: ${issue.expected} is needed`;
    case 'too_small':
      return hasLength(issue.origin) ? `${path}: it may not be empty` : `${path}: at least ${issue.minimum} is needed`;
    case 'too_big':
      if (hasLength(issue.origin)) return `${path}: it is longer than ${issue.maximum}`;
      return `${path}: at most ${issue.maximum} is allowed`;
    default:
      return `${path}: ${issue.message}`;
  }
}

/** Whether a limit is that of a length. */
const hasLength = (origin: string): boolean => origin === 'string' || origin === 'array';
