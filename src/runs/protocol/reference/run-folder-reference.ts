import { heartbeatMs } from '../timing';
import { protocolCatalogue } from '../catalogue';
import { isMeasured, jsonNode, type JsonNode } from './json-schema';

/** docs/run-folder.md: the run protocol for those who read or write run folders in any language. */
export function runFolderReference(): string {
  const sections = [intro, layout, ...files(), durability, reading, status, requests, foreignWriters];
  return `${sections.join('\n\n')}\n`;
}

const intro = `<!-- Made by \`npm run docs\` from src/runs/protocol. Do not edit. -->

# The run folder

A run is one folder, \`.distillery/runs/<time>-<name>-<4 hex>/\` in the workspace. The folder is the only channel between a
trainer and those who watch it: whoever writes these files takes part, in any language. The same schemas are in the package
as JSON Schemas, \`dist/schemas/*.schema.json\`. How random numbers are drawn is in [randomness.md](randomness.md).`;

const layout = `## Files

| file | written by | holds |
| --- | --- | --- |
| \`run.json\` | whoever makes the run, once | its identity and its config |
| \`config.distill.yaml\` or \`.json\` | the same | the exact text of the config |
| \`events.jsonl\` | the trainer | the log: one event a line |
| \`events.index\` | the trainer | the log as columns; made from it, may be missing or deleted |
| \`marks.json\` | whoever marks the run, in any list | its other name, note, tags, star and archive; may be missing |
| \`owner.json\` | the supervisor | the processes of the newest attempt |
| \`attempts/N\` | the supervisor | the owner that took attempt N, created in one step: of two that start at once one does |
| \`job.json\` | whoever submits it | its newest submission to a cluster; absent where it was started on its own machine |
| \`job.sh\` | the same | the script or command that was submitted; nothing executes this copy |
| \`job-state.json\` | whoever looks at the cluster | the last word of the cluster |
| \`job.log\` | the job | what it prints before its supervisor has the run |
| \`heartbeat\` | the supervisor | a sign of life, every ${heartbeatMs / 1000} s |
| \`exit.json\` | the supervisor | how the trainer's process ended |
| \`output.log\` | the supervisor | what the trainer prints; bounded |
| \`optuna-journal.log\` | the coordinator of a sweep | its points as trials of an Optuna study (JournalFileBackend) |
| \`requests/stop\` | whoever wants it to end | a request to stop |
| \`stopping.json\` | whoever ends it | progress of the ending |
| \`checkpoints/\` | the trainer | \`last\`, \`previous\` and \`best\` |
| \`evaluations/\` | the trainer | logits, labels and pictures as .npy files, and \`index.json\` |
| \`student/\` | the trainer | the result: a tfjs Layers model, ONNX and \`metrics.json\` |

A run folder holds plain files only: a folder with a link in it is broken, and nothing is read or written through it. Runs that
wait for others have an entry in \`.distillery/queue/\`.`;

const durability = `## Durability

- A JSON file is replaced as a whole: written under a temporary name beside it (\`NAME.PID.part\`), fsync, rename, fsync of the
  folder. Readers see the old content or the new, never a part.
- The log is only appended to, by one writer. The newline ends an event: what follows the last newline is not yet an event.
- A writer that begins cuts off a torn last line; a whole event that lacks only its newline gets it. A write that fails is cut
  back to the last whole line.
- A checkpoint whose fsync failed is discarded, never tried again. \`last\` becomes \`previous\` before the new one takes its
  name: a crash between the two leaves \`previous\`.`;

const reading = `## Reading the log

- One JSON object a line, UTF-8, at most 1 MiB. A line may end with the field \`crc\`: the CRC-32 of all bytes before \`,"crc"\`, as 8
  hexadecimal digits. A line without it is taken as it is; in a log that has such lines, one without it is damaged.
- JSON has no NaN and no infinities: measured numbers write them as the texts \`"NaN"\`, \`"Infinity"\` and \`"-Infinity"\`.
- A line that cannot be read is skipped and counted. Events of unknown types and unknown fields are kept and ignored.
- Order comes from \`seq\` and from steps, never from a clock. A step or an evaluation supersedes those at the same step and later
  that stand before it: a resumed run writes them again.`;

const status = `## Status

The status of a run is never stored. It follows from its files, in this order:

An attempt counts as the newest once its job is submitted.

1. The last event of the newest attempt is \`finished\`, \`stopped\` or \`failed\`: that.
2. \`exit.json\` of the newest attempt: \`stopped\` if \`isCancelled\`, else \`failed\` with the exit code or the signal.
3. \`job.json\` awaits another attempt than the owner's: \`queued\`, until \`job-state.json\` says that the job has ended: \`stopped\` if
   it was cancelled, else \`failed\`.
4. No \`owner.json\`: \`queued\` for 30 s after \`createdAt\`, then \`lost\`.
5. The owner's folder is another (\`folderId\`): the folder is a copy, \`lost\`.
6. A process of the owner lives: \`running\`; \`stopping\` once it was asked to stop; \`queued\` while \`trainerPid\` is 0.
7. The owner is on another host or in another namespace of process ids: the same, as long as \`heartbeat\` changes, or
   \`job-state.json\` says that the job runs: clocks differ.
8. The job of the attempt has ended: \`stopped\` if it was cancelled, else \`failed\`.
9. Else \`lost\`.

A folder whose \`run.json\` cannot be read, or that holds a link, is \`broken\`. Runs that are stopped, failed or lost can be resumed: a
new attempt goes on from the last sound checkpoint.`;

