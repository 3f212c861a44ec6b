import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { commands } from '../../../src/cli/commands/catalogue';
import { performCommand } from '../../../src/cli/program';
import { terminalReference } from '../../../src/cli/reference';
import { UsageError } from '../../../src/cli/usage-error';

describe('a command of the terminal', () => {
  const refused: readonly [words: string[], sentence: RegExp][] = [
    [['list', '--repair'], /^list takes no --repair; it is an option of check$/],
    [['show', 'x', '--at-a-time', '2'], /^show takes no --at-a-time; it is an option of run, sweep, resume$/],
    [['check', 'x', '--set=a=1'], /^check takes no --set; it is an option of run, sweep, validate, preview, emit$/],
    [['list', '--jsn'], /^list takes no --jsn; did you mean --json\?$/],
    [['list', '--colour'], /^list takes no --colour; 'distillery list --help' lists its options$/],
    [['lst'], /^there is no command 'lst'; did you mean list\?$/],
    [['dance'], /^there is no command 'dance'; 'distillery --help' lists them$/],
    [['show'], /^write: distillery show <run>$/],
    [['compare', 'x'], /^write: distillery compare <run> <others\.\.\.>$/],
    [['list', 'x'], /^too many arguments; write: distillery list$/],
    [['--json', 'list'], /^write the command before its options: distillery COMMAND --json$/],
    [['run', 'x.distill.yaml', '--at-a-time'], /--at-a-time/],
    [['import', 'wandb', 'x'], /^import reads tensorboard, huggingface, csv, torchdistill or mdistiller, not 'wandb'$/],
    [['import', 'tensorboard', 'no/such'], /^no\/such is no folder$/],
    [['import', 'tensorboard', 'docs'], /docs has no event files of TensorBoard/],
    [['import', 'csv', 'no/such'], /^no\/such is no folder and no file$/],
    [['import', 'huggingface', 'docs'], /docs has no trainer_state\.json, nor has a folder checkpoint-NUMBER in it$/],
    [['import', 'mdistiller', 'no.yaml'], /^no\.yaml cannot be read; name a config that exists$/],
    [
      ['import', 'torchdistill', 'x', '--output', 'x.yaml'],
      /^x\.yaml is no name of a config: write NAME\.distill\.yaml$/,
    ],
  ];
  for (const [words, sentence] of refused) {
    it(`is refused with a sentence: ${words.join(' ')}`, async () => {
      await assert.rejects(performCommand(commands, words), (error: unknown) => {
        assert.ok(error instanceof UsageError, String(error));
        assert.match(error.message, sentence);
        return true;
      });
    });
  }

  it('has a name, a summary and options of its own, none twice', () => {
    const names = commands.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { summary, options } of commands) {
      assert.match(summary, /^[a-z].*[^.]$/);
      const flags = options.map(({ long }) => long);
      assert.equal(new Set(flags).size, flags.length);
    }
  });

  it('has its arguments and options in docs/terminal.md', () => {
    const page = readFileSync('docs/terminal.md', 'utf8');
    assert.equal(page, terminalReference(commands), 'docs/terminal.md is stale: run `npm run docs`');
    for (const { name } of commands) assert.ok(page.includes(`\n## ${name}\n`), name);
  });
});
