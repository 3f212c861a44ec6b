import { existsSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from './apt.mjs';
import { isExecutable } from './executables.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The path of a program on the PATH, or undefined. */
export function findProgram(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

/** The path of a Chromium: DISTILLERY_CHROMIUM, the PATH, Debian's package. Throws a sentence when there is none. */
export function provideChromium() {
  const named = process.env.DISTILLERY_CHROMIUM;
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`DISTILLERY_CHROMIUM names ${named}, which is not a program; correct or unset it`);
  }
  const found = names.map(findProgram).find(Boolean);
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) return installFromDebian();
  throw new Error('no Chromium: install one (Debian: apt-get install chromium) or name it in DISTILLERY_CHROMIUM');
}

function installFromDebian() {
  console.log('installing chromium from Debian (once)');
  installPackages(['chromium', 'fonts-dejavu-core']);
  const found = names.map(findProgram).find(Boolean);
  if (!found) throw new Error('apt-get installed chromium, yet none is on the PATH; name it in DISTILLERY_CHROMIUM');
  return found;
}
