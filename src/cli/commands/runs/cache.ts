import { Option } from 'commander';
import { clearCache, describeCache, measureCache } from '../../../runs';
import type { CommandDefinition } from '../../command';
import { json, place } from '../../options';
import { printResult, printSentence } from '../../output';
import { findWorkspace } from '../../workspace';

export const cache: CommandDefinition = {
  name: 'cache',
  args: '',
  summary: 'the size of the kept teachers, their answers, the rows of data sets and pictures of examples',
  options: [new Option('--clear', 'remove them; a run that needs one makes it again'), json, ...place],
  async perform(_words, { clear, ...options }) {
    const isCleared = clear === true;
    const size = await (isCleared ? clearCache : measureCache)(findWorkspace(options));
    const sentence = `${describeCache(size)} ${isCleared ? 'removed from' : 'in'} ${size.folder}`;
    if (options.json === true) printResult(JSON.stringify(size));
    else printSentence(sentence);
    return 0;
  },
};
