import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';

/** Name → module and function that provide it. */
const provisions = {
  python: ['python.mjs', 'providePython'],
  debugger: ['python.mjs', 'provideDebugger'],
  ray: ['python.mjs', 'provideRay'],
  slurm: ['slurm.mjs', 'provideSlurm'],
  node24: ['node24.mjs', 'provideNode24'],
  chromium: ['chromium.mjs', 'provideChromium'],
  host: ['vscode-host.mjs', 'provideVscodeHost'],
};
/** They wait for the network and unpack gigabytes: the suites that run meanwhile come first. */
const niceness = 15;

/**
 * Provides what suites need, each in a process of its own, while those before them run. Gives a promise by name, which resolves when the
 * process has ended in any way: a suite asks again, and reports a failure.
 */
export function prepare(names) {
  return Object.fromEntries([...new Set(names)].map((name) => [name, inProcess(...provisions[name])]));
}

function inProcess(module, name) {
  const text = `import { ${name} } from ${JSON.stringify(new URL(module, import.meta.url).href)}; ${name}();`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', text], { stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('spawn', () => {
      // Its own children inherit it. It may have ended already.
      try {
        setPriority(child.pid, niceness);
      } catch {
        return;
      }
    });
    child.once('error', resolve);
    child.once('exit', resolve);
  });
}
