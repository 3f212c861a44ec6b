import { importRule } from '../import-rule.mjs';

/** Rooms that work below `.distillery`. They reach its files through `store` in src/runs/store/store.ts. */
export const guardedRooms = [
  'src/runs',
  'src/running',
  'src/supervisor',
  'src/launchers',
  'src/trainer',
  'src/run-report',
  'src/panel',
  'src/cli',
  'src/editor',
  'src/agents',
];

/** Files of these rooms that may import Node's file system, each with its reason. */
export const exceptions = {
  'src/runs/store/file-operations.ts': 'the operations that the door calls after its checks',
  'src/runs/store/store.ts': 'the door itself: flags of open',
  'src/runs/store/user-secret.ts': 'the secret lies in the user’s own folder, outside of every workspace',
  'src/runs/store/user-marks.ts': 'agreements lie in the user’s own folder, outside of every workspace',
  'src/runs/process/process-identity.ts': 'reads /proc',
  'src/supervisor/process-tree.ts': 'reads /proc',
  'src/supervisor/supervise.ts': 'looks for the working folder of a trainer’s program',
  'src/launchers/jobs/claim-look.ts': 'claims lie in the user’s own folder, outside of every workspace',
  'src/launchers/jobs/installation.ts': 'our own programs, and the folder of a cluster that they are copied into',
  'src/launchers/own-module.ts': 'a module of the user’s that has the name of our package',
  'src/launchers/script-program.ts': 'a script of the user’s',
  'src/trainer/context/allowed-path.ts':
    'data and model files of the user’s, inside of the workspace or an allowed folder',
  'src/trainer/networks/layers-file.ts': 'model files of the user’s',
  'src/trainer/networks/onnx-file.ts': 'model files of the user’s',
  'src/trainer/networks/input-file.ts': 'model files of the user’s',
  'src/trainer/networks/answers-file.ts': 'files of answers of the user’s',
  'src/trainer/torch/exchange.ts': 'a folder of the run’s own, in memory',
  'src/trainer/torch/memory-folder.ts': 'a folder of the run’s own, in memory',
  'src/trainer/torch/own-data-sets.ts': 'a folder of the run’s own, in memory',
  'src/trainer/torch/session.ts': 'a folder of the run’s own, in memory',
  'src/trainer/torch/tables.ts': 'folders of the run’s own, in memory or among temporary files',
  'src/trainer/torch/torch-engine.ts': 'a folder of the run’s own, in memory',
  'src/running/recorded-inputs/content-hash.ts': 'model files of the user’s',
  'src/running/references/resolve-references.ts': 'model files of the user’s',
  'src/running/resolve-written.ts': 'data and model files of the user’s',
  'src/running/references/names-on-disk.ts': 'looks for model files of the user’s, and passes .distillery over',
  'src/running/references/python-names.ts': 'Python files of the user’s, whose names are read',
  'src/cli/config-file.ts': 'a config that the user names',
  'src/cli/import-config.ts': 'reads a config that the user names, and writes a new one where the user says',
  'src/cli/profiles.ts': 'the user’s own profiles',
  'src/agents/checked-config.ts': 'a config that an agent names, inside of the workspace or an allowed folder',
  'src/cli/workspace.ts': 'looks for the folder that holds a project',
  'src/cli/commands/configs/emit.ts': 'writes where the user says',
  'src/cli/commands/results/export.ts': 'writes where the user says',
  'src/cli/commands/configs/init.ts': 'writes a new config where the user says',
  'src/editor/panel/run-actions.ts': 'finds where a file of a traceback lies before it is opened',
  'src/editor/open-config.ts': 'finds where a config lies before it is written again',
  'src/editor/terminal/write-scripts.ts': 'the command of terminals lies in the extension’s own storage',
  'src/editor/exporting/export.ts': 'writes where the user says',
};

const modules = ['fs', 'node:fs', 'fs/promises', 'node:fs/promises'];

/** Judges one import. Gives a sentence when a file goes past the door to the files below `.distillery`, else undefined. */
export function judgeFileAccess(fromFile, specifier, isTypeOnly) {
  const isGuarded = guardedRooms.some((room) => fromFile.startsWith(`${room}/`));
  if (isTypeOnly || !isGuarded || !modules.includes(specifier) || fromFile in exceptions) return undefined;
  return `'${specifier}' goes past the door to the files below .distillery: use 'store' of src/runs, or name the file with its reason in scripts/lint/rules/files-rule.mjs`;
}

export default importRule(judgeFileAccess);
