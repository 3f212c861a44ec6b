// Writes what is made from schemas: docs/config.md, docs/diagnostics.md, docs/terminal.md, docs/run-folder.md and the shapes of the run protocol.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { format, resolveConfig } from 'prettier';
import { commands } from '../src/cli/commands/catalogue.ts';
import { terminalReference } from '../src/cli/reference.ts';
import { problemReference } from '../src/config/problems/reference.ts';
import { configReference } from '../src/config/schema/reference.ts';
import { eventFieldsModule, plainStepModule, shapesModule } from '../src/runs/protocol/reference/json-schema.ts';
import { runFolderReference } from '../src/runs/protocol/reference/run-folder-reference.ts';

/** A module of the run protocol that is made from its schemas, as it is formatted. */
async function moduleAt(file, text) {
  return { [file]: await format(text, { ...(await resolveConfig(file)), filepath: file }) };
}
const pages = {
  'docs/config.md': configReference(),
  'docs/diagnostics.md': problemReference(),
  'docs/terminal.md': terminalReference(commands),
  'docs/run-folder.md': runFolderReference(),
  ...(await moduleAt('src/runs/protocol/generated/file-shapes.ts', shapesModule('files'))),
  ...(await moduleAt('src/runs/protocol/generated/event-shapes.ts', shapesModule('events'))),
  ...(await moduleAt('src/runs/protocol/generated/event-fields.ts', eventFieldsModule())),
  ...(await moduleAt('src/runs/protocol/generated/plain-step.ts', plainStepModule())),
};
for (const [page, text] of Object.entries(pages)) {
  writeFileSync(path.resolve(import.meta.dirname, '..', page), text);
  console.log(`wrote ${page}`);
}
