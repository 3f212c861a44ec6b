import type * as vscode from 'vscode';
import { registerCommands, toUri, type Host } from '../commands';

/** The commands about configs. */
export function registerConfigCommands(host: Host): vscode.Disposable {
  return registerCommands(host, {
    newConfig: async () => (await import('./new-config')).newConfig(),
    newConfigFromData: async (uri) => (await import('./new-config-from-data')).newConfigFromData(toUri(uri)),
    pickTemperatureStrategy: (uri, name, path) => pickStrategy(host, toUri(uri), { name, path }),
    previewTemperature: (uri) => preview(host, toUri(uri)),
    sweepTemperature: async (uri) => sweepTemperature(toUri(uri)),
    showObjective: async (uri) => showObjective(host, toUri(uri)),
    previewAugmentation: (uri) => previewAugmentation(host, toUri(uri)),
  });
}

async function sweepTemperature(uri: vscode.Uri | undefined): Promise<void> {
  const [{ configDocument }, sweep] = await Promise.all([import('./new-config'), import('./sweep-temperature')]);
  await sweep.sweepTemperature(await configDocument(uri));
}

async function showObjective({ context }: Host, uri: vscode.Uri | undefined): Promise<void> {
  const [{ configDocument }, shown] = await Promise.all([import('./new-config'), import('./show-objective')]);
  await shown.showObjective(await configDocument(uri), context.asAbsolutePath('dist/emit.js'));
}

async function preview(host: Host, uri: vscode.Uri | undefined): Promise<void> {
  const [{ configDocument }, { openPreview }] = await Promise.all([
    import('./new-config'),
    import('../preview/preview-panel'),
  ]);
  openPreview(host, await configDocument(uri));
}

async function previewAugmentation({ context }: Host, uri: vscode.Uri | undefined): Promise<void> {
  const [{ configDocument }, { openAugmentPreview }] = await Promise.all([
    import('./new-config'),
    import('../preview/augment-panel'),
  ]);
  openAugmentPreview(context.extensionUri, await configDocument(uri));
}

async function pickStrategy(
  host: Host,
  uri: vscode.Uri | undefined,
  { name, path }: { readonly name: unknown; readonly path: unknown },
): Promise<void> {
  const [{ configDocument }, { pickTemperatureStrategy }] = await Promise.all([
    import('./new-config'),
    import('./strategy-pick/pick-strategy'),
  ]);
  await pickTemperatureStrategy(host, await configDocument(uri), {
    ...(typeof name === 'string' ? { name } : {}),
    ...(isPath(path) ? { path } : {}),
  });
}

const isPath = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((part) => typeof part === 'string');
