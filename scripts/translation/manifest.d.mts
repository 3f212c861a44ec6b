export function manifestTexts(manifest: object): { readonly path: string; readonly text: string }[];
export function localizedManifest(manifest: object): {
  readonly manifest: object;
  readonly files: Readonly<Record<'package.nls.json' | 'package.nls.zh-cn.json', string>>;
};
