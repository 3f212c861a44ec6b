// The shipped panel against its bounds, in headless Chromium. Each bound is printed with its figure; one that is missed
// makes the end non-zero.
//   npm run bench:panel [-- --row bundle|finished|compared|targets|sweep|table|live]… [--seconds 600] [--runs FOLDER] [--json]
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureCompared } from './compared.mjs';
import { measureFinished } from './finished.mjs';
import { measureLive } from './live.mjs';
import { measureSweep } from './sweep.mjs';
import { measureTable } from './table.mjs';
import { measureTargets } from './targets.mjs';
import { buildPrograms, openBrowser } from './window.mjs';

const { values } = parseArgs({
  options: {
    row: { type: 'string', multiple: true },
    seconds: { type: 'string', default: '600' },
    /** Keeps the runs that are looked at, of which there are some gigabytes, and finds them there again. */
    runs: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const bundleLimitBytes = 300_000;

function measureBundle() {
  const [script, style] = ['webview.js', 'webview.css'].map((name) => statSync(path.resolve('dist', name)).size);
  const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  return [
    {
      bound: `the bundle under ${kilobytes(bundleLimitBytes)}`,
      figure: `${kilobytes(script + style)}: script ${kilobytes(script)}, style ${kilobytes(style)}`,
      isWithin: script + style < bundleLimitBytes,
      details: { script, style },
    },
  ];
}

const rows = {
  bundle: measureBundle,
  finished: (place) => measureFinished({ ...place, steps: 1_000_000 }),
  compared: (place) => measureCompared({ ...place, steps: 100_000, count: 20 }),
  targets: measureTargets,
  sweep: measureSweep,
  table: measureTable,
  live: (place) => measureLive({ ...place, seconds: Number(values.seconds) }),
};
const chosen = values.row ?? Object.keys(rows);
const unknown = chosen.filter((name) => !(name in rows));
if (unknown.length > 0) {
  console.error(`no row '${unknown.join("', '")}'; there are ${Object.keys(rows).join(', ')}`);
  process.exit(2);
}

/** A row that could not be measured has missed its bounds. */
const failed = (name) => (error) => [{ bound: `the row '${name}' is measured`, figure: error.stack, isWithin: false }];

const folder = mkdtempSync(path.join(tmpdir(), 'distillery-bench-panel-'));
const runs = values.runs ?? path.join(folder, 'runs');
mkdirSync(runs, { recursive: true });
rmSync(path.join(runs, 'live'), { recursive: true, force: true });
await buildPrograms(folder);
const browser = await openBrowser();
const results = [];
try {
  for (const name of chosen) {
    const measured = rows[name]({ browser, programs: folder, runs });
    for (const result of await Promise.resolve(measured).catch(failed(name))) {
      results.push({ row: name, load: loadavg()[0], ...result });
      if (!values.json)
        console.log(`${result.isWithin ? 'ok    ' : 'MISSED'}  ${result.bound}\n        ${result.figure}`);
    }
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
if (values.json) console.log(JSON.stringify(results, null, 2));
if (results.some(({ isWithin }) => !isWithin)) process.exitCode = 1;
