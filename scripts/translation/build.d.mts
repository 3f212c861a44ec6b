import type { Plugin } from 'esbuild';

/** Translation of the sources of one build. */
export declare class Translation {
  /** The source of a module with its texts translated, for a side. */
  translate(file: string, source: string, side: 'extension' | 'pages'): string;
  /** Plugin for bundles whose modules no other plugin loads. */
  plugin(side: 'extension' | 'pages'): Plugin;
}
