import { codeNames, explainCode } from './codes';

/** The page of all diagnostics, in Markdown. */
export function problemReference(): string {
  const head = `<!-- Written by \`npm run docs\` from src/config/problems. Change the codes there, not this page. -->

# Diagnostics

What each diagnostic of a config means. In the editor its code links to the same text, and most have a quick fix.`;
  return `${[head, ...codeNames.map((code) => explainCode(code, 2))].join('\n\n')}\n`;
}
