// The command line from a checkout: builds once, then runs dist/distillery.js with the words given.
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';

if (!existsSync('dist/distillery.js')) {
  const build = spawnSync(process.execPath, ['esbuild.mjs'], { stdio: 'inherit' });
  if (build.status !== 0) process.exit(build.status ?? 1);
}
const run = spawnSync(process.execPath, ['dist/distillery.js', ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = run.status ?? 1;
