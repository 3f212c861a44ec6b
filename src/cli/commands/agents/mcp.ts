import { createRequire } from 'node:module';
import { Option } from 'commander';
import type { ServerSettings } from '../../../mcp';
import { findBuilt } from '../../../paths';
import { isScriptAgreed } from '../../../launchers';
import type { CommandDefinition } from '../../command';
import { givenFolders, launchSettingsOf, place, programs } from '../../options';
import { findWorkspace } from '../../workspace';

const [python] = programs;

export const mcp: CommandDefinition = {
  name: 'mcp',
  args: '',
  summary: 'a server for agents, by the Model Context Protocol on the standard input and output',
  options: [
    new Option('--read-only', 'runs are read and configs checked; nothing is started or stopped'),
    new Option('--yes', 'start and stop runs unasked where the client cannot ask a person'),
    ...[python, ...place],
  ],
  async perform(_words, options) {
    // A bundle of its own: no other command loads the protocol.
    const { serve } = createRequire(__filename)(findBuilt('mcp.js')) as {
      readonly serve: (settings: ServerSettings) => Promise<void>;
    };
    await serve({
      workspace: findWorkspace(options),
      allowedFolders: givenFolders(options),
      // The standard input is the protocol's, so that nobody is asked there about a script.
      launch: { ...launchSettingsOf(options), allowScript: (command) => Promise.resolve(isScriptAgreed(command)) },
      isReadOnly: options.readOnly === true,
      isAgreed: options.yes === true,
    });
    return 0;
  },
};
