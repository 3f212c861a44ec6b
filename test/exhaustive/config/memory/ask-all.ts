// Asks every question of the editor about every worst text of a length, in this process alone, whose heap the caller bounds. Prints each
// text when all its questions are answered.
// Usage: ask-all.ts LENGTH
import { fixAll } from '../../../../src/config';
import { questions } from '../linear-time/questions';
import { worstTexts } from '../worst-texts';

const length = Number(process.argv[2]);

for (const [title, language, textOf] of worstTexts()) {
  const text = textOf(length);
  for (const ask of Object.values(questions)) ask(text, language);
  fixAll(text, language);
  console.log(`${title}, ${language}`);
}
