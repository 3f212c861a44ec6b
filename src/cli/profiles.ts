import { existsSync } from 'node:fs';
import path from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import type { JobPreview } from '../launchers';
import { readBounded, UnboundedFile } from '../paths';
import { configFolder } from '../runs';
import { ask, printMessage, printNotice } from './output';
import { UsageError } from './usage-error';

/** Variable that names another file of profiles. */
const variable = 'DISTILLERY_PROFILES';

/** The file of profiles of the terminal: what the setting `distillery.profiles` holds in the editor. */
export function profilesFile(environment = process.env): string {
  return environment[variable] ?? path.join(configFolder(environment), 'profiles.json');
}

/** Profiles of the user as they are written, comments allowed; undefined where there is no file. Throws UsageError for one that is no JSON. */
export function readProfiles(environment = process.env): unknown {
  const file = profilesFile(environment);
  if (!existsSync(file)) return undefined;
  const value = parseProfiles(file);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new UsageError(
      `${file} holds no profiles: write { "NAME": { "launcher": "slurm", … } }, as docs/clusters.md shows`,
    );
  }
  return value;
}

const maxProfilesBytes = 1 << 20;

/** The value of the file; undefined where it is no JSON, a pipe, larger than 1 MB or nested deeper than its parser goes. */
function parseProfiles(file: string): unknown {
  const errors: ParseError[] = [];
  try {
    const text = readBounded(file, maxProfilesBytes).toString('utf8');
    const value: unknown = parse(text, errors, { allowTrailingComma: true });
    return errors.length > 0 ? undefined : value;
  } catch (error) {
    if (error instanceof UnboundedFile || error instanceof RangeError) return undefined;
    throw error;
  }
}

/**
 * Shows the first job of a profile, and asks on a terminal whether it is to be submitted. Where nobody can be asked the `--on` of the
 * command is the answer: the profile is the user's own.
 */
export async function allowJob({ profile, launcher, text }: JobPreview): Promise<boolean> {
  printMessage(`the first job of the profile '${profile}' is submitted to ${launcher} as:`);
  printNotice(text.trimEnd());
  if (!process.stdin.isTTY) return true;
  return /^y(es)?$/i.test((await ask('Submit it? It is asked once for this profile. [y/N] ')).trim());
}
