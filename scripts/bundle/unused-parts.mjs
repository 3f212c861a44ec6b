// Parts of packages that pages do not use: the toolkit makes tokens of all of its elements, and an enumeration of keys, while it is read;
// uPlot has styles for a legend and a title, in whose place pages have their own.
import { readFileSync } from 'node:fs';

/** Calls that make a token, each a statement of its own. */
const tokens = /^(export const \w+ = )(create\([^]*?\));$/gm;

/** Rules of styles for uPlot's own legend and title. */
const legendRules = /(?<=^|\})\.u-(?:legend|inline|series|title)[^{}]*\{[^{}]*\}/g;

/** Plugin of esbuild that leaves them out, or lets esbuild drop them. */
export const withoutUnusedParts = {
  name: 'without unused parts of packages',
  setup(build) {
    build.onLoad({ filter: /[\\/]webview-ui-toolkit[\\/]dist[\\/]design-tokens\.js$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replaceAll(tokens, '$1/* @__PURE__ */ (() => $2)();'),
    }));
    // The enumeration is deprecated; the names of keys below it are what elements compare with.
    build.onLoad({ filter: /[\\/]fast-web-utilities[\\/]dist[\\/]key-codes\.js$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace(/^export var KeyCodes;\n\(function[^]*?^\}\)\([^]*?\);$/m, ''),
    }));
    build.onLoad({ filter: /[\\/]uPlot\.min\.css$/ }, ({ path: file }) => {
      return { contents: readFileSync(file, 'utf8').replaceAll(legendRules, ''), loader: 'css' };
    });
  },
};
