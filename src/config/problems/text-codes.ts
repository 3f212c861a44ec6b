import type { CodeMeaning } from './code-meaning';

/** Problems of the text itself. */
export const textCodes = {
  syntax: {
    title: 'The text cannot be read',
    explanation:
      'The text breaks the rules of YAML or JSON here, so what follows may be misread. Required keys are not asked for while the text is broken, since they may stand in the part that cannot be read. In YAML indent with spaces only; in JSON put keys and text in double quotes and a comma between entries.',
  },
  encoding: {
    title: 'Another encoding than UTF-8',
    explanation:
      'Configs are read as UTF-8, in the editor, in a terminal and by a run. Click the encoding in the status bar, choose `Reopen with Encoding` and the one that the file has, then `Save with Encoding` and UTF-8. In a terminal: `iconv -f UTF-16 -t UTF-8`.',
  },
  unreadable: {
    title: 'The parser gave up',
    explanation: 'The parser could not make anything of this text. Undo the last change, or start from `New Config`.',
  },
  'too-large': {
    title: 'The file is over 256 KB',
    explanation:
      'No config is that long, and reading more would make the editor wait. Keep data in files of its own and name them.',
  },
  'too-deep': {
    title: 'Nested too deep, or too many values',
    explanation:
      'A config needs fewer than 64 levels and 20,000 values. What is beyond is not read, so that a hostile file cannot stop the editor.',
  },
  alias: {
    title: 'An alias that leads nowhere',
    explanation:
      'A YAML alias (`*name`) needs an anchor (`&name`) before it, and a config may follow 100 of them. Write the value out.',
  },
  'duplicate-key': {
    title: 'A key is given twice',
    explanation: 'Only the first one counts, which is easily overlooked. Remove the other.',
  },
  'forbidden-key': {
    title: 'A key that configs do not have',
    explanation:
      '`__proto__` and the merge key `<<` change what other keys mean. Write the settings out where they are needed.',
  },
} as const satisfies Readonly<Record<string, CodeMeaning>>;
