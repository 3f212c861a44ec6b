import path from 'node:path';
import * as vscode from 'vscode';
import { ProfileFault, profileNamed, profileNames, thisMachine, type JobPreview } from '../../launchers';
import { readBounded } from '../../paths';
import { readProfileSetting } from '../settings';
import { formatFacts } from '../../wording';

/** File by which a workspace suggests profiles; its content is looked at, and used once a person has taken it over. */
const suggestionsFile = 'distillery.profiles.json';
const maxSuggestionBytes = 1 << 16;

interface PlaceItem extends vscode.QuickPickItem {
  readonly name: string;
  /** A profile of the workspace's that the person does not have. */
  readonly suggested?: unknown;
}

/**
 * Asks where a config is to run: this machine, a profile of the user's, or one that the workspace suggests, which is taken over into the
 * user's settings once the person agrees. Undefined when the pick is dismissed.
 */
export async function pickPlace(workspace: string | undefined): Promise<string | undefined> {
  const profiles = readProfileSetting();
  const names = profileNames(profiles);
  const own = names.map((name): PlaceItem => describeProfile(name, profiles));
  const suggestions = workspace === undefined ? undefined : readSuggestions(workspace);
  const suggested = profileNames(suggestions)
    .filter((name) => !names.includes(name))
    .map((name) => suggestedItem(name, suggestions));
  const here: PlaceItem = {
    name: thisMachine,
    label: 'This Machine',
    iconPath: new vscode.ThemeIcon('device-desktop'),
  };
  const settings: PlaceItem = { name: '', label: 'Edit Profiles…', iconPath: new vscode.ThemeIcon('gear') };
  const chosen = await vscode.window.showQuickPick([here, ...own, ...suggested, settings], { title: 'Run on' });
  if (chosen === undefined) return undefined;
  if (chosen === settings) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'distillery.profiles');
    return undefined;
  }
  return chosen.suggested === undefined || (await takeOver(chosen, profiles)) ? chosen.name : undefined;
}

/** A profile that the workspace suggests; one with a mistake shows it, and cannot be taken over. */
function suggestedItem(name: string, suggestions: unknown): PlaceItem {
  const detail = `Suggested by this workspace (${suggestionsFile}); you are asked first`;
  const item = { ...describeProfile(name, suggestions), detail };
  try {
    return { ...item, suggested: profileNamed(suggestions, name) };
  } catch (error) {
    if (!(error instanceof ProfileFault)) throw error;
    return { ...item, detail: `Suggested by this workspace (${suggestionsFile}), and not usable` };
  }
}

function describeProfile(name: string, profiles: unknown): PlaceItem {
  const icon = { iconPath: new vscode.ThemeIcon('server') };
  try {
    const profile = profileNamed(profiles, name);
    const { launcher } = profile;
    const place = 'partition' in profile ? profile.partition : 'address' in profile ? profile.address : undefined;
    return {
      name,
      label: name,
      description: formatFacts([launcher, place]),
      ...icon,
    };
  } catch (error) {
    return { name, label: name, description: error instanceof Error ? error.message : String(error), ...icon };
  }
}

/** Profiles that a workspace suggests, unchecked; undefined where it suggests none. */
function readSuggestions(workspace: string): unknown {
  const file = path.join(workspace, suggestionsFile);
  try {
    return JSON.parse(readBounded(file, maxSuggestionBytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Asks once, with all that the profile says, and writes it into the user's settings. */
async function takeOver({ name, suggested }: PlaceItem, profiles: unknown): Promise<boolean> {
  const agree = 'Use This Profile';
  const detail = [
    'It says where runs are started, and which programs and lines of a shell are executed there with your rights:',
    JSON.stringify(suggested, null, 2),
    'It is copied into your settings; later changes of the workspace are not.',
  ].join('\n\n');
  const question = `Use the profile '${name}' that this workspace suggests?`;
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, agree)) !== agree) return false;
  const own = typeof profiles === 'object' && profiles !== null ? profiles : {};
  const all = { ...own, [name]: suggested };
  await vscode.workspace.getConfiguration('distillery').update('profiles', all, vscode.ConfigurationTarget.Global);
  return true;
}

/** Shows the first job of a profile; whether the person agrees. */
export async function allowJob({ profile, launcher, text }: JobPreview): Promise<boolean> {
  const agree = 'Submit';
  const detail = `${text}\n\nYou are asked again when the profile changes. A copy is kept in the run folder as job.sh.`;
  const question = `Submit to ${launcher} by the profile '${profile}'?`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, agree)) === agree;
}