const requests = `## Requests

To stop a run, write the \`token\` of its \`owner.json\` into \`requests/stop\`. The trainer looks between two groups of steps, removes
requests that name another token, writes a checkpoint and a \`stopped\` event, and exits with 0. A trainer that does not end is
terminated, then killed with its process tree. Version 0.1 wrote the request into \`control/stop\`, which is still read.`;

const foreignWriters = `## Taking part in another language

A trainer gets the run folder as its argument, and \`DISTILLERY_ATTEMPT\` and \`DISTILLERY_TOKEN\` in its environment. It

1. reads \`run.json\`, and refuses a \`formatVersion\` that it does not know;
2. cuts a torn last line off \`events.jsonl\` and takes the last \`seq\` from it;
3. writes \`started\` and \`inputs\`, and fails before its first step where the last \`inputs\` has other contents, unless
   \`DISTILLERY_CHANGED_INPUTS\` is \`1\`;
4. writes \`step\`, \`evaluation\` and \`checkpoint\` events, whole lines at a time, a step within a quarter of a second;
5. looks for \`requests/stop\` at least every 2 s;
6. ends with \`finished\`, \`stopped\` or \`failed\`, and exits with 0 for the first two.

\`events.index\`, \`crc\`, \`student/\` and \`evaluations/\` are optional. A log that such a writer leaves gets its index when the run has
ended and is looked at.`;

/** A section for each file; events share the log's. */
function files(): string[] {
  let hasLog = false;
  return Object.entries(protocolCatalogue).map(([name, { schema, file, version }]) => {
    const node = jsonNode(schema);
    const isEvent = name.startsWith('event-');
    const log = `## \`events.jsonl\`\n\nVersion ${version}. Each line is one of these events.\n\n`;
    const title = isEvent
      ? `${hasLog ? '' : log}### \`${name.slice('event-'.length)}\``
      : `## \`${file.replace('../../', '.distillery/')}\``;
    hasLog ||= isEvent;
    const about = `${isEvent ? '' : `Version ${version}. `}${sentence(node.description ?? '')}`;
    const rows = rowsOf(node, '');
    return [title, about, ...(rows.length === 0 ? [] : [table(rows)])].filter((part) => part !== '').join('\n\n');
  });
}

const sentence = (text: string): string => (text === '' || text.endsWith('.') ? text : `${text}.`);

interface Row {
  readonly field: string;
  readonly type: string;
  readonly meaning: string;
}

const table = (rows: readonly Row[]): string =>
  [
    '| field | type | meaning |',
    '| --- | --- | --- |',
    ...rows.map(({ field, type, meaning }) => `| \`${field}\` | ${type} | ${meaning} |`),
  ].join('\n');

/** Rows of the fields of a node, inner ones with dots; a type of an optional field ends with a question mark. */
function rowsOf({ properties = {}, required = [] }: JsonNode, prefix: string): Row[] {
  return Object.entries(properties).flatMap(([name, node]) => {
    const type = `${typeOf(node)}${required.includes(name) ? '' : '?'}`;
    return [{ field: prefix + name, type, meaning: meaningOf(node) }, ...innerRows(node, prefix + name)];
  });
}

function meaningOf({ description = '', default: value }: JsonNode): string {
  return value === undefined || value === '' ? description : `${description}; ${JSON.stringify(value)} where absent`;
}

function innerRows(node: JsonNode, name: string): Row[] {
  const { items, additionalProperties } = node;
  if (items !== undefined) return innerRows(items, `${name}[]`);
  if (typeof additionalProperties === 'object') return innerRows(additionalProperties, `${name}.*`);
  return rowsOf(node, `${name}.`);
}

function typeOf(node: JsonNode): string {
  if (isMeasured(node)) return 'number';
  const values = node.const === undefined ? node.enum : [node.const];
  if (values !== undefined) return values.map((value) => `\`${JSON.stringify(value)}\``).join(' or ');
  if (node.anyOf !== undefined) return node.anyOf.map(typeOf).join(' or ');
  switch (node.type) {
    case 'array':
      return `list of ${node.items === undefined ? 'values' : typeOf(node.items)}`;
    case 'integer':
      return 'whole number';
    case 'string':
      return 'text';
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'map';
    case 'number':
    case 'null':
      return node.type;
    case undefined:
    default:
      return 'value';
  }
}
