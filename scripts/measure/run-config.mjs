// Runs a config with the built command line, for the scripts that measure what students reach.
import { spawnSync } from 'node:child_process';

/** Runs a config with settings written over it; gives what `run --json` prints, and the seconds. Throws when it fails. */
export function runConfig(config, settings) {
  const started = Date.now();
  const words = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]);
  const result = spawnSync(process.execPath, ['dist/distillery.js', 'run', config, '--json', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (result.status !== 0) {
    throw new Error(`${config} with ${JSON.stringify(settings)}: the run ended with exit code ${result.status}`);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  return { ...JSON.parse(result.stdout.trim().split('\n').at(-1)), wallSeconds: seconds };
}
