// The extension's side of one run's panel, or of the table of a folder of runs, in a process of its own, so that its cost is measured
// apart: `node extension-side.js FOLDER`. It serves the shipped page, follows the run as the panel's host does, and carries
// messages over a stream on 127.0.0.1. It prints its address.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { RunFeed } from '../../../src/panel/feed.ts';
import { panelHtml } from '../../../src/panel/html.ts';
import { readFromPanel } from '../../../src/panel/messages/panel.ts';
import { readFromSweep } from '../../../src/panel/messages/sweep.ts';
import { SweepFeed } from '../../../src/panel/sweep/feed.ts';
import { readFromTable } from '../../../src/panel/messages/table.ts';
import { TableFeed } from '../../../src/panel/table/feed.ts';
import { PanelControllers } from '../../../src/panel/controllers.ts';
import { isActiveStatus, RunCatalogue } from '../../../src/runs/index.ts';
import { encodeMessage } from './stream.mjs';

const [runFolder, dist, pages] = process.argv.slice(2);
const files = {
  '/': ['text/html', readFileSync(path.join(pages, 'window.html'))],
  '/window.js': ['text/javascript', readFileSync(path.join(pages, 'window.js'))],
  ...Object.fromEntries(
    ['webview', 'sweep', 'table'].flatMap((name) => [
      [`/${name}.js`, ['text/javascript', readFileSync(path.join(dist, `${name}.js`))]],
      [`/${name}.css`, ['text/css', readFileSync(path.join(dist, `${name}.css`))]],
    ]),
  ),
};
const manifest = path.join(runFolder, 'run.json');
const isTable = !existsSync(manifest);
const isSweep = !isTable && JSON.parse(readFileSync(manifest, 'utf8')).kind === 'sweep';
const delays = monitorEventLoopDelay({ resolution: 5 });
let page;
/** The runs as they were read before. */
let read = [];
const send = (message) => {
  page?.write(encodeMessage(message));
  return Promise.resolve(true);
};
let feed;
const catalogue = new RunCatalogue(isSweep ? path.dirname(runFolder) : runFolder);

function makeFeed() {
  if (isTable) return new TableFeed(send);
  return isSweep ? new SweepFeed(runFolder, send, read) : new RunFeed(runFolder, send);
}

/** Looks at all runs each second while one is active, as the editor's store does. */
async function follow() {
  const runs = await catalogue.list('active');
  await feed.show(runs);
  if (runs.some(({ status }) => isActiveStatus(status))) setTimeout(() => void follow(), 1000);
}
/** The bench presses no button. */
const actions = { perform: async () => {}, chooseFormat: async () => undefined, save: async () => {} };
const controllers = new PanelControllers(runFolder, actions, send);

async function take(text) {
  if (isTable) {
    if (readFromTable(JSON.parse(text))?.type !== 'ready') return;
    // As the editor does: the known runs at once, then a look at all of them.
    await feed.start(read);
    await feed.show(await catalogue.list());
    await follow();
    return;
  }
  if (isSweep) {
    if (readFromSweep(JSON.parse(text))?.type === 'ready') await feed.start();
    return;
  }
  const request = readFromPanel(JSON.parse(text));
  if (request?.type === 'view') await controllers.handle(request.view, request.request);
  else if (request?.type === 'ready') await feed.start();
}

/** CPU time and memory of this process, and the longest block of its event loop since the last call, in milliseconds. */
function usage() {
  globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  const longestMs = delays.max / 1e6;
  delays.reset();
  return { cpuMs: (user + system) / 1000, heapBytes: heapUsed + arrayBuffers, longestMs };
}

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://127.0.0.1');
  const origin = `http://${request.headers.host}`;
  if (pathname === '/messages') {
    page = response;
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.flushHeaders();
  } else if (pathname === '/ask') {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (more) => (text += more));
    request.on('end', () => {
      response.end();
      void take(text);
    });
  } else if (pathname === '/usage') {
    response.end(JSON.stringify(usage()));
  } else if (pathname === '/panel') {
    const name = isTable ? 'table' : isSweep ? 'sweep' : 'webview';
    const html = panelHtml({ script: `/${name}.js`, style: `/${name}.css`, cspSource: origin, nonce: 'fixed' });
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  } else {
    const [type, bytes] = files[pathname] ?? [];
    if (type === undefined) response.writeHead(204).end();
    else response.writeHead(200, { 'content-type': type }).end(bytes);
  }
});
// The editor has read the runs for its list before their table or a sweep is opened.
void Promise.resolve(isTable || isSweep ? catalogue.list() : []).then((runs) => {
  read = runs;
  feed = makeFeed();
  server.listen(0, '127.0.0.1', () => {
    delays.enable();
    console.log(`http://127.0.0.1:${server.address().port}`);
  });
});
// Ends with whoever started it.
process.stdin.resume().on('end', () => process.exit());
