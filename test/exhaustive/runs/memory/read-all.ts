// Reads long logs of the kinds that could take the most memory by every reader of run folders, in this process alone, whose heap the
// caller bounds. Prints each kind when all have read it.
// Usage: read-all.ts FOLDER BYTES
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { RunColumns } from '../../../../src/panel/curves/run-columns';
import { exportRun } from '../../../../src/run-report';
import { checkRun, LogFollower, makeIndex, openEventWriter, summarizeRun } from '../../../../src/runs';
import { kindsOfMuchMemory, longLogs } from '../long-logs';

const [, , root = '.', bytes = '0'] = process.argv;
const folder = path.join(root, '.distillery', 'runs', 'run');

function follow(): void {
  const [columns, follower] = [new RunColumns(), new LogFollower(folder)];
  for (let piece = follower.read(); piece !== undefined; piece = follower.read()) columns.take(piece);
}

async function main(): Promise<void> {
  for (const title of kindsOfMuchMemory) {
    mkdirSync(folder, { recursive: true });
    const manifest = { formatVersion: 1, id: 'run', name: 'a', createdAt: 1, config: {} };
    writeFileSync(path.join(folder, 'run.json'), JSON.stringify(manifest));
    writeFileSync(path.join(folder, 'events.jsonl'), longLogs[title](Number(bytes)));
    await summarizeRun(folder);
    follow();
    await makeIndex(folder);
    follow();
    openEventWriter(folder, 1).close();
    await checkRun(folder, 'look');
    await exportRun(folder, 'html');
    rmSync(folder, { recursive: true });
    console.log(title);
  }
}

void main();
