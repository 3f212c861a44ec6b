import * as vscode from 'vscode';
import type { LaunchSettings } from '../launchers';
import { needsTrust } from './actionable-error';

/**
 * Reads the programs of the installed extension and the user's limits. Settings that name executables or allowed folders have
 * machine scope: a workspace cannot set them, so that a clone cannot choose the programs or the files that are opened.
 */
export function readLaunchSettings(context: vscode.ExtensionContext): LaunchSettings {
  const settings = vscode.workspace.getConfiguration('distillery');
  const nodePath = settings.get<string>('nodePath', '').trim();
  return {
    nodePath: nodePath === '' ? process.execPath : nodePath,
    trainerPath: context.asAbsolutePath('dist/trainer.js'),
    supervisorPath: context.asAbsolutePath('dist/supervisor.js'),
    runsAtATime: runsAtATime(),
    allowedFolders: allowedFolders(),
    findPython: async (workspace) => (await import('./interpreters/find-python')).findEditorPythons(workspace),
    profiles: readProfileSetting(),
    // A command asks in its place; what starts by itself needs an agreement of before.
    allowScript: async (command) => (await import('../running')).isScriptAgreed(command),
  };
}

/** Profiles of clusters as the user has written them; `profileNamed` checks them. The setting has machine scope. */
export function readProfileSetting(): unknown {
  return vscode.workspace.getConfiguration('distillery').get('profiles');
}

/** Maximum number of runs of a workspace that run at once. */
export function runsAtATime(): number {
  const count = vscode.workspace.getConfiguration('distillery').get<number>('runsAtATime', 1);
  return Number.isSafeInteger(count) && count >= 1 ? count : 1;
}

/** Folders outside the workspace in which configs may name files. */
export function allowedFolders(): readonly string[] {
  const folders: unknown = vscode.workspace.getConfiguration('distillery').get('allowedFolders', []);
  return Array.isArray(folders) ? folders.filter((folder): folder is string => typeof folder === 'string') : [];
}

/** Throws a sentence in Restricted Mode, where nothing may be executed. */
export function requireTrust(): void {
  if (vscode.workspace.isTrusted) return;
  throw needsTrust('a run');
}
